"""A web form that makes and checks postback URLs: flask --app web_form run"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, render_template_string, request
from markupsafe import Markup

from postback_pack import InputError, build_setup, check, load_catalog, render

CATALOG = load_catalog()  # once: it never changes, and threads can share it
FORM = """<!doctype html><title>Postback URL</title>
<form>
  <label>Tracker <input name="tracker" value="{{ request.args.tracker }}" list="trackers" required></label>
  <label>Account <input name="account" value="{{ request.args.account }}"></label>
  <label>Payout <input name="payout" value="{{ request.args.payout }}"></label>
  <button>Make the URL</button>
  <datalist id="trackers">{% for one in trackers %}<option>{{ one.name }}</option>{% endfor %}</datalist>
</form>
{% for problem in problems %}<p role="alert">{{ problem }}</p>{% endfor %}
{{ setup }}
"""
app = Flask(__name__)


@app.get("/")
def form() -> str:
    """Show the form, and the setup once a tracker is given."""
    setup, problems = "", []
    given = {name: request.args.get(name, "").strip() for name in ("tracker", "account", "payout")}
    if given["tracker"]:
        try:
            options: dict[str, Any] = {name: value for name, value in given.items() if value}
            # The HTML is safe: names and values are escaped.
            setup = Markup(render(build_setup(CATALOG, **options), "html"))
        except InputError as error:
            problems = [str(problem) for problem in error.problems]
    return render_template_string(FORM, setup=setup, problems=problems, trackers=CATALOG.trackers.values())


@app.post("/check")
def check_url() -> Response:
    """Say what is wrong with a pasted URL: {"url": "...", "tracker": "..."}."""
    given = request.get_json()
    result = check(CATALOG, str(given["url"]), tracker=given.get("tracker"))
    return jsonify(
        verdict=result.verdict,
        corrected=[url.corrected for url in result.urls],
        findings=[{"code": finding.code, "message": finding.message} for finding in result.findings],
    )


@app.errorhandler(InputError)
def refuse(error: InputError) -> tuple[Response, int]:
    """Answer with every problem at once."""
    return jsonify(problems=[str(problem) for problem in error.problems]), 400
