"""Files for other people's documentation: a page per tracker, an index, the catalog as JSON, and the generator page."""

FORMATS = ("html", "md", "json")
RAW_GUARDS = ("none", "jekyll")
