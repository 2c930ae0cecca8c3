"""What a retelling adds to its passage, and what it leaves out of its sentence."""

from __future__ import annotations

import pytest

from bot.text.numerals import in_figures
from bot.verify.additions import adds
from bot.verify.half_told import half_told

LINKED = "In 150 adults on the drug, eczema of the neck was linked with a poorer outcome."
SCORED = "In 412 adults, the average LDSI fell from 30.2 to 12.9 on the drug, compared with 29.8 to 23.5 on placebo."
ARMS = "In a trial of 412 adults, 47% on the drug and 19% on placebo reached LDSI 75 at week 24."
ODDS = "The odds were 2.4 times as high on the drug: it came in 12 of 206 people and in 5 of 206 on placebo."


@pytest.mark.parametrize(
    ("text", "sentence", "added"),
    [
        ("Eczema of the neck caused a poorer outcome in 150 adults on the drug.", LINKED, True),
        ("Eczema of the neck was associated with a poorer outcome in 150 adults on the drug.", LINKED, False),
        ("In 412 adults, people felt better on the drug than on placebo.", SCORED, True),
        ("In 412 adults, itching fell from 30.2 to 12.9, compared with 29.8 to 23.5 on placebo.", SCORED, True),
        ("It has been proven that 47% on the drug and 19% on placebo reached LDSI 75.", ARMS, True),
        ("There was a trend towards LDSI 75 on the drug, 47% against 19% on placebo.", ARMS, True),
        ("47% on the drug and 19% on placebo reached LDSI 75.", ARMS, False),
        ("Over years, 47% on the drug and 19% on placebo reach LDSI 75.", ARMS, True),
        (
            "In 412 adults, the one death was a chance event.",
            "In 412 adults, one death cannot show whether the drug or chance was the reason.",
            True,
        ),
        (
            "33% of 40 people were at least 75% better.",
            "33% of 40 people were at least 30% better, 22% at least 50% and 15% at least 75%.",
            True,
        ),
        (
            "Of 40 people, 22% were at least 50% better.",
            "33% of 40 people were at least 30% better, 22% at least 50% and 15% at least 75%.",
            False,
        ),
    ],
)
def test_a_cause_a_feeling_a_proof_or_a_trend_is_an_addition(text: str, sentence: str, added: bool) -> None:
    """Words alone make more of a finding."""
    assert (adds(text, sentence, [sentence]) is not None) is added


@pytest.mark.parametrize(
    ("text", "sentence", "half"),
    [
        ("47% on the drug reached LDSI 75 at week 24.", ARMS, True),
        ("47% on the drug and 19% on placebo reached LDSI 75 at week 24.", ARMS, False),
        ("In a trial of 412 adults, LDSI 75 was counted at week 24.", ARMS, False),
        ("The odds were 2.4 times as high on the drug as on placebo.", ODDS, True),
        ("The odds were 2.4 times as high on the drug: 12 of 206 people and 5 of 206 on placebo.", ODDS, False),
    ],
)
def test_a_result_is_told_with_its_other_side(text: str, sentence: str, half: bool) -> None:
    """The other group of a trial, and the counts behind a ratio."""
    assert half_told(text, sentence) is half


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("over sixteen weeks", "over 16 weeks"),
        ("Twenty-four of them", "24 of them"),
        ("thirty people", "30 people"),
        ("one of six", "one of six"),
        ("a stonemason", "a stonemason"),
    ],
)
def test_spelled_numbers_are_read_as_figures(text: str, figures: str) -> None:
    """From thirteen on; the smaller ones are compared as words."""
    assert in_figures(text) == figures
