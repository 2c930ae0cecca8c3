"""What no sentence of an answer may do, for any writer."""

from __future__ import annotations

import pytest

from bot.verify.conduct import misconduct

TELLS = (
    "Use of steroid creams was allowed in both groups.",
    "How often acne came back is not known.",
    "How the drug does over years cannot be told from this trial.",
    "Stop rates were 3% and 4%.",
    "Lower scores mean milder disease.",
    "In 20 people, the score fell from 17.69 to 1.27 (p < 0.05).",
    "Starting doses are not given in the letter.",
    "Nobody took a placebo.",
    "When people stopped the drug, the rash came back in most.",
    "Which of the two works better is unclear.",
    "How the drug does over years can't be told from this trial.",
    "Who got which of the two was known neither to the people nor to their doctors.",
    "At week 36, at least 80% of the hair was there in 38.8% of those on 4 mg.",
    "May 2023 is when the label copy was read.",
    "Nobody took a placebo, nor was there another group.",
)
MISBEHAVES = (
    "Take 30 mg once a day.",
    "Please stop the cream when it clears.",
    "If it does not work, double the dose.",
    "Don't worry about infections.",
    "You have eczema.",
    "Your rash is harmless.",
    "Yes, it is safe.",
    "The score fell <img src=x>.",
    "The score fell ([more](javascript:alert(1))).",
    "See www.example.com for the score.",
    "The score fell\u202e in 20 people.",
    "**The score** fell in 20 people.",
    "Does it work for vitiligo?",
    "What dose did they use in the letter.",
    "Why isn't it safe in pregnancy.",
    "When does acne usually start on the drug.",
    "Did 13.2% of people on 15 mg have acne by week 16, compared with 5.6% on placebo.",
    "May 15 mg be doubled after four weeks.",
    "Nor is it dangerous, so nobody has to stop the tablets.",
    "1.",
    "2.",
    "(eczema).",
)


@pytest.mark.parametrize("text", TELLS)
def test_a_sentence_that_tells_is_left_alone(text: str) -> None:
    """Words of ordering and asking stand in plain reports too."""
    assert misconduct(text) is None


@pytest.mark.parametrize("text", MISBEHAVES)
def test_a_sentence_that_orders_asks_or_carries_markup_is_refused(text: str) -> None:
    """Each with its reason."""
    assert misconduct(text)
