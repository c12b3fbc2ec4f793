"""The Sphinx extension: ``extensions = ["postback_pack.sphinx"]`` in conf.py."""

from .embedding.sphinx_extension import setup

__all__ = ["setup"]
