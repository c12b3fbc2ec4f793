"""Write docs/networks.md from the catalog."""

from __future__ import annotations

from postback_pack import Catalog
from postback_pack.rendering.network_data import network_summary
from postback_pack.rendering.tables import markdown_table
from postback_pack.setup.options import DEFAULT_NETWORK

_BEFORE = """\
# Networks

{default} is the default network. For another one, add `--network` with the ID from the first column:

```console
$ postback-pack render keitaro --network mgid --field event=lead --format url
https://a.mgid.com/postback?c={{external_id}}&e=lead
```

`postback-pack show NETWORK` explains each field, shows where to find it and ends with an example to copy. It also lists every macro
with its grade and sources. `postback-pack list --networks` prints this list in a terminal.
"""
_AFTER = """\
- **Click-ID macro**: goes into the tracking link. The network fills it in at each click. If the cell is empty, we have no source for it: you
  get the postback URL, but no link.
- **Grade**: how well the postback URL and the click-ID macro are sourced, the weaker one of the two. See [Sources](facts.md).
- **Payout**: what the network takes the amount for. A **price** is what you pay the network. A **revenue** is what the conversion is worth to
  you. **None** means that its URL takes no amount. If the cell is empty, we could not confirm what it takes.
- **Fields**: the values that you copy from the network, given with `--account` or `--field NAME=VALUE`. Some are optional.
- **Types**: the forms of the postback URL. The one that fits is chosen by what you report. `--type` names one.

Is your network missing? [Add it](../CONTRIBUTING.md): it takes a folder, and no Python.
"""


def networks_page(catalog: Catalog) -> str:
    """Return the table of the networks, with what its columns mean, as Markdown."""
    header = ["id", "name", "click-ID macro", "grade", "payout", "fields", "types"]
    rows = []
    for network in catalog.networks.values():
        row = network_summary(network)
        names = [", ".join(row[key]) for key in ("fields", "types")]
        takes_one = any(kind.takes("payout") for kind in network.types.values())
        means = (network.payout.means or "") if takes_one else "none"
        rows.append([row["id"], row["name"], row["click_id_macro"] or "", row["grade"], means, *names])
    before = _BEFORE.format(default=catalog.networks[DEFAULT_NETWORK].name)
    return "\n".join([before, *markdown_table(header, rows, {2}), "", _AFTER])
