"""Files for other people's documentation: a page per tracker, an index, the catalog as JSON, and the generator page."""

FORMATS = ("html", "md", "json")
LAYOUTS = ("files", "hugo")
"""How pages of Markdown are named and linked."""
RAW_GUARDS = ("none", "jekyll")
