"""Answers "is it approved": who says so, where and when; else that no source reports it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import wordings
from bot.brief.leads import MOST_BESIDE, first_per_drug
from bot.brief.material import Material
from bot.brief.selection import Candidate, asked_topics
from bot.brief.surroundings import claim, first_per_source
from bot.questions.approvals import affirms_any, affirms_approval, is_asked_for, place_in_order, speaks_of_approval
from bot.text.regions import regions_in
from bot.types import DraftClaim, Part, Record, Role, SourceKind

_MOST_APPROVALS = 4
_AWAITS = re.compile(
    r"\b(?:yet|when|soon|pending|filed|submitted|applied|apply|file|submit|ask|asked"
    r"|going to be|will)\b",
    re.IGNORECASE,
)
_HAS_ASKED = re.compile(r"\b(?:appl(?:y|ied)|filed?|submit(?:ted)?|ask(?:ed)?)\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:when|(?:what|which) (?:year|month|date)|since when|how long ago)\b", re.IGNORECASE)
_TELLS_WHEN = re.compile(
    r"\b(?:approved|licensed|authorised|authorized)\b.{0,80}?\b(?:in|on|of) (?:\w+ ){0,2}20\d\d\b", re.IGNORECASE
)
_AS_READ = re.compile(r",? as (?:read on|of) [^.;]*")


_FOR_ADULTS = re.compile(r"\bfor adults\b", re.IGNORECASE)


class Told(Record):
    """Claims, that no source reports the approval that was asked about or only elsewhere, and the notes with them."""

    claims: tuple[DraftClaim, ...]
    unreported: str | None = None
    elsewhere: str | None = None
    notes: tuple[str, ...] = ()


def approval(material: Material) -> Told:
    """Return who approved it, where and when; else that no source reports it."""
    query = material.query
    conditions = (*query.conditions, *query.other_conditions)
    said = [
        each
        for each in material.candidates
        if speaks_of_approval(each.text)
        and each.role is not Role.LIMITS
        and (not query.drugs or material.touches(each, query.drugs))
        and (not conditions or material.touches(each, conditions))
    ]
    approving = [
        each for each in said if any(affirms_approval(each.text, name, material.lexicon) for name in conditions)
    ]
    told = _in_order(material, conditions, said, approving)
    whom = asked_topics(query)  # "for children": the approvals that name them, else what tells of them otherwise
    on_them = [each for each in told if material.touches(each, whom)]
    on_use = [] if on_them or not whom else [e for e in material.candidates if material.on_condition(e.card)]
    untold = [each for each in on_use if material.touches(each, whom)]
    if "children" in whom and not on_them:  # "approved for adults" answers that; "approved in 2022" does not
        told.sort(key=lambda each: _FOR_ADULTS.search(each.text) is None)
    told = on_them or told
    awaited = not approving and _AWAITS.search(query.question)
    filed = [each for each in said if is_asked_for(each.text)][:1] if awaited else []
    one_each = (first_per_source(told) if query.drugs else first_per_drug(told))[:_MOST_APPROVALS]
    one_each = [*filed, *one_each] if _HAS_ASKED.search(query.question) else [*one_each, *filed]
    beside = untold[:MOST_BESIDE]
    # That nobody of that age was studied, before an approval that does not say for whom it is.
    in_order = [*one_each, *beside] if not whom or _says_for_whom(one_each) else [*beside, *one_each]
    leads = tuple(claim(each, Part.DIRECT) for each in dict.fromkeys(in_order))
    if conditions and not approving:
        unreported = _none_reported(material, conditions)
        return Told(claims=leads, unreported=unreported, notes=(wordings.APPROVALS_CHANGE,))
    if not one_each:
        return Told(claims=leads)
    asked_of = regions_in(query.question)
    untold_of = asked_of - frozenset().union(*(regions_in(each.text) for each in one_each))
    elsewhere = wordings.no_region(sorted(untold_of)) if untold_of else None
    if elsewhere and untold_of == asked_of:  # before what holds in other countries
        return Told(claims=leads, elsewhere=elsewhere, notes=(wordings.APPROVALS_CHANGE,))
    return Told(claims=leads, notes=tuple(note for note in (elsewhere, wordings.APPROVALS_CHANGE) if note))


def _says_for_whom(told: Sequence[Candidate]) -> bool:
    return bool(told) and _FOR_ADULTS.search(told[0].text) is not None


def _in_order(
    material: Material, conditions: Sequence[str], said: Sequence[Candidate], approving: Sequence[Candidate]
) -> list[Candidate]:
    """Return what is said of approvals, what answers first: of the region that was asked about, labels, the newest."""
    query = material.query
    regions = regions_in(query.question)
    there = [each for each in approving or said if regions & regions_in(each.text)]
    told = sorted(there or approving or said, key=lambda each: each.card.kind is not SourceKind.LABEL)
    if conditions and not approving:  # what was found last, first
        told.sort(key=lambda each: -(each.card.year or 0))
    if not conditions:  # "what is it approved for?", "how many uses has it?": the newest counted use first
        told = [each for each in told if affirms_any(each.text)] or told
        told.sort(key=lambda each: -place_in_order(each.text))
    if not told and query.drugs:  # for which use it is approved, beside that no source reports this one
        told = [e for e in material.candidates if speaks_of_approval(e.text) and e.card.kind is SourceKind.LABEL]
        told = [e for e in told if e.role is Role.REGULATORY and material.touches(e, query.drugs)]
    if _WHEN.search(query.question):
        told.sort(key=lambda each: not _TELLS_WHEN.search(_AS_READ.sub("", each.text)))
    return told


def _none_reported(material: Material, conditions: Sequence[str]) -> str:
    cards = material.evidence.cards
    drugs = material.query.drugs or tuple(dict.fromkeys(drug for card in cards for drug in card.drugs))
    on_them = [card for card in cards if set(card.drugs) & set(drugs)] or cards
    newest = max(card.retrieved for card in on_them)
    return wordings.no_approval(material.named(drugs), material.named(conditions), newest)
