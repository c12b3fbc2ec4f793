"""Write docs/json.md from the schemas of what the commands print."""

from __future__ import annotations

from postback_pack.contribute.output_schema import output_schema
from postback_pack.rendering.tables import markdown_table
from tests.keys_page import schema_rows

_INTRO = """\
# Read the JSON

`render`, `check`, `list`, `show`, `lint`, `sources` and `bulk` print JSON with `--format json`. Sentences in it can change; keys, codes and IDs are
[stable](stability.md). Each output has a `schema_version`, which rises if a key goes away or changes its meaning. It is 2 for `check`, and 1 for everything else.

1. Get the schema, to validate what you read or to generate classes:

    ```sh
    postback-pack schema render > render.schema.json
    postback-pack schema check > check.schema.json
    ```

2. Run the command with `--format json`:

    ```sh
    postback-pack render keitaro --account acme --payout macro --format json
    postback-pack check 'URL' --format json
    ```

3. Read the keys below. Every key is there each time, except `sources` and `line`. The schema allows no others.

The schemas follow JSON Schema, draft 2020-12.
"""
_MORE = """\
## show NETWORK

The keys of the network's folder as they are (see [Every key](keys.md)), and also:

| key | what it is |
| --- | --- |
| `types.TYPE.url` | the URL with `<name>` where a value goes |
| `types.TYPE.needs`, `types.TYPE.can_use` | what you have to give for the type, and what else you can give |
| `facts` | every fact that evidence can support: `fact`, `value`, `grade`, and `sources`, the numbers of the entries in `evidence` |
| `example` | a command that prints a setup |

## list --networks

A row for each network: `id`, `name`, `status`, `aliases`, `types`, `fields`, `click_id_macro`, `grades` (of the postback `url` and of the
`click_id_macro`), and `grade`, the weaker one of the two.
"""
_LONGEST = 200
"""A longer list of values is left to the page that explains them."""
_NOTES = {
    "render": "A setup. `null` means that there is none.",
    "check": "In `schema_version` 1, `url` was all that was pasted. `check -` prints one object per line. The codes are those of [Common mistakes](mistakes.md).",
}


def json_page() -> str:
    """Return the page: every key of both outputs, with its values and its meaning."""
    lines = [_INTRO]
    for command, note in _NOTES.items():
        rows = [
            [key, values if len(values) < _LONGEST else "string", about]
            for key, _, values, about in schema_rows(output_schema(command), "")
        ]
        lines += [f"## {command}", "", note, "", *markdown_table(["key", "values", "meaning"], rows, {0, 1}), ""]
    return "\n".join([*lines, _MORE])
