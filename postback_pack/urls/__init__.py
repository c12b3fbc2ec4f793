"""Cut, find and change a URL that holds macros: one way for everybody."""
