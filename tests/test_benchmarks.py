"""The benchmarks run, in small. A table that nobody makes for months would not be missed when it is broken."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, build_setup, render

FOLDER = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture
def benchmark(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module(request.param)


def rows_of(table: Path) -> list[list[str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return [*csv.reader(file)][1:]


@pytest.mark.parametrize("benchmark", ["bulk"], indirect=True)
def test_a_bare_loop_writes_what_bulk_writes(benchmark: Any, catalog: Catalog, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    benchmark.write_rows(source, 10)
    benchmark.bare_texts(source, target, catalog)
    rows = rows_of(target)
    assert [row[0] for row in rows] == list(benchmark.TRACKERS)
    for tracker, account, payout, url, *_, text, _ in rows:
        setup = build_setup(catalog, tracker, account=account, payout=payout)
        assert (url, text.count(url)) == (setup.postback_url, render(setup).count(url))
    benchmark.bare_urls(source, target, catalog)
    assert [row[3] for row in rows_of(target)] == [row[3] for row in rows]


@pytest.mark.parametrize("benchmark", ["finding"], indirect=True)
def test_the_table_of_finding(
    benchmark: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benchmark, "LENGTHS", (1, 2, 4))
    benchmark.main()
    assert capsys.readouterr().out.count(" s ") == 3 * len(benchmark.TEXTS)
    assert len(benchmark.extract(benchmark.random_text(5))) == 5


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("[a-z]*.py")))
def test_every_benchmark_is_run_with_the_others(name: str) -> None:
    assert f'"{name}"' in (FOLDER / "__main__.py").read_text(encoding="utf-8")
