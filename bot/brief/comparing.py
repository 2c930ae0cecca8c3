"""Answers which of two treatments is better, or safer: what compared them, else what is known of each by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import wordings
from bot.brief.benefit import FLOOR, MOST_STUDIES, answers_of, efficacy
from bot.brief.harm import safety
from bot.brief.material import Material
from bot.brief.selection import WHOM, Candidate, asked_topics
from bot.brief.surroundings import claim, first_per_source, in_order, limits
from bot.lexicon import Lexicon
from bot.questions.approvals import speaks_of_approval
from bot.questions.asked_figures import doses_in
from bot.questions.topics import OF_A_BABY, is_harm_topic, topics
from bot.types import DraftClaim, Facet, Part, Query, Record, Role, StudyCard

_MOST_HARMS = 4  # of both treatments, in each trial that compared them
_MOST_HARMS_BESIDE = 3
_ON_HARM = re.compile(
    r"\b(?:safe(?:r|st|ty)?|side[- ]?effects?|risk(?:s|y|ier|iest)?|harm\w*|danger\w*|kind(?:er|est)|gentle\w*"
    r"|mild(?:er|est)|nast(?:y|ier|iest)|damag\w+|toxic\w*|stunt\w*"
    r"|(?:worse|worst|bad|hard(?:er|est)?|easier|easiest) (?:for|on))\b",
    re.IGNORECASE,
)


class Told(Record):
    """Claims, and whether any source compares what was asked about."""

    claims: tuple[DraftClaim, ...]
    uncompared: str | None = None
    uncovered: tuple[str, ...] = ()  # what was asked about and no comparison tells of


def asks_which_harms(query: Query) -> bool:
    """Say whether two treatments are compared in their harms: no benefit answers that."""
    of_a_harm = any(is_harm_topic(topic) for topic in query.topics if topic not in WHOM - OF_A_BABY)
    return query.facet is Facet.COMPARISON and (of_a_harm or _ON_HARM.search(query.question) is not None)


def comparison(material: Material, *, most_sources: int) -> Told:
    """Return what the trials found that compared the two, else that none of the sources did.

    Where harms are compared, no benefit is told: what the trials saw of both, else what is known of each by itself.
    """
    query, candidates = material.query, material.candidates
    drugs = (*query.drugs, *query.other_drugs)
    compared = [card for card in material.evidence.cards if _compares(card, drugs, material.lexicon)]
    own = material.of(each for each in candidates if each.card in compared)
    if asks_which_harms(query):
        return _harms_of_both(material, own) or _harms_of_each(material, most_sources)
    if len(drugs) > 1 and compared:
        ordered = [card for card in material.surest_first() if card in compared][:MOST_STUDIES]
        answers = [
            min(own_answers, key=lambda each: each.binding.sentence)
            for card in ordered
            if (own_answers := answers_of(own, card))
        ]
        others = [each for each in candidates if each.card not in compared and set(drugs) <= each.names]
        return Told(
            claims=(
                *(claim(each, Part.DIRECT) for each in _untold_of_doses(own)),
                *(claim(each, Part.DIRECT) for each in answers[:1]),
                *own.around([card.id for card in ordered]),
                *_beside_benefit(_harms_compared(own)),
                *material.label_warnings(),
                *limits(others, [card.id for card in material.evidence.cards]),
            )
        )
    both = [each for each in candidates if len(set(drugs) & each.names) > 1 or len(drugs) < 2]
    both = [each for each in both if not speaks_of_approval(each.text)]  # approvals compare nothing
    leads = first_per_source([each for each in both if each.similarity >= FLOOR])[:MOST_STUDIES]
    uncompared = wordings.no_comparison(material.named(drugs)) if len(drugs) > 1 else None
    if not leads:
        return Told(claims=tuple(_of_each(material, drugs)), uncompared=uncompared)
    beside = material.around(list(dict.fromkeys(each.card.id for each in leads)))
    if all(each.role is Role.LIMITS for each in leads):  # nobody compared them: what was found of each by itself
        beside = [_beside_it(each) for each in _of_each(material, drugs)] + beside
    return Told(claims=(*(claim(each, Part.DIRECT) for each in leads), *beside), uncompared=uncompared)


def _harms_of_both(material: Material, own: Material) -> Told | None:
    """Return the harms that trials of one against the other saw of both; None where none tells any."""
    told = _harms_compared(own)
    if not told:
        return None
    sources = list(dict.fromkeys(each.bindings[0].source_id for each in told))
    claims = (*told, *material.label_warnings(), *limits(own.candidates, sources))
    return Told(claims=claims, uncovered=_untold(material, told))


def _harms_of_each(material: Material, most_sources: int) -> Told:
    """Return what is known of the harms of each by itself, where no source compares them."""
    told = safety(material, most_sources=most_sources)
    drugs = (*material.query.drugs, *material.query.other_drugs)
    uncompared = wordings.no_harms_compared(material.named(drugs)) if len(drugs) > 1 else None
    return Told(claims=tuple(told), uncompared=uncompared, uncovered=_untold(material, told))


def _untold(material: Material, told: Sequence[DraftClaim]) -> tuple[str, ...]:
    """Return what was asked about and no comparison tells of, as an answer names it."""
    texts = {each.text for each in told}
    shown = [each for each in material.candidates if each.text in texts]
    asked = asked_topics(material.query)
    return tuple(topics()[want].label for want in asked if not any(material.touches(each, [want]) for each in shown))


def _untold_of_doses(own: Material) -> list[Candidate]:
    """Return what the trials cannot tell of the doses that are asked about: "does 15 mg beat it, or only 30?"."""
    doses = doses_in(own.query.question)
    return [each for each in own.candidates if each.role is Role.LIMITS and doses & doses_in(each.text)][:2]


def _beside_benefit(harms: Sequence[DraftClaim]) -> list[DraftClaim]:
    return [each.model_copy(update={"part": Part.HARMS}) for each in harms[:_MOST_HARMS_BESIDE]]


def _beside_it(told: DraftClaim) -> DraftClaim:
    return told.model_copy(update={"part": Part.EVIDENCE}) if told.part is Part.DIRECT else told


def _harms_compared(own: Material) -> list[DraftClaim]:
    """Return what the trials that compared two treatments say of the harms of both, in the digest's order."""
    named = [each for each in own.candidates if each.role is Role.HARMS and own.names_both(each)]
    both = [each for each in named if own.compares(each)] or named
    sources = [card.id for card in own.surest_first() if any(each.card is card for each in both)]
    return in_order(both, Role.HARMS, Part.DIRECT, sources[:MOST_STUDIES], most=_MOST_HARMS)


def _of_each(material: Material, drugs: Sequence[str]) -> list[DraftClaim]:
    """Return what the surest sources on each of several treatments say, where none compared them."""
    parted = [material.of(e for e in material.candidates if drug in e.card.drugs) for drug in drugs]
    told = [efficacy(own) for own in parted if own.candidates]
    direct = [each for claims in told for each in claims if each.part is Part.DIRECT]
    return [*direct, *(each for claims in told for each in claims if each.part is not Part.DIRECT)]


def _compares(card: StudyCard, drugs: Sequence[str], lexicon: Lexicon) -> bool:
    """Say whether a source studied two of these drugs against each other."""
    against = lexicon.names_in_evidence(card.comparator or "")
    return bool(against & set(drugs)) and bool((set(card.drugs) - against) & set(drugs))
