"""What wording a study card licenses, worked out by the ruler itself from the published table, not by the guard."""

from __future__ import annotations

from bot.types import Design, SourceKind, Status, Strength, StudyCard

_HIGH = {Design.SYSTEMATIC_REVIEW, Design.RANDOMISED_TRIAL, Design.LABEL, Design.REGULATOR}
_LOW = {Design.COHORT, Design.REGISTRY, Design.GUIDELINE}
_BY_STEP = (Strength.UNCERTAIN, Strength.MAY, Strength.PROBABLY, Strength.DOES)


def licence_of(card: StudyCard) -> Strength:
    """Return the strongest wording for an effect: the table of docs/decisions/0003-evidence-rules.md, counted afresh.

    A reviewer's override with its written reason stands.
    """
    if card.override:
        return _BY_STEP[("very_low", "low", "moderate", "high").index(card.override.certainty.value)]
    step = 3 if card.design in _HIGH else 1 if card.design in _LOW else 0
    is_study = card.design not in {Design.LABEL, Design.REGULATOR, Design.GUIDELINE}
    doubts = [
        is_study and card.participants is not None and card.participants < 100,
        is_study and card.participants is None and card.kind is SourceKind.NEWS,
        is_study and card.comparator is None,
        is_study and card.centres == 1,
        is_study and bool(card.inconsistencies),
        card.open_label,
        card.second_hand,
        card.topline,
        card.status is Status.UNREVIEWED,
    ]
    return _BY_STEP[max(0, step - sum(doubts))]
