"""A check as plain data."""

from __future__ import annotations

from typing import Any

from ..agreeing import CheckedUrl
from ..check import Check
from ..findings import Finding

SCHEMA_VERSION = 2
"""Version of this JSON alone. In version 1, ``url`` was all that was pasted; now it is the URL in it."""


def check_data(result: Check) -> dict[str, Any]:
    """Return the whole check as plain data; ``start`` and ``end`` count characters of what was pasted from 0."""
    return {
        "schema_version": SCHEMA_VERSION,
        "verdict": result.verdict,
        "network": result.network.id,
        "networks": [network.id for network in result.networks],
        "tracker": result.tracker.id if result.tracker else None,
        "guessed": result.guessed,
        "candidates": [tracker.id for tracker in result.candidates],
        "urls": [_url_data(url) for url in result.urls],
    }


def _url_data(url: CheckedUrl) -> dict[str, Any]:
    return {
        "about": url.about,
        "url": url.url,
        "type": url.type,
        "parts": [{"text": part.text, "meaning": part.meaning} for part in url.parts],
        "findings": [_finding_data(finding, url.text) for finding in url.findings],
        "corrected": url.corrected,
        "why_not_corrected": url.why_not,
        "still_wrong": [finding.code for finding in url.left],
    }


def _finding_data(finding: Finding, text: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "start": finding.start,
        "end": finding.end,
        "text": text[finding.start : finding.end],
        "message": finding.message,
        "why": finding.why,
    }
