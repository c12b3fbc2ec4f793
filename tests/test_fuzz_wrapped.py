"""Any URL of the cases, changed, with one or two places of test_extract.py around it: no traceback, and no correction does harm.

With ``--hypothesis-profile fuzz``, eight parts of 26,000 cases each, and as many texts without a URL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postback_pack import InputError
from postback_pack.checking.check import check_all
from tests.test_check_properties import PIECES, SOME_NETWORK
from tests.test_corrections import CASES, CATALOG, Case, assert_harmless
from tests.test_extract import OUTER, PLACES

PARTS = 8
_OF_PROFILE = settings().max_examples
# A case takes 50 times as long as those of other properties.
FEW = settings(max_examples=_OF_PROFILE if _OF_PROFILE > 20_000 else max(_OF_PROFILE // 20, 1))
SIGNS = [*"{}[]<>#&=?%/ .,;:!'\"`*_|\\()\n\t-", "", "&amp;", "%20", "%26", "=3D", "\r\n", "\u00a0", "\u200b", "\u201d", "https://", "..."]  # fmt: skip
slips = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 4), st.one_of(st.sampled_from(SIGNS), PIECES)), max_size=3)  # fmt: skip
WITHOUT_URL = sorted(OUTER)
"""Places that have no URL of their own."""


def _changed(text: str, slips: Sequence[tuple[int, int, str]]) -> str:
    for place, length, piece in slips:
        text = text[:place] + piece + text[place + length :]
    return text


@pytest.mark.parametrize("part", range(PARTS))
@FEW
@given(
    case=st.sampled_from(CASES),
    slips=slips,
    inner=st.integers(0, len(PLACES)),
    outer=st.sampled_from([None, *PLACES]),
    network=SOME_NETWORK,
)
def test_no_correction_of_anything_wrapped_does_harm(
    part: int, case: Case, slips: Sequence[tuple[int, int, str]], inner: int, outer: str | None, network: str | None
) -> None:
    text = [*PLACES.values()][(inner * PARTS + part) % len(PLACES)](_changed(case.url, slips))
    text = PLACES[outer](text) if outer else text
    try:
        results = check_all(CATALOG, [text], tracker=case.tracker, network=network or case.network)
    except InputError as error:
        assert re.match("There is no URL|No URL found", str(error))
        return
    for result in results:
        assert_harmless(result, case.tracker, network or case.network)


@FEW
@given(st.sampled_from(CASES), slips, st.sampled_from(WITHOUT_URL))
def test_a_text_without_a_url_gets_none(case: Case, slips: Sequence[tuple[int, int, str]], place: str) -> None:
    words = re.sub(r"[^\w\s{}\[\]#-]|localhost", " ", _changed(case.url, slips))
    with pytest.raises(InputError, match=r"^(There is no URL|No URL found)"):
        check_all(CATALOG, [PLACES[place](words)])
