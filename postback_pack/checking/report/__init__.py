"""Show what a check found, in the form that is asked for: text, an answer to send, Markdown, a row of a table, or plain data."""

from __future__ import annotations

from .data import check_data
from .lines import visible
from .markdown import check_markdown
from .reply import check_reply
from .table import COLUMNS, check_rows, what_of
from .text import check_text, coloured_lines

__all__ = [
    "COLUMNS",
    "check_data",
    "check_markdown",
    "check_reply",
    "check_rows",
    "check_text",
    "coloured_lines",
    "visible",
    "what_of",
]
