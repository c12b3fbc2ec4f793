"""Many setups at once, row by row: ``rows`` reads them, ``printing`` makes a setup of each, ``writing`` puts the results away."""
