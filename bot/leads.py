"""Which sentences lead an answer to something particular: the nearest, what stands beside them, one for each drug."""

from __future__ import annotations

from collections.abc import Sequence

from bot.material import Material
from bot.selection import Candidate
from bot.surroundings import DEFINES
from bot.types import Facet, Role

MOST_BESIDE = 2
_NEAR = 0.22  # of the score; chosen on the development questions


def beside(material: Material, leads: Sequence[Candidate]) -> list[Candidate]:
    """Return what the leading sources say that is nearly as near to the question as the best of what leads."""
    if not leads or material.query.facet is Facet.CASE:
        return []
    sources = {each.card.id for each in leads}
    best = max(lead.score for lead in leads)
    wanted = material.wanted()
    near = [
        each
        for each in material.candidates
        if each.card.id in sources
        and each not in leads
        and each.role is not Role.LIMITS
        and each.score >= best - _NEAR
        and (not wanted or material.touches(each, wanted))
    ]
    return near[:MOST_BESIDE]


def to_the_question(leads: Sequence[Candidate], asks_what_it_means: bool) -> list[Candidate]:
    """Return what a score means alone where that was asked, and last where it was not."""
    meanings = [each for each in leads if DEFINES.search(each.text)]
    others = [each for each in leads if each not in meanings]
    return (meanings or others) if asks_what_it_means else [*others, *meanings]


def nearest(candidates: Sequence[Candidate], *, most: int = 1) -> list[Candidate]:
    """Return the best candidates that tell something, else the best at all; each near the best of them."""
    telling = [each for each in candidates if each.role is not Role.LIMITS] or list(candidates)
    return [each for each in telling[:most] if each.score >= telling[0].score / 2]


def first_per_drug(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the first candidate that speaks of each drug, the drugs in the order they come."""
    by_drug: dict[str, Candidate] = {}
    for candidate in candidates:
        for drug in sorted(candidate.names & set(candidate.card.drugs)):
            by_drug.setdefault(drug, candidate)
    return list(dict.fromkeys(by_drug.values()))
