"""A table of hostile values and outputs: each output is read back by a real parser of its format."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import markdown
import pytest

from postback_pack import InputError, Setup, build_setup, load_catalog, render
from postback_pack.rendering.writers import write_html, write_markdown, write_rst
from postback_pack.text.characters import hidden_character
from postback_pack.text.markup import Span
from tests.conftest import MADE_UP, Result, mostly_long
from tests.installed import argv
from tests.test_formats import read_html, read_rst

CATALOG = load_catalog(MADE_UP)
MACROS = {
    "a shell command": "{`id`}",
    "a shell substitution": "$(touch${IFS}pwned)",
    "a shell quote": "{'; echo x; '}",
    "a double quote": '{"; echo "}',
    "a backslash": "{\\}",
    "a shell pipe": "{a|b;c>d<e}",
    "an exclamation mark": "{!!}",
    "a glob": "{*?[a-z]}",
    "an element": "<script>alert(1)</script>",
    "an attribute": "\"><img src=x onerror='alert(1)'>",
    "the end of the element": "{</code></pre>}",
    "an entity": "{#38;#x3c;}",
    "a comment": "<!--{x}-->",
    "CDATA": "<![CDATA[{x}]]>",
    "a link": "[a](javascript:alert(1))",
    "an image": "![a](//x.example)",
    "a fence": "```{x}",
    "a long fence": "{" + "`" * 9 + "}",
    "tildes": "~~~{x}",
    "a heading": "# {x}",
    "an attribute list": "{: onclick=x }",
    "front matter": "---{x}",
    "Liquid": "{% include x %}",
    "Jinja": "{{ ''.__class__ }}",
    "a substitution of reST": "|x|",
    "a role of reST": ":raw:`x`",
    "a directive of reST": ".. raw:: html",
    "the end of a literal": "``:x:{``}",
    "a JSON string": '{","x":"}',
    "JSON in a script": "{</script><!--}",
    "a formula": "=HYPERLINK({x})",
    "a percent": "%00%1b%n%s",
    "None": "{None}",
}
HIDDEN = {
    "red": "\x1b[31m{x}",
    "a title": "\x1b]0;x\x07",
    "a link of the terminal": "\x1b]8;;https://x.example\x1b\\",
    "C1": "\x9b31m{x}",
    "a bell": "{x}\x07",
    "a backspace": "{x}\x08\x08",
    "a line": "{x}\ny",
    "a return": "{x}\ry",
    "a line of Unicode": "{x}\u2028",
    "right to left": "\u202e{x}",
    "an isolate": "{\u2066x}",
    "nothing wide": "{x\u200b}",
    "a tag": "{x\U000e0041}",
    "NUL": "{x}\0",
    "a surrogate": "{x\ud83d}",
}
ACCOUNTS = ["../../x", "..", ".", "a/b", "a?b", "a#b", "a&b=c", "a b", "a%2fb", "é", "\x1b[31m", "=1+1", "@x", "+1", "`id`", "$(id)", "<b>", "{x}", "a\nb", "\u202e", "None;", "a" * 65]  # fmt: skip
Cli = Callable[..., Result]


def setup_with(macro: str) -> Setup:
    return build_setup(CATALOG, "custom", account="acme", click_id_macro=macro, payout_macro=macro)


def url_with(macro: str) -> str:
    return f"https://www.pbterra.com/name/acme/at?subid_short={macro}&atpay={macro}"


def from_html(text: str) -> list[str]:
    page = read_html(text)
    assert set(page.tags) <= set("section h2 h3 p pre code ol ul li strong div svg path rect text".split())
    assert "onerror" not in page.prose
    return page.code


def from_markdown(text: str) -> list[str]:
    extensions = ["fenced_code", "tables", "attr_list", "smarty", "md_in_html", "def_list", "footnotes"]
    return [code.rstrip("\n") for code in from_html(markdown.markdown(text, extensions=extensions))]


def from_json(text: str) -> list[str]:
    data = json.loads(text)
    return [data["postback_url"], data["click_id"]["macro"]]


READERS: dict[str, Callable[[str], list[str]]] = {
    "html": from_html,
    "md": from_markdown,
    "rst": read_rst,
    "json": from_json,
    "text": str.splitlines,
    "url": lambda text: [text],
}


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("macro", MACROS.values(), ids=MACROS)
def test_a_macro_comes_out_as_it_went_in(macro: str, format: str) -> None:
    text = render(setup_with(macro), format)
    found = READERS[format](text)
    assert url_with(macro) in found
    if format in ("html", "md", "rst", "json"):
        assert macro in found
    assert not any(hidden_character(line) for line in text.split("\n"))


@pytest.mark.parametrize("macro", MACROS.values(), ids=MACROS)
def test_a_text_of_the_catalog_is_text(macro: str) -> None:
    for kind in ("plain", "code", "label"):
        spans = (Span("plain", "x "), Span(kind, macro), Span("plain", " y"))
        assert set(read_html(write_html(spans)).tags) <= {"code", "strong"}
        assert set(read_html(markdown.markdown(write_markdown(spans))).tags) <= {"p", "code", "strong"}
        page = read_html(markdown.markdown(write_markdown(spans)))
        assert macro in page.prose + "".join(page.code)
        read_rst("A " + write_rst(spans))


@pytest.mark.parametrize("option", ["account", "click_id_macro", "payout_macro", "click_id_param", "campaign_url", "payout", "currency", "currency_code", "type", "network"])  # fmt: skip
@pytest.mark.parametrize("value", HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_character_gets_nowhere(value: str, option: str) -> None:
    value = f"https://trk.example/{value}" if option == "campaign_url" else value
    with pytest.raises(InputError) as error:
        build_setup(CATALOG, "custom", **{option: value})  # type: ignore[arg-type]
    assert not any(hidden_character(line) for line in str(error.value).split("\n"))


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_cannot_leave_its_place(account: str) -> None:
    with pytest.raises(InputError):
        build_setup(CATALOG, "keitaro", account=account)
    kind = CATALOG.networks["adsterra"].types["simple"]
    url = kind.shape.fill(
        {"scheme": "https", "account": account.encode("utf-8", "replace").decode()}, {"click_id": "X"}
    )
    if account not in (".", ".."):
        assert urlsplit(url).path == f"/name/{quote(account, safe='')}/at"
        assert urlsplit(url).query == "subid_short=X"


def shell(script: str, folder: os.PathLike[str]) -> str:
    return subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, check=True, cwd=folder, timeout=60
    ).stdout


@pytest.mark.parametrize("macro", mostly_long(MACROS, 2))
def test_a_shell_pipe(macro: str, tmp_path: os.PathLike[str]) -> None:
    """The URL is printed, read by a shell, and passed on as one word; nothing in it is run."""
    command = shlex.join(argv("render", "custom", "--account", "acme", "--format", "url", f"--click-id-macro={macro}"))
    script = f'{command} 2>/dev/null | {{ IFS= read -r url; printf "%s" "$url"; }}; u=$({command} 2>/dev/null); printf "\\n%s" "$u"'
    expected = f"https://www.pbterra.com/name/acme/at?subid_short={macro}"
    assert shell(script, tmp_path) == f"{expected}\n{expected}"
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "value",
    mostly_long({name: value for name, value in HIDDEN.items() if "\0" not in value and "\ud83d" not in value}, 2),
)
def test_a_terminal(value: str) -> None:
    """All that reaches a terminal are letters, line ends and our own colours."""
    leader, follower = pty.openpty()
    command = argv("render", f"no{value}", "--account", value, f"--click-id-macro={value}")
    with subprocess.Popen(command, stdout=follower, stderr=follower, env=os.environ | {"TERM": "xterm"}) as program:
        os.close(follower)
        text = b""
        while True:
            try:
                text += os.read(leader, 65536)
            except OSError:  # how Linux shows that the other side has been closed
                break
    os.close(leader)
    assert program.returncode == 2
    plain = re.sub(r"\x1b\[(0|1|31|1m\x1b\[31|31m\x1b\[1)m", "", text.decode())
    assert not any(hidden_character(line) for line in plain.replace("\r\n", "\n").split("\n")), plain
    assert "Error: " in plain
