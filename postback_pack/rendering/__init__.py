"""Write a setup or a tracker as text, Markdown, HTML, reStructuredText or JSON."""

WHOLE = ("text", "md", "html", "rst", "json")
"""Formats that print all of a setup."""
BARE = ("url", "link", "code")
"""Formats that print one thing and nothing else."""
FORMATS = (*WHOLE, *BARE)
"""The formats of ``render``."""
