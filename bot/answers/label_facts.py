"""What labels say that bears on a decision, beside declining to make it: facts with a region and a date, no advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.brief.selection import Candidate
from bot.brief.surroundings import claim
from bot.lexicon import Lexicon, NameKind
from bot.questions.asked_figures import doses_in
from bot.text.regions import regions_in
from bot.types import DraftClaim, Facet, Part, Query, Role, SourceKind

_MOST = 3
_WITH_RULES = {SourceKind.LABEL, SourceKind.GUIDELINE, SourceKind.REVIEW}
_HOW_MUCH = re.compile(
    r"\b(?:dos(?:e|es|age|ing)|doubl\w+|halv\w+|half|skip\w*|more often|less often|twice|every (?:other|second|\d+)"
    r"|space|spread|stretch\w*|increas\w+|rais\w+|lower\w*|reduc\w+|up to|down to|mg|jabs?|injections?|shots?"
    r"|tablets?|pills?|cut\w*|split\w*|crush\w*|chew\w*)\b|\d ?mg\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:cut\w*|split\w*|crush\w*|chew\w*|halv\w+|swallow\w*|in half"
    r"|half (?:a|an|of|the|my|his|her|it|one|each|tablets?|pills?|doses?))\b",
    re.IGNORECASE,
)
_DECIDE_A_DOSE = frozenset({"children", "older", "kidney", "liver"})
_RULE_A_DOSE_OUT = frozenset(
    {"pregnancy", "breastfeeding", "fertility", "interactions", "vaccines", "live_vaccines", "surgery", "growth"}
)
# A label's dose beside these reads as an answer, as leave to give more, or to make up for what was missed.
_NO_DOSE = re.compile(
    r"\b(?:what|which|most|maximum|how (?:high|much|many|often)|strength|miss(?:ed|ing)?|forg[eo]t\w*|overdos\w+"
    r"|too many|extra|took|taken|skip\w*|surgery|operation|left ?-?overs?|gave me|borrow\w*"
    r"|shar(?:e|ing)|cat|dog|pet|secret(?:ly)?|slip|sneak|hid(?:e|ing)|behind \w+ back"
    r"|without (?:telling|(?:him|her|them|anyone|my \w+) know\w*)|do(?:es)?(?: not|n['\u2019]?t) know)\b",
    re.IGNORECASE,
)
# A lower dose of a label beside these reads as leave to take less, or none.
_LOWERS = re.compile(
    r"\b(?:halv\w+|half|lower\w*|reduc\w+|less(?: often)?|go(?:ing)? down|come down|cut(?:ting)? (?:down|back)"
    r"|taper\w*|wean\w*|spac\w+|spread\w*|stretch\w*|carry on|keep (?:on|taking)|stop\w*)\b",
    re.IGNORECASE,
)
_TELLS_OF_TABLETS = re.compile(r"\b(?:split|crushed|swallowed)\b", re.IGNORECASE)
_RULES_OUT = re.compile(r"\bis not a dose\b", re.IGNORECASE)


def label_facts(query: Query, candidates: Sequence[Candidate], lexicon: Lexicon) -> list[DraftClaim]:
    """Return the doses and ages of labels that bear on what somebody wants to decide; a study's doses never.

    Who asks which dose to take gets none, nor does anybody for whom a label's dose need not hold: in pregnancy, with
    another medicine or illness, after a missed tablet. For a child or an old person only what speaks of them counts.
    """
    own = [each for each in candidates if _is_rule(each, query, lexicon)]
    found = [each for each in own if _BROKEN.search(query.question) and _TELLS_OF_TABLETS.search(each.text)][:1]
    asked = _DECIDE_A_DOSE & set(query.topics)
    if _may_be_told(query) and (asked or not found):
        named = doses_in(query.question)
        found += [each for each in own if _RULES_OUT.search(each.text) and named & doses_in(each.text)][:1]
        doses = [each for each in own if doses_in(each.text)]
        doses = [each for each in doses if asked & each.topics] if asked else doses
        if asked or _HOW_MUCH.search(query.question):
            found += _in_one_region(doses, query)
    return [claim(each, Part.RULES) for each in list({each.text: each for each in found}.values())[:_MOST]]


def _may_be_told(query: Query) -> bool:
    """Say whether a label's dose may stand beside declining this question."""
    of_others = query.other_drugs or query.other_conditions or len(query.drugs) > 1
    ruled_out = query.facet is Facet.DOSE or bool(_RULE_A_DOSE_OUT & set(query.topics))
    lowers = _LOWERS.search(query.question) and not _DECIDE_A_DOSE & set(query.topics)
    return not of_others and not ruled_out and not lowers and not _NO_DOSE.search(query.question)


def _is_rule(candidate: Candidate, query: Query, lexicon: Lexicon) -> bool:
    """Say whether a sentence is a rule on the drug that is asked about, and on no other disease than its article."""
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
