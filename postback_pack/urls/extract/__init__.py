"""Find the URLs in what people paste: each with its exact text, its place, and what was done to reach it.

It knows no network and no tracker. What a macro consists of is never touched, and neither are a URL's own faults: they are
for `check`. Undone is only what the place of a URL does to it, such as ``&amp;`` in HTML or ``\\/`` in JSON.
"""

from __future__ import annotations

from .find import extract
from .found import Found
from .redirect import Inner, inner_urls, inside, redirector

__all__ = ["Found", "Inner", "extract", "inner_urls", "inside", "redirector"]
