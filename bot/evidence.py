"""Study card → certainty, with its reasons → the strongest wording that it licenses.

The table of starting points and the reasons for lowering follow GRADE (Guyatt et al., BMJ 2008;336:924; GRADE
guidelines 1 to 9, J Clin Epidemiol 2011); the wording follows GRADE guideline 26 (Santesso et al., J Clin
Epidemiol 2020;119:126). GRADE rates a body of evidence by judgement; the rules below rate one source by
its card, so that everybody gets the same result and can see why. docs/decisions/0003-evidence-rules.md
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.types import Certainty, ClaimKind, Design, Override, Record, SourceKind, Status, Strength, StudyCard

# Chosen, unmeasured: GRADE calls a body of evidence imprecise below its optimal information size, which no
# card can give; below 100 people a difference of 20 percentage points is not told from chance.
FEW_PEOPLE = 100

STARTS_HIGH = {Design.SYSTEMATIC_REVIEW, Design.RANDOMISED_TRIAL, Design.LABEL, Design.REGULATOR}
STARTS_LOW = {Design.COHORT, Design.REGISTRY, Design.GUIDELINE}
RULES_ON_USE = {Design.LABEL, Design.REGULATOR, Design.GUIDELINE}

_DISAGREE = "the sources disagree with each other"
_CONFLICTS = "conflicts.toml"  # lowers what others contradict; no person did

LICENCES = {
    Certainty.HIGH: Strength.DOES,
    Certainty.MODERATE: Strength.PROBABLY,
    Certainty.LOW: Strength.MAY,
    Certainty.VERY_LOW: Strength.UNCERTAIN,
}


class Rating(Record):
    """The certainty of one source, or of several taken together, and why it is not higher."""

    certainty: Certainty
    reasons: tuple[str, ...]


def rate(card: StudyCard) -> Rating:
    """Return the certainty of one source.

    A reviewer's override replaces the computed level; the computed reasons stay beside the written one.
    """
    certainty, reason = _start(card.design)
    reasons = [reason]
    for lowered_for in _reasons_to_lower(card):
        reasons.append(lowered_for)
        certainty = lower(certainty)
    if card.status is Status.UNREVIEWED:
        certainty = Certainty.VERY_LOW  # because nobody has yet held its card against the source
    if card.override:
        certainty = card.override.certainty
        by = "" if card.override.by == _CONFLICTS else f"judged by {card.override.by}: "
        reasons.append(f"{by}{card.override.why}")
    return Rating(certainty=certainty, reasons=tuple(reasons))


def disputed(card: StudyCard) -> StudyCard:
    """Return the card of a source that others contradict in what is told of it: one level less certain.

    What a label or a guideline says of use is a rule, not a finding, and stays: another country may have another.
    """
    if card.design in RULES_ON_USE:
        return card
    override = Override(certainty=lower(rate(card).certainty), by=_CONFLICTS, why=_DISAGREE)
    return card.model_copy(update={"override": override})


def rate_together(cards: Iterable[StudyCard], *, conflicting: bool = False) -> Rating:
    """Return the certainty of the best of several sources on one question, lowered where they conflict.

    Several weak sources do not add up to a strong one.

    Raises:
        ValueError: no cards; the certainty of nothing is not a level.
    """
    ratings = [rate(card) for card in cards]
    if not ratings:
        raise ValueError("cannot rate an empty set of sources")
    best = max(ratings, key=lambda rating: rating.certainty)
    if not conflicting:
        return best
    return Rating(certainty=lower(best.certainty), reasons=(*best.reasons, _DISAGREE))


def licensed_strength(certainty: Certainty, kind: ClaimKind, source_kind: SourceKind) -> Strength:
    """Return the strongest wording that evidence of this certainty allows for a claim of this kind.

    Nothing licenses ABSOLUTE. What a label says about use is licensed by the label itself, and a plain
    description claims no effect, so only its support matters.
    """
    if kind is ClaimKind.DESCRIPTIVE:
        return Strength.DOES
    if kind in {ClaimKind.REGULATORY, ClaimKind.DOSE} and source_kind in {
        SourceKind.LABEL,
        SourceKind.GUIDELINE,
    }:
        return Strength.DOES
    return LICENCES[certainty]


def frame_of(card: StudyCard) -> str:
    """Return the frame of a study in words: how many people, for how long, compared with what."""
    people = "1 person" if card.participants == 1 else f"{card.participants} people"
    parts = [f"in {people}" if card.participants else "in a source that gives no number of people"]
    if card.duration_weeks:
        parts.append(f"followed for {card.duration_weeks:g} weeks")
    comparison = f"compared with {card.comparator}" if card.comparator else "with no comparison group"
    return f"{' '.join(parts)}, {comparison}"


def _start(design: Design) -> tuple[Certainty, str]:
    if design in STARTS_HIGH:
        return Certainty.HIGH, f"{design.value}: strong evidence to begin with"
    if design in STARTS_LOW:
        return Certainty.LOW, f"{design.value}: weak evidence to begin with"
    return Certainty.VERY_LOW, f"{design.value}: very weak evidence to begin with"


def _reasons_to_lower(card: StudyCard) -> Iterable[str]:
    is_study = card.design not in RULES_ON_USE
    if is_study and card.participants is not None and card.participants < FEW_PEOPLE:
        people = "1 person" if card.participants == 1 else f"{card.participants} people"
        yield f"only {people}"
    if is_study and card.participants is None and card.kind is SourceKind.NEWS:
        yield "no number of people"
    if is_study and card.comparator is None:
        yield "no comparison group"
    if is_study and card.centres == 1:
        yield "one centre"
    if card.open_label:
        yield "open label: people knew what they took"
    if card.second_hand:
        yield "second-hand report"
    if card.topline:
        yield "a company's first figures, not yet peer reviewed"
    if is_study and card.inconsistencies:
        yield "the source disagrees with itself"
    if card.status is Status.UNREVIEWED:
        yield "not reviewed"


def lower(certainty: Certainty) -> Certainty:
    return list(Certainty)[max(0, certainty.rank - 1)]
