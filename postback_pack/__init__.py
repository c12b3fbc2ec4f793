"""Ready-to-paste postback URLs, tracking links and set-up steps, per tracker and ad network.

    from postback_pack import build_setup, load_catalog, render

    catalog = load_catalog()
    setup = build_setup(catalog, "keitaro", account="acme", payout="macro")
    print(setup.postback_url)
    print(render(setup, "md"))

The names are imported when they are first used, so that the command line starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .catalog.load import Catalog, load_catalog
    from .catalog.model import Network, Tracker
    from .checking.check import Check, check
    from .errors import CatalogError, InputError, PostbackPackError
    from .rendering import FORMATS
    from .rendering.render import render
    from .setup.build import Setup, build_setup

_HOME = {
    "Catalog": "catalog.load",
    "load_catalog": "catalog.load",
    "Check": "checking.check",
    "check": "checking.check",
    "CatalogError": "errors",
    "InputError": "errors",
    "PostbackPackError": "errors",
    "Network": "catalog.model",
    "Tracker": "catalog.model",
    "FORMATS": "rendering",
    "render": "rendering.render",
    "Setup": "setup.build",
    "build_setup": "setup.build",
}

__all__ = [
    "FORMATS",
    "Catalog",
    "CatalogError",
    "Check",
    "InputError",
    "Network",
    "PostbackPackError",
    "Setup",
    "Tracker",
    "build_setup",
    "check",
    "load_catalog",
    "render",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOME[name]}", __name__), name)
