"""Tools for contributors to the catalog."""
