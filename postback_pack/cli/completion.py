"""Completion in bash, where ``=`` ends a word: ``--field goal=1`` comes as three, and what is offered replaces only the last."""

from __future__ import annotations

from typing import Any

from click.shell_completion import BashComplete, CompletionItem, add_completion_class


class Bash(BashComplete):
    """Puts the words together again, and adds no blank behind ``goal=``."""

    source_template = BashComplete.source_template.replace(
        "COMPREPLY+=($value)\n", "COMPREPLY+=($value)\n            [[ $value == *= ]] && compopt -o nospace\n"
    )
    _before = ""
    """What bash leaves as it is, in front of what it replaces."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is typed, and that one."""
        before, typed = super().get_completion_args()
        words: list[str] = []
        for word in (*before, typed):
            if words and (word == "=" or words[-1].endswith("=")):
                words[-1] += word
            else:
                words.append(word)
        *before, typed = words
        self._before = typed[: typed.rfind("=") + 1]
        return before, typed

    def format_completion(self, item: CompletionItem) -> str:
        """Return an offer as the script of bash reads it."""
        value: Any = item.value
        return f"{item.type},{value.removeprefix(self._before)}"


def use() -> None:
    """Let click complete in bash with this."""
    add_completion_class(Bash)
