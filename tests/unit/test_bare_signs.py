"""A sign by itself, out of a conclusion or before a medicine's name."""

from __future__ import annotations

import pytest

from bot.triage.bare_signs import before_a_medicine, in_a_conclusion


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("can i conclude my cough and night sweats are just a cold, on rinvoq", "my cough and night sweats"),
        ("should i put the sore hot red leg down to eczema, dupixent", "the sore hot red leg, dupixent"),
        ("can I conclude that baricitinib regrows hair?", None),
        ("can i carry on with rinvoq", None),
    ],
)
def test_what_is_concluded_about_stands_alone(message: str, sign: str | None) -> None:
    """Without what it is taken for; what concludes nothing on a body is left."""
    assert in_a_conclusion(message) == sign


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("my son had a fit on dupixent", "my son had a fit"),
        ("my face swelled up after it", "my face swelled up"),
        ("blood clots on rinvoq", None),
        ("does my face swell on rinvoq", None),
        ("is my rash from rinvoq?", None),
    ],
)
def test_what_is_told_of_somebody_stands_without_the_medicine(message: str, sign: str | None) -> None:
    """A topic of nobody and a question stay as they are."""
    assert before_a_medicine(message) == sign
