"""What the reader finds to answer a question, put where it belongs in what the rules chose.

The rules know names, topics and wordings; the reader knows how people ask. Where it is sure of a sentence, that sentence
leads; what it finds beside the point no longer does. It chooses among the sentences that the rules let answer at all: on
a harm never a benefit, on two medicines only what compares them. Thresholds: docs/models/reader.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.approvals import speaks_of_approval
from bot.material import Material
from bot.selection import Candidate, asked_names
from bot.surroundings import claim
from bot.topics import OF_THE_PERSON
from bot.types import Draft, DraftClaim, Facet, Part, Query, Role, StudyCard

SURE = 0.5
_AS_GOOD = 0.04  # of the fit: a second sentence that leads beside the best
_BESIDE_THE_POINT = 0.22  # below the best
_MOST = 2


def fitting(material: Material, named: Sequence[StudyCard]) -> list[Candidate]:
    """Return the sentences of which the reader is sure, best first, as far as they may answer the question."""
    ids = {card.id for card in named}
    allowed = [
        each
        for each in material.candidates
        if each.fit >= SURE and (not ids or each.card.id in ids) and _may_answer(each, material)
    ]
    best = max((each.fit for each in allowed), default=0.0)
    near = sorted((each for each in allowed if each.fit >= best - _AS_GOOD), key=lambda each: -each.fit)
    telling = [each for each in near if each.role is not Role.LIMITS] if near and near[0].role is not Role.LIMITS else near
    return telling[:_MOST]


def led_by(draft: Draft, fits: Sequence[Candidate], material: Material, kept: frozenset[str]) -> Draft:
    """Return a draft with these sentences first, and without what leads it beside the point; `kept` stays whatever."""
    fit_of = {each.text: each.fit for each in material.candidates}
    shown = {each.text for each in fits}
    least = fits[0].fit - _BESIDE_THE_POINT
    leads = [claim(each, Part.DIRECT) for each in fits]
    rest = [each for each in draft.claims if each.text not in shown and _stays(each, fit_of, least, kept)]
    return draft.model_copy(update={"claims": (*leads, *rest), "uncovered": ()})


def is_whole_picture(query: Query) -> bool:
    """Say whether a question is on benefit or harm in general: then the surest evidence leads, not the likeliest words."""
    general = query.facet in {Facet.EFFICACY, Facet.SAFETY, Facet.GENERAL} and not query.terms
    return general and not query.topics and bool(query.drugs or query.conditions)


def names_what_is_missing(query: Query, fits: Sequence[Candidate], material: Material) -> bool:
    """Say whether a question names a treatment or an illness from elsewhere that these sentences do not touch."""
    return any(not material.touches(each, [name]) for name in asked_names(query) for each in fits)


def _may_answer(candidate: Candidate, material: Material) -> bool:
    query = material.query
    if query.drugs and candidate.card.drugs and not material.is_on_asked_drug(candidate.card):
        return False
    if query.facet is Facet.SAFETY:
        return not material.names_benefit(candidate)
    if query.facet is Facet.COMPARISON:
        return material.compares(candidate)
    if query.facet is Facet.APPROVAL:
        return candidate.role is Role.REGULATORY or speaks_of_approval(candidate.text)
    if OF_THE_PERSON & set(query.topics):
        return not material.names_benefit(candidate)
    return True


def _stays(each: DraftClaim, fit_of: dict[str, float], least: float, kept: frozenset[str]) -> bool:
    return each.part is not Part.DIRECT or each.text in kept or fit_of.get(each.text, 1.0) >= least
