"""Which point in time a question asks about; that of somebody's age or own treatment is none."""

from __future__ import annotations

import pytest

from bot.questions.times_asked import is_of_time, time_asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What are the 52 week results of BRAVE-AA?", "52 week"),
        ("what did Heads Up find at week 24", "week 24"),
        ("does it stop working after 3 years", "3 years"),
        ("does dupixent work in four weeks", "four weeks"),
    ],
)
def test_a_time_of_a_study_is_asked_about(question: str, asked: str) -> None:
    assert time_asked(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "my son is 6 months old and has eczema, does dupixent help?",
        "I've been on rinvoq for 3 years, does it keep working?",
        "she had it 2 years ago",
        "does it work?",
    ],
)
def test_a_time_of_somebody_is_not(question: str) -> None:
    assert time_asked(question) is None


def test_the_same_time_may_be_told_in_another_unit() -> None:
    assert is_of_time("At week 52 it was 40%.", "one year")
    assert is_of_time("After 12 months it was 40%.", "52 weeks")
    assert not is_of_time("At week 36 it was 40%.", "52 weeks")
    assert not is_of_time("It was 40%.", "52 weeks")


def test_months_and_years_are_said_roughly() -> None:
    """Half a year is 24 weeks to who asks; a number of weeks is meant as it is."""
    assert is_of_time("At week 24 it was 40%.", "half a year")
    assert is_of_time("At week 84 it was 79%.", "a year and a half")
    assert not is_of_time("At week 52 it was 79%.", "a year and a half")
    assert not is_of_time("At week 12 it was 40%.", "14 weeks")
