"""Check the click ID in a tracking link: the network's macro, whole, in the parameter that the tracker reads."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..errors import Problem
from ..messages.message import message
from ..setup.click_id import choose_click_id
from ..text.characters import shown
from ..text.macros import is_bracketed
from ..text.placeholders import is_placeholder
from ..urls.cut import Parameter, Part
from ..urls.edit import Edit, append, fill, remove
from .findings import Findings
from .link import Link


def check_click_id(link: Link, spoilt: bool, found: Findings) -> None:
    """Add what is wrong with the click ID; ``spoilt``: its macro is there, but not written right."""
    url, holders = link.url, link.holders
    # Where the postback is on the link, it has the macro, and nothing reads another.
    is_after_fragment = link.macro in url.fragment.text and not link.callbacks
    if is_after_fragment:
        _report_after_fragment(link, found)
    if len(holders) > 1:
        keep = next((holder for holder in holders if holder.name.decoded == link.wanted), holders[0])
        names = [*dict.fromkeys(shown(holder.name.decoded) for holder in holders[:5])]
        for spare in holders:
            if spare is not keep:
                edit, count = remove(url, spare), len(holders)
                found.error("link-macro-twice.macro", spare, edit, macro=link.macro, count=count, names=names)
    elif holders:
        _check_parameter(link, holders[0], found)
    elif not is_after_fragment and not spoilt and not link.callbacks:
        _report_missing(link, found)


def _report_after_fragment(link: Link, found: Findings) -> None:
    url = link.url
    place = url.fragment.start + url.fragment.text.index(link.macro)
    before, sign, _ = url.fragment.text.partition(f"={link.macro}")
    # From the sign backwards: a search from the front would start again at every letter.
    named = re.match(r"[\w.~-]+", before[::-1]) if sign else None
    name = named[0][::-1] if named else link.wanted
    edits = []
    # With more around it nobody knows where the URL ends.
    if name and re.fullmatch(rf"#[\w-]{{0,99}}[?&]?(?:[\w.~-]{{1,99}}=)?{re.escape(link.macro)}", url.fragment.text):
        rest = re.sub(rf"[?&]?[^?&=#]*=?{re.escape(link.macro)}", "", url.fragment.text)
        added = append(url, f"{name}={link.macro}").text + rest.removesuffix("#")
        edits = [Edit(url.query.end, url.fragment.end, added)]
    whole = Part("", url.fragment.start if edits else place, place + len(link.macro))
    found.error("behind-fragment.put", whole, *edits, parameter=f"{name or '…'}={link.macro}")


def _check_parameter(link: Link, holder: Parameter, found: Findings) -> None:
    """Check whether the tracker looks for the click ID where it is."""
    tracker = link.tracker
    name = holder.name.decoded
    if _report_swapped(link, holder, found):
        return
    same = [item for item in link.url.parameters if item.name.decoded == name and item is not holder]
    for spare in same:
        edit, kept = remove(link.url, spare), f"{name}={link.macro}"
        found.error("link-macro-twice.name", spare, edit, name=name, count=len(same) + 1, parameter=kept)
    if tracker is None:
        return
    problems: list[Problem] = []
    chosen = choose_click_id(tracker, link.network, [name], None, None, problems)
    if problems:
        reads = [tracker.click_in.param or "", *(pair.param for pair in tracker.click_in.also)]
        edits = _moved(link, holder)
        found.error("link-parameter.reads", holder.name, *edits, name=shown(name), tracker=tracker.name, reads=reads)
    elif chosen.renamed:
        own = tracker.click_in.param
        found.warn("renamed-parameter.expects", holder.name, tracker=tracker.name, own=own, name=name)


def _moved(link: Link, holder: Parameter) -> list[Edit]:
    """Return the edits that give the click ID to the parameter that the tracker reads; what is in it stays."""
    wanted = link.named(link.wanted)
    if wanted and (not wanted.value.text or is_placeholder(wanted.value.decoded, link.network.placeholders)):
        return [fill(wanted, link.macro), remove(link.url, holder)]
    name = link.next_param if wanted else link.wanted
    return [Edit(holder.start, holder.name.end, name)] if name else []


def _report_swapped(link: Link, holder: Parameter, found: Findings) -> bool:
    """Report another macro of the network where the click ID belongs; return whether there is one."""
    others = [macro for macro in link.network.click_in.macros.values() if macro != link.macro]
    for parameter in link.url.parameters:
        is_wanted = parameter.name.decoded == link.wanted
        is_meant = link.is_named_like_it(parameter) and not link.is_named_like_it(holder)
        if (is_wanted or is_meant) and parameter.value.text in others:
            text, fix = parameter.value.text, message("fix.write", text=f"{parameter.name.decoded}={link.macro}")
            # A tracker that reads another parameter may be set up to read this one.
            edits = [fill(parameter, link.macro), fill(holder, text)] if is_wanted or not link.tracker else []
            found.error("macros-swapped.value", parameter.value, *edits, value=text, fix=fix)
            return True
    return False


def _report_missing(link: Link, found: Findings) -> None:
    """Report that no parameter has the network's macro as its whole value."""
    meant = next((parameter for parameter in link.url.parameters if link.is_click_id(parameter)), None)
    if link.macro in link.url.text:
        _report_not_alone(link, found)
    elif meant and link.is_nobodys(meant):
        found.warn("invented-macro.nobody", meant.value, value=shown(meant.value.text))
    elif meant:
        _report_other_value(link, meant, found)
    elif link.tracker or not link.is_of_nobody:
        _report_no_parameter(link, found)


