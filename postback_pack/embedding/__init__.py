"""Setups inside other people's documentation: a Python-Markdown extension and a Sphinx extension.

``block_options`` turns the options of a block into a setup, ``fragment`` a setup into elements; both know no docs tool.
"""
