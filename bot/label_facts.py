"""What labels say that bears on a decision, beside declining to make it: facts with a region and a date, no advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.approvals import regions_in
from bot.asked_figures import FIGURE
from bot.lexicon import Lexicon, NameKind
from bot.selection import Candidate
from bot.surroundings import claim
from bot.types import DraftClaim, Facet, Part, Query, Role, SourceKind

_MOST = 3
_WITH_RULES = {SourceKind.LABEL, SourceKind.GUIDELINE, SourceKind.REVIEW}
_HOW_MUCH = re.compile(
    r"\b(?:dos(?:e|es|age|ing)|doubl\w+|halv\w+|half|skip\w*|extra|more often|less often"
    r"|twice|every (?:other|second|\d+)|space|spread|stretch\w*|increas\w+|rais\w+|lower\w*|reduc\w+|up to|down to|mg"
    r"|jabs?|injections?|shots?|tablets?|pills?|cut\w*|split\w*|crush\w*|chew\w*|share|sharing)\b|\d ?mg\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"\b(?:cut\w*|split\w*|crush\w*|chew\w*|halv\w+|half|swallow\w*)\b", re.IGNORECASE)
_DECIDE_A_DOSE = frozenset({"children", "older", "kidney", "liver"})
# A label's dose beside these reads as leave to give more, or to make up for what was missed.
_NO_DOSE = re.compile(
    r"\b(?:miss(?:ed|ing)?|forg[eo]t\w*|overdos\w+|too many|secretly|slip|sneak|hide|hiding"
    r"|without (?:him|her|them|his|my \w+|telling)(?: \w+)? know)",
    re.IGNORECASE,
)
_TELLS_A_DOSE = re.compile(r"\d ?mg\b", re.IGNORECASE)
_TELLS_OF_TABLETS = re.compile(r"\b(?:split|crushed|swallowed)\b", re.IGNORECASE)
_RULES_OUT = re.compile(r"\bis not a dose\b", re.IGNORECASE)


def label_facts(query: Query, candidates: Sequence[Candidate], lexicon: Lexicon) -> list[DraftClaim]:
    """Return the doses and ages of labels that bear on what somebody wants to decide; a study's doses never.

    Who asks which dose to take gets none. What a label says of another disease than its article is on, or than the one
    that is asked about, is left out.
    """
    if not query.drugs or query.facet is Facet.DOSE or _NO_DOSE.search(query.question):
        return []
    own = [each for each in candidates if _is_rule(each, query, lexicon)]
    asked = _DECIDE_A_DOSE & set(query.topics)
    found: list[Candidate] = []
    if _BROKEN.search(query.question):
        found += [each for each in own if _TELLS_OF_TABLETS.search(each.text)][:1]
    named = set(FIGURE.findall(query.question))
    found += [each for each in own if _RULES_OUT.search(each.text) and named & each.figures][:1]
    doses = [each for each in own if _TELLS_A_DOSE.search(each.text)]
    on_whom = [each for each in doses if asked & each.topics]
    if on_whom or _HOW_MUCH.search(query.question):
        found += _in_one_region(on_whom or doses, query)
    return [claim(each, Part.RULES) for each in list(dict.fromkeys(found))[:_MOST]]


def _is_rule(candidate: Candidate, query: Query, lexicon: Lexicon) -> bool:
    card = candidate.card
    if candidate.role is not Role.REGULATORY or card.kind not in _WITH_RULES:
        return False
    if not any(lexicon.covers(drug, card.drugs) for drug in query.drugs):
        return False
    if query.conditions and not any(lexicon.covers(name, card.conditions) for name in query.conditions):
        return False
    diseases = {name for name in candidate.names if name in lexicon.names and _is_condition(name, lexicon)}
    return all(lexicon.covers(name, card.conditions) for name in diseases)


def _is_condition(name: str, lexicon: Lexicon) -> bool:
    return lexicon.names[name].kind is NameKind.CONDITION


def _in_one_region(rules: Iterable[Candidate], query: Query) -> list[Candidate]:
    """Return the rules of the region that was asked about, else of the first that tells any, in the label's order."""
    rules = list(rules)
    asked = regions_in(query.question)
    there = [each for each in rules if asked & regions_in(each.text)] or rules
    first = there[0].card.id if there else ""
    return sorted((each for each in there if each.card.id == first), key=lambda each: (each.passage_id, each.at))
