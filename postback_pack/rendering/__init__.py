"""Write a setup or a tracker as text, Markdown, HTML, reStructuredText or JSON."""
