"""Try a setup out: ``preview`` plays it with sample values, ``sending`` makes one real call, ``listening`` receives calls.

``filling`` puts values where the macros are; ``calls`` reads a call as the network would.
"""
