"""From files to trackers and networks."""

from typing import Literal, get_args

Kind = Literal["tracker", "self_hosted", "platform", "mmp", "site"]
"""What sort of system a tracker is."""
KINDS: tuple[str, ...] = get_args(Kind)
