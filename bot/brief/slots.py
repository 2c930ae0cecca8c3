"""What a question fixes by a word, a time, a dose, a number or a person, and drafts that begin with what is told of it.

What is near but of another time, dose or person is not what was asked: docs/decisions/0017-said-first.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import wordings
from bot.brief.fitting import may_answer
from bot.brief.material import Material
from bot.brief.selection import WHOM, Candidate, tells_nothing
from bot.brief.surroundings import claim, first_per_source
from bot.evidence import RULES_ON_USE
from bot.questions.asked_figures import (
    asked_figures,
    asks_who_did_not,
    doses_compared,
    doses_in,
    has_the_step,
    tells_rate,
    tells_who_did_not,
)
from bot.questions.times_asked import is_of_time, time_asked
from bot.questions.topics import OF_THE_PERSON
from bot.retrieval.passages import is_named, number_asked, tells_of_number
from bot.text.regions import regions_in
from bot.types import Design, Draft, DraftClaim, Facet, Part, Premise, Query, Role, SourceKind, StudyCard

_ON_BENEFIT = {Facet.EFFICACY, Facet.COMPARISON, Facet.GENERAL}
_OF_WHAT_WAS_FOUND = {Role.SUMMARY, Role.FOUND}
_MOST_OF_A_PART = 3  # sentences that answer one part of a question; chosen, unmeasured
_NEAR_ITS_TIME = 0.4  # of the fit; chosen on six questions
# Words for a source, beside "study" and "report", in which people point at one of that design by its year.
_CALLED = {
    Design.SYSTEMATIC_REVIEW: "review|meta-?analysis",
    Design.RANDOMISED_TRIAL: "trial",
    Design.LETTER: "letter",
    Design.CASE_SERIES: "series|case series",
}
_BY_DOSE = re.compile(r"\bmore (?:frequent|common|often) (?:with|on|at) \d+ ?mg\b.*\bthan\b|\bdepended on the dose\b")
_IS_NO_DOSE = re.compile(r"\bis (?:not|no) (?:a )?dose for\b", re.IGNORECASE)


def beginning_with(draft: Draft, first: Sequence[DraftClaim]) -> Draft:
    """Return a draft that begins with these claims, each told once."""
    shown = {each.text for each in first}
    return draft.model_copy(update={"claims": (*first, *(each for each in draft.claims if each.text not in shown))})


def part_by_part(whole: Draft, parts: Sequence[Draft]) -> Draft:
    """Return what is told of each part of a question: first what answers each, then what stands beside them."""
    leads = [[each for each in part.claims if each.part is Part.DIRECT] for part in parts]
    beside = [each for part in parts for each in part.claims if each.part is not Part.DIRECT]
    of_all = set.intersection(*({each.text for each in led} for led in leads))
    answers = sorted(
        (each for led in leads for each in led[:_MOST_OF_A_PART]), key=lambda each: each.text not in of_all
    )
    once = {each.text: each for each in reversed((*answers, *beside))}
    first = [text for part in parts for text in (part.first, part.uncompared) if text]
    return whole.model_copy(
        update={
            "claims": tuple(reversed(once.values())),
            "notes": tuple(dict.fromkeys(note for part in parts for note in part.notes)),
            "uncovered": tuple(dict.fromkeys(each for part in parts for each in part.uncovered)),
            "uncompared": None,
            "first": " ".join(dict.fromkeys(first)) or None,
        }
    )


def with_untold_parts(draft: Draft, untold: Sequence[Facet]) -> Draft:
    """Return a draft that says which kinds of answer were asked for in a part for which nothing was found."""
    labels = [wordings.ASKED_WHETHER[facet] for facet in untold if facet in wordings.ASKED_WHETHER]
    return draft.model_copy(update={"uncovered": tuple(dict.fromkeys((*draft.uncovered, *labels)))})


def tempered(draft: Draft, material: Material, premise: Premise | None) -> Draft:
    """Return a draft that tells what a hope leaves out: whom it did not help, what the higher dose did besides.

    So is told that the sources do not say how large the effect is, where that is asked.
    """
    query, leads = material.query, [each for each in draft.claims if each.part is Part.DIRECT]
    sources = {binding.source_id for each in leads for binding in each.bindings}
    told: list[Candidate] = []
    if premise in {Premise.WORKS, Premise.CURES}:
        unhelped = [each for each in material.candidates if tells_who_did_not(each.text)]
        told += sorted(unhelped, key=lambda each: each.card.id not in sources)[:1]
    if "size" in query.topics:
        unsized = [each for each in material.candidates if "size" in each.topics and each.role is Role.LIMITS]
        told += [each for each in unsized if each.card.id in sources][:1]
    if "higher_dose" in query.topics and query.facet is not Facet.SAFETY and query.drugs:
        told += [each for each in material.candidates if each.role is Role.HARMS and _BY_DOSE.search(each.text)][:1]
    more = [claim(each, Part.DIRECT) for each in told if draft.claims]
    rest = [each for each in draft.claims if each.text not in {new.text for new in more}]
    at = min(1, len(leads))
    return draft.model_copy(update={"claims": (*rest[:at], *more, *rest[at:])}) if more else draft


def of_each_region(draft: Draft, material: Material) -> Draft:
    """Return a draft that tells the rule of every region that the question names, where one of them is told alone."""
    query = material.query
    leads = [each.text for each in draft.claims if each.part is Part.DIRECT]
    untold = regions_in(query.question) - frozenset().union(*(regions_in(text) for text in leads))
    if not leads or len(regions_in(query.question)) < 2:
        return draft
    rules = [each for each in material.candidates if each.role is Role.REGULATORY and may_answer(each, material)]
    rules.sort(key=lambda each: (each.card.kind is not SourceKind.LABEL, -each.fit))
    own = [next((each for each in rules if region in regions_in(each.text)), None) for region in sorted(untold)]
    more = [claim(each, Part.DIRECT) for each in own if each and each.text not in leads]
    at = min(1, len(leads))
    return draft.model_copy(update={"claims": (*draft.claims[:at], *more, *draft.claims[at:])})


def led_by_its_time(draft: Draft, material: Material) -> Draft:
    """Let a draft begin with what is told of the point in time that was asked about, where it tells of others only."""
    query = material.query
    asked = time_asked(query.question)
    named = [card for card in material.evidence.cards if is_pointed_at(query, card)]
    of_findings = query.facet in _ON_BENEFIT or (query.facet is Facet.SAFETY and named)
    direct = [each.text for each in draft.claims if each.part is Part.DIRECT]
    if asked is None or not of_findings or not direct or any(is_of_time(text, asked) for text in direct):
        return draft
    of_time = [
        each
        for each in material.candidates
        if is_of_time(each.text, asked)
        and (each.card in named if named else each.fit >= _NEAR_ITS_TIME)
        and each.role in {*_OF_WHAT_WAS_FOUND, Role.LIMITS, Role.HARMS}
        and may_answer(each, material)
    ]
    if not of_time:
        return draft
    return beginning_with(draft, [claim(max(of_time, key=lambda each: each.fit), Part.DIRECT)])


def led_by_its_dose(draft: Draft, material: Material) -> Draft:
    """Let a draft on two treatments begin with what is told of the dose that was asked about, not of others."""
    query = material.query
    asked = doses_compared(query.question) if query.facet is Facet.COMPARISON and len(query.drugs) > 1 else frozenset()
    direct = [each.text for each in draft.claims if each.part is Part.DIRECT]
    if not asked or not direct or any(doses_in(text) & asked for text in direct):
        return draft
    of_dose = [each for each in material.candidates if material.names_both(each) and doses_in(each.text) & asked]
    if not of_dose:
        return draft
    told = [each for each in of_dose if not tells_nothing(each)]  # that nobody tested it leads where nobody did
    return beginning_with(draft, [claim(max(told or of_dose, key=lambda each: each.fit), Part.DIRECT)])


def led_by_what_is_no_dose(draft: Draft, material: Material) -> Draft:
    """Let a draft on a dose begin with what says that the one which the reader names is none: "I have 45s left"."""
    if material.query.facet is not Facet.DOSE or not draft.claims:
        return draft
    named = asked_figures(material.query)
    none = [e for e in material.candidates if _IS_NO_DOSE.search(e.text) and doses_in(e.text) & named]
    return beginning_with(draft, [claim(each, Part.DIRECT) for each in first_per_source(none)])


def is_for_whom_it_asks(draft: Draft, material: Material) -> bool:
    """Say whether what leads a draft already answers for the person: their dose, or two treatments in their illness."""
    query, asked = material.query, frozenset(material.query.topics)
    leading = [each.text for each in draft.claims if each.part is Part.DIRECT][:1]
    lead = [each for each in material.candidates if each.text in leading]
    if query.facet is Facet.COMPARISON:  # "which has worse infections": of nobody who has one
        return any(material.compares(each) and each.topics & asked for each in lead)
    if "higher_dose" in asked and any(tells_rate(each.text) for each in lead):  # what each dose did in people
        return True
    whom = {Facet.DOSE: OF_THE_PERSON, Facet.SAFETY: WHOM}.get(query.facet, frozenset())
    return any(each.topics & whom & asked for each in lead)


def on_its_number(material: Material, named: Sequence[StudyCard]) -> list[Candidate]:
    """Return what is told of the one study of several of a name, where a source is on another: "Viti-Up Study 2"."""
    asked = number_asked(material.query.question, named)
    if asked is None or any(" ".join(asked) in card.known_as for card in named):
        return []
    return [each for each in material.candidates if tells_of_number(each.text, *asked)]


def on_who_was_not_helped(material: Material) -> list[Candidate]:
    """Return what tells how many a treatment did not help, where that is asked: the rest of a share is no answer."""
    query = material.query
    if not asks_who_did_not(query):
        return []
    return [each for each in material.candidates if tells_who_did_not(each.text) and has_the_step(each.text, query)]


def is_pointed_at(query: Query, card: StudyCard) -> bool:
    of_its_size = query.participants is not None and query.participants == card.participants
    return of_its_size or is_named(query.question, card) or _is_of_its_year(query, card)


def _is_of_its_year(query: Query, card: StudyCard) -> bool:
    """Say whether a question points at a study by its kind and its year: "the 2019 report", "the woman from 2019"."""
    of_one = card.participants == 1  # what happened to whom, "lost her hair", need be no disease of its card
    elsewhere = query.conditions and not of_one and not set(query.conditions) & set(card.conditions)
    if card.year is None or card.design in RULES_ON_USE or elsewhere:
        return False
    kinds = "study|report|paper|article"
    if of_one:
        kinds += "|case|woman|man|lady|patient"
    elif card.design in _CALLED:
        kinds += f"|{_CALLED[card.design]}"
    own = rf"\b{card.year} (?:\w+ )?(?:{kinds})\b|\b(?:{kinds}) (?:from|of|in) {card.year}\b"
    return re.search(own, query.question, re.IGNORECASE) is not None
