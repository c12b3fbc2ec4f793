"""A site: the page that makes and checks URLs, a page per tracker and network, and the catalog, as HTML, Markdown or JSON."""

FORMATS = ("html", "md", "json")
LAYOUTS = ("files", "hugo")
"""How pages of Markdown are named and linked."""
RAW_GUARDS = ("none", "jekyll")
