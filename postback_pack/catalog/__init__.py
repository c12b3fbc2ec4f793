"""From files to trackers and networks."""
