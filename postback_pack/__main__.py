"""Run the command line with ``python -m postback_pack``."""

from .cli import main

main()