def _report_not_alone(link: Link, found: Findings) -> None:
    last = link.url.segments[-1] if link.url.segments and not link.url.query.text else None
    named = re.fullmatch(rf"([\w.~-]+)={re.escape(link.macro)}", last.text) if last else None
    if last and named and not link.end_of_another(named[1]):
        # A / is where the ? in front of the only parameter belongs.
        place = Part(f"/{last.text}", last.start - 1, last.end)
        found.error("wrong-joint.first", place, Edit(place.start, last.start, "?"), sign="/")
        return
    if last and named and (whole := link.end_of_another(named[1])):
        name = last.start + len(named[1]) - len(whole)
        # Without the tracker, it may be a whole name of which the catalog knows only the end.
        edits = [Edit(name, name, "?")] if link.tracker else []
        found.error("wrong-joint.missing", Part(last.text[name - last.start :], name, last.end), *edits, name=whole)
        return
    inside = link.url.text.index(link.macro)
    around = next((item for item in link.url.parameters if link.macro in item.value.text), None)
    # More than a few plain letters around the macro may be a URL of its own, or a list of values: then nobody knows.
    plain = around and re.fullmatch(r"[\w.-]*", around.value.text.replace(link.macro, ""))
    edits = [fill(around, link.macro)] if around and plain else []
    whole = f"{around.name.text if around else link.wanted or '...'}={link.macro}"
    place = around.value if around and edits else Part(link.macro, inside, inside + len(link.macro))
    report = found.error if link.tracker else found.warn
    report("macro-not-alone.whole", place, *edits, macro=link.macro, parameter=whole)


def _report_no_parameter(link: Link, found: Findings) -> None:
    url, name = link.url, link.free_param
    end = Part("", url.query.end, url.query.end)
    if not name:
        in_use = message("link-macro-missing.in-use", name=link.wanted) if link.wanted else None
        found.error("link-macro-missing.add-macro", end, macro=link.macro, in_use=in_use)
        return
    if _report_wrong_joint(link, name, found):
        return
    in_use = None
    if link.tracker and name != link.wanted:
        macro = next(pair.click_id for pair in link.tracker.click_in.also if pair.param == name)
        in_use = message("link-macro-missing.in-use-so", name=link.wanted, macro=macro)
    whole = f"{name}={link.macro}"
    found.error("link-macro-missing.add", end, append(url, whole), parameter=whole, in_use=in_use)


def _report_wrong_joint(link: Link, name: str, found: Findings) -> bool:
    """Report another sign in front of the tracker's parameter, which is then part of what is before it; return whether there is one."""
    url = link.url
    sign = re.compile(rf"[?;,](?={re.escape(name)}=)").search(url.outside_macros, url.path.start, url.query.end)
    if sign is None or sign.start() == url.query.start:
        return False
    in_path = sign.start() < url.path.end
    if in_path and url.query.text:
        return False
    ends = url.outside_macros.find("&", sign.start(), url.query.end)
    end = ends if ends >= 0 else url.query.end
    place, right = Part(url.text[sign.start() : end], sign.start(), end), "?" if in_path else "&"
    what = "wrong-joint.first" if in_path else "wrong-joint.other"
    found.error(what, place, Edit(sign.start(), sign.end(), right), sign=sign[0])
    return True


def _report_other_value(link: Link, parameter: Parameter, found: Findings) -> None:
    """Report what is in the parameter that is meant for the click ID."""
    network = link.network
    name, value = parameter.name.decoded, parameter.value
    edit, fix = fill(parameter, link.macro), message("fix.write", text=f"{name}={link.macro}")
    if not value.text:
        found.error("link-macro-missing.empty", parameter, edit, name=name, fix=fix)
    elif is_placeholder(value.decoded, network.placeholders):
        found.error("placeholder.left", value, edit, value=shown(value.text), fix=fix)
    elif value.text in network.click_in.macros.values():
        found.error("macros-swapped.value", value, edit, value=value.text, fix=fix)
    elif is_bracketed(unquote(value.text)):
        found.error("invented-macro.value", value, edit, value=shown(value.text), network=network.name, fix=fix)
    elif value.text not in network.affiliate_macros:
        found.error("link-macro-missing.same", value, edit, value=shown(value.text), fix=fix)
