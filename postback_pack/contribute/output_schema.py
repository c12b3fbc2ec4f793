"""JSON Schemas of what ``render --format json`` and ``check --format json`` print, for programs that read it."""

from __future__ import annotations

from typing import Any, get_args

from ..catalog.evidence import GRADES, SAYERS
from ..catalog.fields import Schema
from ..catalog.layout import ENTRY
from ..catalog.model import KINDS, ROLES
from ..checking.findings import About, Severity, codes
from ..checking.report.data import SCHEMA_VERSION as CHECK_VERSION
from ..rendering.tracker_data import SCHEMA_VERSION
from .json_schema import DIALECT

OUTPUTS = ("render", "check")
"""The commands whose output has a schema."""
_OUT = ENTRY.schema()["properties"]["postback_out"]["properties"]


def output_schema(command: str) -> Schema:
    """Return the schema of what ``render`` or ``check`` prints with ``--format json``."""
    head = {"$schema": DIALECT, "title": f"postback-pack {command} --format json"}
    schema, optional = {"render": (_setup, "sources"), "check": (_check, "line")}[command]
    return head | _optional(schema(), optional)


def _object(**properties: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def _optional(schema: Schema, name: str) -> Schema:
    return schema | {"required": [key for key in schema["required"] if key != name]}


def _version(number: int) -> Schema:
    return {"const": number, "description": "rises if a key goes away or changes its meaning"}


def _text(description: str, *, null: bool = False) -> Schema:
    return {"type": ["string", "null"] if null else "string", "description": description}


def _flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _number(description: str, least: int) -> Schema:
    return {"type": "integer", "minimum": least, "description": description}


def _one_of(values: Any, description: str, *, null: bool = False) -> Schema:
    return {"enum": [*values, *([None] if null else [])], "description": description}


def _list(of: Schema, description: str) -> Schema:
    return {"type": "array", "items": of, "description": description}


def _texts(description: str) -> Schema:
    return _list({"type": "string"}, description)


def _mapping(of: Schema, description: str, names: Any = None) -> Schema:
    limit = {"propertyNames": {"enum": [*names]}} if names else {}
    return {"type": "object", "additionalProperties": of, **limit, "description": description}


def _or_null(schema: Schema, description: str) -> Schema:
    return {"anyOf": [schema, {"type": "null"}], "description": description}


def _about(schema: Schema, description: str) -> Schema:
    return schema | {"description": description}


def _grade(description: str, *, null: bool = False) -> Schema:
    return _one_of(GRADES, description, null=null)


def _setup() -> Schema:
    named = {"id": _text("its id in the catalog"), "name": _text("its name")}
    gap = _object(why=_text("why there is nothing to paste"), what_to_do=_text("what to do about it"))
    return _object(
        schema_version=_version(SCHEMA_VERSION),
        tracker=_about(
            _object(**named, kind=_one_of(KINDS, "the kind of system"), website=_text("the vendor's site", null=True)),
            "the tracker",
        ),
        network=_about(_object(**named), "the network"),
        type=_about(_object(**named), "the postback type"),
        delivery=_one_of(_OUT["delivery"]["enum"], "how the tracker reports a conversion"),
        postback_url=_text("what to paste into the tracker; null: gaps.url says why", null=True),
        postback_url_without_payout=_text("the URL without a payout, if only the payout macro is not known", null=True),
        tracking_link=_text("what to paste into the network; null: gaps.link says why", null=True),
        code=_text("the code for a site or server; null: gaps.code says why", null=True),
        tracking_link_is_example=_flag("true if no campaign URL was given"),
        fields=_mapping({"type": "string"}, "the network's fields that were given"),
        missing_fields=_list(
            _object(
                name=_text("the field"),
                placeholder=_text("what is in the URL in its place"),
                label=_text("what the network calls it"),
                where=_texts("where to find it, outermost menu first"),
            ),
            "the network's fields that still have a placeholder",
        ),
        where=_texts("the menu path to the tracker's field, outermost first"),
        click_id=_about(
            _object(
                network_macro=_text("the network's macro, in the tracking link", null=True),
                network_parameter=_text("the parameter of the postback URL", null=True),
                parameter=_text("the parameter of the tracking link", null=True),
                macro=_text("the tracker's macro", null=True),
                grade=_grade("how well the macro is known"),
                given_by_user=_flag("true if you gave the macro"),
            ),
            "the click ID on its way to the tracker and back",
        ),
        payout=_or_null(
            _object(
                network_parameter=_text("the parameter of the postback URL", null=True),
                value=_text("the macro or the amount", null=True),
                by_macro=_flag("true if the tracker fills it in"),
                grade=_grade("how well the macro is known", null=True),
                given_by_user=_flag("true if you gave the macro"),
                means=_one_of(_OUT["payout_means"]["enum"], "what the macro counts"),
            ),
            "the amount that is reported",
        ),
        currency=_text("the code of the currency, if one was given", null=True),
        steps=_about(
            _object(tracker=_texts("what to do in the tracker"), network=_texts("what to do at the network")),
            "the steps on both sides",
        ),
        verify=_texts("how to check that it works"),
        pitfalls=_texts("what goes wrong, from the catalog"),
        notes=_texts("what goes wrong with these options"),
        gaps=_mapping(gap, "why there is nothing to paste", ("url", "link", "code")),
        warnings=_texts("what can still go wrong with what is pasted"),
        macros=_list(
            _object(
                role=_one_of(ROLES, "what it means"),
                macro=_text("the macro, byte for byte"),
                grade=_grade("how well it is known"),
                given_by_user=_flag("true if you gave it"),
                label=_text("what it means, in words"),
                how_known=_text("the grade, or that you gave it"),
            ),
            "the tracker's macros in the postback URL",
        ),
        network_grades=_about(
            _object(
                url=_grade("of the postback URL", null=True),
                payout=_grade("of its payout", null=True),
                macro=_grade("of the click-ID macro", null=True),
            ),
            "how well the network's side is known; null: it is not in the output",
        ),
        sources=_list(
            _object(
                url=_text("address of the page", null=True),
                seen=_text("what was seen and where, if there is no address", null=True),
                by=_one_of(SAYERS, "who says it"),
                supports=_texts("the facts that it supports, in words"),
                read=_text("the month in which it was read"),
            ),
            "the evidence; only with --sources",
        ),
    )


def _check() -> Schema:
    severities = get_args(Severity)
    finding = _object(
        code=_one_of(codes(), "what it is; a code never changes its meaning"),
        severity=_one_of(severities, "an error loses conversions, a warning is worth a look"),
        start=_number("where it begins in all that was pasted (with check -, in the line), in characters from 0", 0),
        end=_number("where it ends", 0),
        text=_text("the text at this place"),
        message=_text("what it is, and what to do"),
        why=_text("why it loses conversions"),
    )
    return _object(
        line=_number("the line of the list, from 1; only with check -", 1),
        schema_version=_version(CHECK_VERSION),
        verdict=_one_of((*severities, "right"), "the worst severity of the findings"),
        network=_text("the network that it was checked for"),
        networks=_texts("every network whose URL it may be"),
        tracker=_text("the tracker that it was checked for", null=True),
        guessed=_flag("true if the tracker is a guess"),
        candidates=_texts("every tracker that it may be"),
        urls=_list(
            _object(
                about=_one_of(get_args(About), "which of the two it is"),
                url=_text("the URL that was found, without the text around it"),
                type=_text("the postback type; null for a tracking link", null=True),
                parts=_list(
                    _object(text=_text("a part of the URL"), meaning=_text("what it is")), "the URL, part by part"
                ),
                findings=_list(finding, "what was found, in the order of the URL"),
                corrected=_text("the URL to paste instead; null: nothing is known to change", null=True),
                why_not_corrected=_text("why there is none, although there is an error", null=True),
                still_wrong=_texts("the codes that only you can correct"),
            ),
            "each URL that was checked",
        ),
    )
