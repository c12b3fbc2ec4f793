"""A small project with pages in reStructuredText and in MyST."""

project = "Sample"
extensions = ["myst_parser", "postback_pack.sphinx"]
myst_enable_extensions = ["colon_fence"]
postback_catalog = ["own.yaml"]
