"""The Sphinx extension: the directives ``postback`` and ``postback-table`` and the role ``postback-macro``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from .. import __version__
from ..errors import CatalogError, InputError
from ..rendering.view import HTML_ADMONITIONS
from ..setup.options import DEFAULT_NETWORK
from .block_options import block_setup, block_trackers, block_words, macro, subject
from .catalogs import STYLE_SHEET, as_paths, load_cached, network_files, style_sheet, template_files, tracker_files
from .docutils_nodes import write_nodes
from .fragment import setup_fragment, table_fragment

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_log = logging.getLogger(__name__)
_DEFAULTS = {"admonitions": HTML_ADMONITIONS}
"""Options of every directive that does not give them, and whose project does not: every builder of Sphinx has notes of its own."""


class _EveryOption(dict[str, Callable[[str], str]]):
    """Takes every option as text: an unknown one is reported by us, with the nearest name."""

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, name: str) -> Callable[[str | None], str]:
        return lambda value: value or ""


class _Directive(SphinxDirective):
    """A directive whose problems are warnings with a type, a subtype and a place."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = False
    option_spec: ClassVar[Any] = _EveryOption()

    def run(self) -> list[nodes.Node]:
        """Return what ``make`` makes, or nothing after warnings."""
        paths = _catalogs(self.env)
        try:
            return [self.make(paths)]
        except (CatalogError, InputError) as error:
            _warn(error, self.get_location())
            return []

    def make(self, paths: tuple[str, ...]) -> nodes.Node:
        """Return what the directive puts into the page. Raises CatalogError and InputError."""
        raise NotImplementedError

    @property
    def argument(self) -> str:
        """What is behind the directive's name, or nothing."""
        return self.arguments[0].strip() if self.arguments else ""

    def given(self) -> Iterator[tuple[str, str]]:
        """Yield the options; one that is written twice comes twice, though MyST keeps only its last value."""
        written = Counter(re.findall(r"^\s*:([\w-]+):(?!\S)", self.block_text, re.MULTILINE))
        for name, value in self.options.items():
            yield from [(name, value)] * max(1, written[name])


class PostbackDirective(_Directive):
    """A setup: ``.. postback:: keitaro`` with the options of ``render``."""

    def make(self, paths: tuple[str, ...]) -> nodes.Node:
        """Return the setup."""
        _note(self.env, network_files(paths, self.options.get("network", DEFAULT_NETWORK)))
        setup, view = block_setup(
            load_cached(paths), self.argument, self.given(), _DEFAULTS | self.config.postback_options
        )
        _note(self.env, template_files(setup))
        return write_nodes(setup_fragment(setup, view))


class PostbackTableDirective(_Directive):
    """The trackers of the catalog: ``.. postback-table:: self_hosted``."""

    def make(self, paths: tuple[str, ...]) -> nodes.Node:
        """Return the table."""
        return write_nodes(table_fragment(block_trackers(load_cached(paths), self.argument, self.given())))


class PostbackMacroRole(SphinxRole):
    """One macro of a tracker: ``:postback-macro:`keitaro.click_id```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the macro as code; without one the role stays visible, marked as a problem."""
        paths = _catalogs(self.env)
        try:
            text = macro(load_cached(paths), self.text)
        except (CatalogError, InputError) as error:
            _warn(error, self.get_location())
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        return [nodes.literal(text, text, classes=["postback-macro"])], []


def _catalogs(env: BuildEnvironment) -> tuple[str, ...]:
    """Return the catalogs of your own; the page depends on every file with trackers."""
    paths = as_paths(env.config.postback_catalog)
    _note(env, tracker_files(paths))
    return paths


def _resolve(app: Sphinx, config: Config) -> None:
    """Let a relative path of an own catalog begin at the folder of conf.py, wherever the build is started."""
    # First, so that a file of the same name in the project's own folder takes its place.
    config.html_static_path = [str(style_sheet().parent), *config.html_static_path]
    config.postback_catalog = tuple(str(Path(app.confdir) / path) for path in as_paths(config.postback_catalog))


def _note(env: BuildEnvironment, files: Iterable[Path]) -> None:
    for file in files:
        env.note_dependency(str(file.resolve()))


def _warn(error: CatalogError | InputError, place: str) -> None:
    if isinstance(error, CatalogError):
        problems = [("catalog", str(mistake)) for mistake in error.mistakes]
    else:
        problems = [(subject(problem), problem.say(block_words)) for problem in error.problems]
    for subtype, message in problems:
        _log.warning("%s", message, type="postback", subtype=subtype, location=place)


def _environment_version() -> int:
    """Return the package's version as a number: pages are read again when it rises."""
    return int("".join(f"{int(part):03}" for part in re.findall(r"\d+", __version__)[:3]))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything; Sphinx calls it."""
    app.add_config_value("postback_catalog", (), "env", (str, list, tuple))
    app.add_config_value("postback_options", {}, "env", (dict,))
    app.connect("config-inited", _resolve)
    app.add_css_file(STYLE_SHEET)
    app.add_directive("postback", PostbackDirective)
    app.add_directive("postback-table", PostbackTableDirective)
    app.add_role("postback-macro", PostbackMacroRole())
    return {
        "version": __version__,
        "env_version": _environment_version(),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
