"""Where `listen` listens, and who can reach it there."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from postback_pack.trial.reach import reach
from tests.conftest import Result
from tests.receiver import RIGHT, listener

Cli = Callable[..., Result]


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["--host", "0.0.0.0"], "--allow-remote"),
        (["--host", "::"], "--allow-remote"),
        (["--host", "example.example"], "--allow-remote"),
        (["--port", "70000"], "--port"),
        (["--port", "x"], "--port"),
        (["--host", "a..b", "--allow-remote"], "Give one with --host"),
        (["--host", "203.0.113.5", "--allow-remote"], "not an address of this machine. Give one with --host"),
    ],
)
def test_where_it_does_not_listen(cli: Cli, arguments: list[str], help: str) -> None:
    result = cli("listen", *arguments)
    assert result.status == 2
    assert help in result.err


def test_a_port_that_is_taken(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = cli("listen", "--port", str(taken.getsockname()[1]))
    assert result.status == 2
    assert "Choose another port with --port" in result.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Only programs on this machine can reach it"),
        (["--host", "[127.0.0.1]"], "Only programs on this machine can reach it"),
        (["--host", "0.0.0.0", "--allow-remote"], "Other machines can reach it unless a firewall blocks this port"),
    ],
)
def test_it_says_who_can_reach_it(arguments: list[str], told: str) -> None:
    with listener(*arguments) as receiver:
        assert receiver.get(RIGHT)[0] == 200
    assert told in receiver.begins
    assert ("A tracker in the cloud cannot" in receiver.begins) == ("--allow-remote" not in arguments)


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (["127.0.0.1", "::1"], "Only programs on this machine"),
        (["192.168.1.7"], "Machines in the same network"),
        (["fe80::1"], "Machines in the same network"),
        (["100.64.0.9"], "Machines in the same network"),
        (["127.0.0.1", "192.168.1.7"], "Machines in the same network"),
        (["11.22.33.44"], "including a tracker in the cloud"),
        (["2a00::1", "::1"], "including a tracker in the cloud"),
        (["0.0.0.0", "::"], "every address of this machine"),
    ],
)
def test_who_can_reach_an_address(addresses: list[str], told: str) -> None:
    assert told in str(reach(addresses))
