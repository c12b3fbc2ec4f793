"""Write a text into a program: as a string, or into a comment, of each language of the snippets.

Every value of a catalog or of a user reaches a snippet through one of these functions, so none can
end the string or the comment that it is in.
"""

from __future__ import annotations

from collections.abc import Callable


def php_string(text: str) -> str:
    """Return a string of PHP between single quotes, where only quote and backslash have a meaning."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def php_comment(text: str) -> str:
    """Return the text for a comment of PHP: a block ends at ``*/``, a line at ``?>`` too."""
    return _apart(_one_line(text), "*/", "?>")


def python_string(text: str) -> str:
    """Return a string of Python between double quotes."""
    return '"' + "".join(_escaped(sign, '\\"', lambda sign: f"\\U{ord(sign):08x}") for sign in text) + '"'


def python_comment(text: str) -> str:
    """Return the text for a docstring or a comment of Python: a docstring reads backslashes, and ends at quotes."""
    return _one_line(text).replace("\\", "\\\\").replace('"', '\\"')


def go_string(text: str) -> str:
    """Return a string of Go between double quotes. Signs that nobody sees are written as their bytes."""
    return '"' + "".join(_escaped(sign, '\\"', _bytes) for sign in text) + '"'


def go_comment(text: str) -> str:
    """Return the text for a line of a comment of Go or Ruby."""
    return _one_line(text)


def ruby_string(text: str) -> str:
    """Return a string of Ruby between double quotes, where ``#`` begins an expression."""
    return '"' + "".join(_escaped(sign, '\\"#', _bytes) for sign in text) + '"'


def java_string(text: str) -> str:
    """Return a string of Java between double quotes."""
    return '"' + "".join(_escaped(sign, '\\"', _java_code) for sign in text) + '"'


def java_comment(text: str) -> str:
    """Return the text for a comment of Java, which reads ``\\u`` even there, but not after another backslash."""
    return _apart(_one_line(text).replace("\\", "\\\\"), "*/")


def script_string(text: str) -> str:
    """Return a string of JavaScript between single quotes.

    Angle brackets and braces are escaped: a page ends a script at ``</script>``, and Google Tag
    Manager puts variables in for double braces.
    """
    return "'" + "".join(_escaped(sign, "\\'", _script_code, also="<>{}") for sign in text) + "'"


def script_comment(text: str) -> str:
    """Return the text for a comment of JavaScript."""
    return _apart(_one_line(text), "*/")


def page_comment(text: str) -> str:
    """Return the text for a comment of an HTML page, or of a script in it."""
    plain = _apart(_one_line(text), "{{", "}}", "--", "*/")
    return plain.replace("<", "&lt;").replace(">", "&gt;")


def _escaped(sign: str, marks: str, code: Callable[[str], str], also: str = "") -> str:
    if sign in marks:
        return "\\" + sign
    return sign if sign.isprintable() and sign not in also else code(sign)


def _script_code(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _bytes(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in sign.encode("utf-8", "surrogatepass"))


def _java_code(sign: str) -> str:
    # Java reads \u000a as the end of the line that it is in, so it has to be octal.
    return f"\\{ord(sign):03o}" if sign <= "\xff" else _script_code(sign)


def _one_line(text: str) -> str:
    """Return the text without line ends and other signs that nobody sees."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _apart(text: str, *ends: str) -> str:
    """Put a blank between the two signs of each mark."""
    for end in ends:
        while end in text:
            text = text.replace(end, f"{end[0]} {end[1]}")
    return text
