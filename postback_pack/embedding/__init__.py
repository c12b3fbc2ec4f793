"""Setups inside other people's documentation: a Python-Markdown extension and a Sphinx extension.

``options`` turns the options of a block into a setup, ``fragment`` a setup into elements; both know no docs tool.
"""
