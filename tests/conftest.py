from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from _pytest.mark.structures import ParameterSet
from hypothesis import HealthCheck, settings

from postback_pack import Catalog, CatalogError, load_catalog
from postback_pack.cli import run
from tests.browser import Opened, chromium
from tests.environments import Environments
from tests.generator_files import written
from tests.snippet_runs import Code, Receiver, code_at, running_receiver

TESTS = Path(__file__).parent
settings.register_profile("default", deadline=None)
settings.register_profile("long", max_examples=5_000, deadline=None)
# For what carries the marker `often`, in .ci/run.
settings.register_profile("thorough", max_examples=4_000, deadline=None)
# For mutmut, which runs the tests once for each change: see pyproject.toml.
settings.register_profile("few", max_examples=15, deadline=None)
# For tests/test_fuzz.py and tests/test_fuzz_wrapped.py: 12 and 9 properties are 546,000 cases in all.
settings.register_profile("fuzz", max_examples=26_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("default")
MADE_UP = TESTS / "made_up"

# A workflow has it: a site then has links to its repository, and the tests would see another site there than here.
os.environ.pop("GITHUB_REPOSITORY", None)

# A shell script starts `pytest &` with SIGINT ignored, `nohup` with SIGHUP, and a program that is started so ignores it too. A signal with
# a handler of its own goes back to normal in each program that the tests start; the tests themselves go on ignoring it.
for number in (getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda *_: None)


def mostly_long(values: Mapping[str, Any] | Iterable[Any], plain: int) -> list[ParameterSet]:
    """Return values for `parametrize`: the first ones for every run, the others for `pytest -m long`.

    For what starts a process for each value, and would not often find with the others what it does not find with the first.
    """
    named = values.items() if isinstance(values, Mapping) else ((None, value) for value in values)
    return [
        pytest.param(value, id=name, marks=[] if number < plain else [pytest.mark.long])
        for number, (name, value) in enumerate(named)
    ]


@cache
def cases_in(name: str) -> Any:
    """Return what is in a file of tests/cases, read once: nobody may change it."""
    text = (TESTS / "cases" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class Result(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """The output as if it were one line."""
        return " ".join(self.out.split())

    @property
    def problems(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("Error: ")]


def load_whole(*paths: Path) -> Catalog:
    """Load catalogs of which no network may be broken. Raises CatalogError with the mistakes of all."""
    catalog = load_catalog(*paths)
    if catalog.broken:
        raise CatalogError(mistake for found in catalog.broken.values() for mistake in found)
    return catalog


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over the thousands of tests and the catalogs they hold, which stay until the end."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def with_made_up() -> Catalog:
    """The shipped catalog and the made-up network."""
    return load_catalog(MADE_UP)


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run one command line in this process."""

    def call(*arguments: str) -> Result:
        capfd.readouterr()
        status = run(list(arguments))
        return Result(status, *capfd.readouterr())

    return call


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A network on this machine, for the code of sites."""
    with running_receiver() as server:
        yield server


@pytest.fixture
def local(receiver: Receiver) -> Code:
    """Return the code of a site that reports to the receiver."""
    return code_at(receiver.server_port)


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    """Return the environments of other projects' tools; with POSTBACK_PACK_BUILDS they are kept in that folder."""
    kept = os.environ.get("POSTBACK_PACK_BUILDS")
    temporary = tmp_path_factory.getbasetemp()
    folder = Path(kept) if kept else (temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary) / "builds"
    folder.mkdir(parents=True, exist_ok=True)
    return Environments(folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(load_catalog(), tmp_path_factory.mktemp("page"))


@pytest.fixture
def opened(browser: Any, page_file: Path) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = Opened(context, page_file)
    yield opened
    opened.assert_quiet()
    context.close()
