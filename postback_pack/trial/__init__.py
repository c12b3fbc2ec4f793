"""Try a setup out: ``preview`` walks through it with sample values, ``client`` makes one real call, ``server`` receives calls.

``fill`` puts values where the macros are, ``test_call`` makes the URL of one call, ``received`` reads a call as the network would.
"""
