"""The snippet for Cloudflare Workers in Node, which has the same fetch, Request and Response, with a stand-in for the database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.snippet_runs import Code, Receiver, needs, output_of

# It understands the statements of the snippet by how they begin, and, like the real one, runs each in one step.
DATABASE = """
const rows = new Map();
const run = (text, values) => {
  const [order, second, third] = values;
  const row = rows.get(order);
  if (text.startsWith('CREATE')) return 0;
  if (text.startsWith('INSERT')) {
    if (row && (row.sent || row.claimed >= third)) return 0;
    rows.set(order, { sent: 0, claimed: second });
  }
  if (text.startsWith('UPDATE')) row.sent = 1;
  if (text.startsWith('DELETE') && row.claimed === second) rows.delete(order);
  return 1;
};
const env = { DB: { prepare: (text) => ({ bind: (...values) => ({
  run: async () => ({ meta: { changes: run(text, values) } }),
  first: async () => rows.get(values[0]) ?? null,
}) }) } };
"""


def play(folder: Path, code: str, scene: str) -> object:
    """Run the snippet and the scene, which prints JSON."""
    assert code.count("attempt * 1000") == 1
    script = f"{code.replace('attempt * 1000', 'attempt')}\n{DATABASE}\n{scene}"
    (folder / "scene.mjs").write_text(script)
    return json.loads(output_of([needs("mjs"), "scene.mjs"], folder))


def reported(folder: Path, code: str, scene: str) -> object:
    return play(folder, code, f"console.log(JSON.stringify([{scene}]));")


def test_an_order_is_reported_once(local: Code, receiver: Receiver, tmp_path: Path) -> None:
    scene = "await report(env, 1, 'a/b'), await report(env, '1', 'a/b'), await report(env, '2', '{clickid}')"
    assert reported(tmp_path, local("cloudflare_workers"), scene) == [True, True, False]
    assert receiver.paths == ["/name/acme/at?subid_short=a%2Fb"]


def test_one_of_many_requests_reports_an_order(local: Code, receiver: Receiver, tmp_path: Path) -> None:
    scene = "(await Promise.all([...Array(12)].map(() => report(env, '1', 'A')))).filter(Boolean).length"
    assert reported(tmp_path, local("cloudflare_workers"), scene) == [1]
    assert len(receiver.paths) == 1


def test_the_amount_is_the_orders(local: Code, receiver: Receiver, tmp_path: Path) -> None:
    scene = "await report(env, '1', 'A', '24.90', 'eur'), await report(env, '2', 'B', '0.00', 'EUR')"
    assert reported(tmp_path, local("cloudflare_workers", payout="macro"), scene) == [True, True]
    assert receiver.paths == ["/code/EUR/acme/at?subid_short=A&atpay=24.90", "/name/acme/at?subid_short=B"]


def test_it_tries_again_and_can_be_called_again(local: Code, receiver: Receiver, tmp_path: Path) -> None:
    receiver.statuses = [500, 404, 302]
    scene = "await report(env, '1', 'A'), await report(env, '1', 'A')"
    assert reported(tmp_path, local("cloudflare_workers"), scene) == [False, True]
    assert len(receiver.paths) == 4


@pytest.mark.parametrize(("seconds", "answer"), [(5, False), (660, True)])
def test_a_claim_that_was_left_is_taken_over(
    seconds: int, answer: bool, local: Code, receiver: Receiver, tmp_path: Path
) -> None:
    scene = f"""rows.set('1', {{ sent: 0, claimed: Date.now() - {seconds * 1000} }});
console.log(JSON.stringify(await report(env, '1', 'A')));"""
    assert play(tmp_path, local("cloudflare_workers"), scene) is answer
    assert len(receiver.paths) == answer


def test_the_click_id_is_kept_in_a_cookie(local: Code, tmp_path: Path) -> None:
    scene = r"""
const odd = 'a*b%2Fc!()+$1|x;y,z@[]^`\\';
const land = (query) => keepClickId(new Request(`https://shop.example/?${query}`), new Response('page', { headers: { 'Set-Cookie': 'o=1' } }));
const cookies = (query) => land(query).headers.getSetCookie();
const [, kept] = cookies('clickid=' + encodeURIComponent(odd));
const back = (Cookie) => keptClickId(new Request('https://shop.example/', { headers: { Cookie } }));
console.log(JSON.stringify([cookies('clickid=a%2Fb'), cookies('clickid=%7Bclickid%7D'), cookies(''), await land('clickid=A').text(),
  back(`x=1; ${kept.split(';')[0]}`) === odd, back('local_click_id=%zz'), back('x=1')]));"""
    attributes = "Max-Age=7776000; Path=/; Secure; HttpOnly; SameSite=Lax"
    assert play(tmp_path, local("cloudflare_workers"), scene) == [
        ["o=1", f"local_click_id=a%2Fb; {attributes}"],
        ["o=1"],
        ["o=1"],
        "page",
        True,
        None,
        None,
    ]
