"""Study card → certainty → licensed wording, by the table of the design."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.evidence import disputed, frame_of, licensed_strength, rate, rate_together
from bot.types import Certainty, ClaimKind, Design, SourceKind, Status, Strength, StudyCard


def card(**changes: Any) -> StudyCard:
    """A large randomised trial with nothing against it."""
    fields: dict[str, Any] = {
        "id": "trial",
        "title": "A trial",
        "authors": None,
        "container": "A journal",
        "year": 2024,
        "url": "https://example.org/trial",
        "licence": "CC BY",
        "retrieved": date(2026, 11, 21),
        "status": Status.REVIEWED,
        "kind": SourceKind.STUDY,
        "design": Design.RANDOMISED_TRIAL,
        "participants": 800,
        "comparator": "placebo",
        "duration_weeks": 16,
        "centres": 40,
        "peer_reviewed": True,
        "second_hand": False,
        "funding": None,
        "drugs": ("upadacitinib",),
        "conditions": ("atopic dermatitis",),
        "population": None,
        "region": None,
        "inconsistencies": (),
    }
    return StudyCard(**(fields | changes))


@pytest.mark.parametrize(
    ("changes", "certainty"),
    [
        ({}, Certainty.HIGH),
        ({"design": Design.SYSTEMATIC_REVIEW}, Certainty.HIGH),
        ({"design": Design.LABEL, "participants": None, "comparator": None}, Certainty.HIGH),
        ({"design": Design.COHORT}, Certainty.LOW),
        ({"design": Design.CASE_REPORT}, Certainty.VERY_LOW),
        ({"participants": 99}, Certainty.MODERATE),
        ({"centres": 1}, Certainty.MODERATE),
        ({"open_label": True}, Certainty.MODERATE),
        ({"second_hand": True}, Certainty.MODERATE),
        ({"topline": True}, Certainty.MODERATE),
        ({"inconsistencies": ("a", "b")}, Certainty.MODERATE),
        ({"status": Status.UNREVIEWED}, Certainty.VERY_LOW),
        ({"second_hand": True, "topline": True, "open_label": True, "centres": 1}, Certainty.VERY_LOW),
    ],
)
def test_each_rule_moves_the_certainty_as_the_table_says(changes: dict[str, Any], certainty: Certainty) -> None:
    """One reason, one level; never below very low, and never above it for what nobody has reviewed."""
    assert rate(card(**changes)).certainty is certainty


def test_every_lowering_gives_its_reason() -> None:
    """A reader can recompute the level from what is shown."""
    rating = rate(card(participants=28, comparator=None, centres=1, design=Design.UNCONTROLLED_RETROSPECTIVE))
    assert rating.reasons == (
        "uncontrolled retrospective series: very weak evidence to begin with",
        "only 28 people",
        "no comparison group",
        "one centre",
    )


def test_an_override_is_shown_with_its_reason() -> None:
    """A reviewer may differ, in writing, and hides nothing."""
    override = {"certainty": "moderate", "why": "large effect in a rare disease", "by": "Dr A"}
    rating = rate(card(design=Design.CASE_SERIES, override=override))
    assert rating.certainty is Certainty.MODERATE
    assert rating.reasons[0] == "case series: very weak evidence to begin with"
    assert rating.reasons[-1] == "judged by Dr A: large effect in a rare disease"


def test_weak_sources_do_not_add_up_and_a_conflict_lowers() -> None:
    """The best source decides; disagreement costs one level."""
    weak, strong = card(design=Design.CASE_SERIES), card()
    assert rate_together([weak, weak, weak]).certainty is Certainty.VERY_LOW
    assert rate_together([weak, strong]).certainty is Certainty.HIGH
    assert rate_together([weak, strong], conflicting=True).certainty is Certainty.MODERATE
    with pytest.raises(ValueError, match="empty set"):
        rate_together([])


def test_a_finding_in_dispute_is_a_level_less_certain_and_a_rule_of_use_is_not() -> None:
    """Another country's label may say otherwise; neither is wrong."""
    trial, label = card(), card(design=Design.LABEL)

    assert rate(disputed(trial)).certainty is Certainty.MODERATE
    assert rate(disputed(trial)).reasons[-1].endswith("the sources disagree with each other")
    assert disputed(label) == label


@pytest.mark.parametrize(
    ("certainty", "kind", "source", "strength"),
    [
        (Certainty.HIGH, ClaimKind.EFFICACY, SourceKind.STUDY, Strength.DOES),
        (Certainty.MODERATE, ClaimKind.EFFICACY, SourceKind.STUDY, Strength.PROBABLY),
        (Certainty.LOW, ClaimKind.SAFETY, SourceKind.STUDY, Strength.MAY),
        (Certainty.VERY_LOW, ClaimKind.EFFICACY, SourceKind.STUDY, Strength.UNCERTAIN),
        (Certainty.VERY_LOW, ClaimKind.REGULATORY, SourceKind.NEWS, Strength.UNCERTAIN),
        (Certainty.MODERATE, ClaimKind.DOSE, SourceKind.LABEL, Strength.DOES),
        (Certainty.VERY_LOW, ClaimKind.DESCRIPTIVE, SourceKind.NEWS, Strength.DOES),
    ],
)
def test_the_wording_table(certainty: Certainty, kind: ClaimKind, source: SourceKind, strength: Strength) -> None:
    """What each certainty licenses."""
    assert licensed_strength(certainty, kind, source) is strength


def test_nothing_licenses_the_absolute() -> None:
    """Cure, always, completely safe: never."""
    assert all(
        licensed_strength(certainty, kind, source) < Strength.ABSOLUTE
        for certainty in Certainty
        for kind in ClaimKind
        for source in SourceKind
    )


def test_the_frame_in_words() -> None:
    """How many people, how long, compared with what."""
    assert frame_of(card(participants=20, duration_weeks=12, comparator=None)) == (
        "in 20 people followed for 12 weeks, with no comparison group"
    )
    assert frame_of(card()) == "in 800 people followed for 16 weeks, compared with placebo"
