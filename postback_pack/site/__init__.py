"""Pages for a site: the generator, one page that works without a server."""
