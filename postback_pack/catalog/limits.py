"""How much a catalog may hold, and what its IDs and parameters look like. Somebody else's catalog can be made to stop a machine; past these limits it is refused.

They are about twenty times what the shipped catalog needs, and are read within seconds by either of PyYAML's readers.
"""

from __future__ import annotations

MOST_BYTES = 4_000_000
"""The most bytes in one file."""
MOST_ENTRIES = 5_000
"""The most entries in one file of trackers."""
MOST_VALUES = 200_000
"""The most texts, numbers, lists and mappings in one file."""
LONGEST_LINE = 10_000
"""In characters: what looks for the place of a mistake reads a line more than once."""
MOST_NETWORKS = 200
"""The most folders under templates/networks of one catalog."""
MOST_MISTAKES = 1_000
"""The most mistakes reported in one run."""


class Allowance:
    """What is left of a limit while a file is read."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self) -> bool:
        """Take one; return whether there was one left."""
        self.left -= 1
        return self.left >= 0


PARAMETER = r"[A-Za-z0-9._~-]{1,64}"
"""The name of a parameter of a link. The page reads it too."""
ID = "[a-z][a-z0-9_]{0,39}"
"""Of a tracker or a network."""
LONGEST_VALUE = 128
"""Of a field that the user fills in; a longer one is refused before the network's pattern is asked."""
