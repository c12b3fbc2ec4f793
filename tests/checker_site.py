"""The page with its checker on a web server of this machine, in a folder below its top, for the browser."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from postback_pack import Catalog
from postback_pack.site.checker import make_checker, pinned
from postback_pack.site.generator import generator_page

VARIABLE = "POSTBACK_PACK_PYODIDE"
"""Names the folder of the unpacked npm package, which is not part of the project; .ci/run sets it."""
BELOW = "/some/folder/"
READY = "#check[data-state=ready]"
PATIENCE = 90_000
"""Milliseconds that the checker may take to start on a busy machine."""
TEST_LIMIT = 240
"""Seconds for a test that starts the checker."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class Site(ThreadingHTTPServer):
    """A static host. ``asked`` has an entry for each connection that was made to it."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.server_port}{BELOW}"

    def finish_request(self, request: Any, client_address: Any) -> None:
        self.asked.append(str(client_address))
        super().finish_request(request, client_address)


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Serve a folder."""
    with Site(folder) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def write_checker_site(top: Path, catalog: Catalog) -> None:
    """Write the page with its checker, or skip the test and say what is missing."""
    folder = os.environ.get(VARIABLE)
    if folder is None:
        version = pinned()["version"]
        pytest.skip(f"needs {VARIABLE}: run `npm pack pyodide@{version}`, unpack it, and name its folder `package`")
    checker = make_checker(Path(folder), catalog, "adsterra")
    below = top / BELOW.strip("/")
    for name, content in checker.files.items():
        (below / name).parent.mkdir(parents=True, exist_ok=True)
        (below / name).write_bytes(content)
    (below / "index.html").write_text(generator_page(catalog, "adsterra", checker), encoding="utf-8")


class CheckerPage:
    """The page in a browser, with what it asked for and what it said on the console."""

    def __init__(self, context: Any, site: Site) -> None:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        # The worker itself answers questions of a test, as it answers the page.
        context.add_init_script(
            "const Started = Worker; window.workers = [];"
            "window.Worker = class extends Started { constructor(...given) { super(...given); window.workers.push(this); } };"
        )
        self.site = site
        self.context = context
        self.page: Any = context.new_page()
        self.messages: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        context.on("request", lambda request: self.requests.append(request.url))

    def open(self, *, ready: bool = True) -> Any:
        """Open the tab from the start, and wait until the checker is ready."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.site.address}#check")
        if ready:
            self.page.wait_for_selector(READY, timeout=PATIENCE)
        return self.page

    def check(self, text: str, tracker: str = "", network: str = "") -> Any:
        """Check a text by the button, and wait for what is said about it."""
        page = self.page
        page.wait_for_selector(READY, timeout=PATIENCE)
        # Typing a long text would take minutes.
        page.evaluate(
            """(values) => {
                document.getElementById("checked").replaceChildren();
                for (const [id, value] of Object.entries(values)) document.getElementById(id).value = value;
            }""",
            {"pasted": text, "check-tracker": tracker, "check-network": network},
        )
        page.click("#check-now")
        page.wait_for_selector(".found, #pasted-error:not([hidden])", timeout=PATIENCE)
        return page

    def ask(self, questions: list[tuple[str, str, str]]) -> list[tuple[float, str]]:
        """Return the worker's answers to texts, trackers and networks, each with the milliseconds that it took."""
        return [
            tuple(answer)
            for answer in self.page.evaluate(
                """async (questions) => {
                    const worker = window.workers.at(-1);
                    const ask = (text, tracker, network, id) => new Promise((done, fail) => {
                        const start = performance.now();
                        const listen = ({ data }) => {
                            if (data.id !== id || data.begun) return;
                            worker.removeEventListener("message", listen);
                            if (data.failed !== undefined) fail(new Error(`${data.failed}: ${text}`));
                            else done([performance.now() - start, data.answer]);
                        };
                        worker.addEventListener("message", listen);
                        worker.postMessage({ id, text, tracker, network });
                    });
                    const answers = [];
                    for (const [text, tracker, network] of questions) answers.push(await ask(text, tracker, network, `t${answers.length}`));
                    return answers;
                }""",
                questions,
            )
        ]

    def in_worker(self, program: str) -> Any:
        """Run a program in the newest worker as one of its own, so that its policy counts, and return what it returns."""
        worker = self.page.workers[-1]
        return worker.evaluate(
            f"new Promise((done) => setTimeout(async () => {{ try {{ done(await (async () => {{ {program} }})()); }} catch (error) {{ done(`${{error.name}}: ${{error.message}}`); }} }}))"
        )

    def copied(self) -> str:
        """Return what is on the clipboard."""
        text: str = self.page.evaluate("navigator.clipboard.readText()")
        return text

    def kept(self) -> str:
        """Return everything that the page keeps or shows in its address."""
        kept = self.page.evaluate(
            "[location.href, JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, JSON.stringify(history.state)]"
        )
        return json.dumps(kept)
