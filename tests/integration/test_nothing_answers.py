"""Questions that the sources nearly answer: what is near is not shown as if it answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import wordings
from bot.types import Answer, Certainty, Outcome

Ask = Callable[..., Answer]


@pytest.mark.parametrize(
    "question",
    [
        "Laser hair removal with upadacitinib?",
        "Does upadacitinib work for Takayasu?",
    ],
)
def test_what_is_only_near_is_no_answer(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ABSTAINED
    assert wordings.SILENCE in answer.text


def test_whether_it_was_tested_in_an_uncovered_disease_is_told_as_uncovered(ask: Ask) -> None:
    """What is covered of the medicine, and of the disease, is named beside it."""
    answer = ask("Has Dupixent been tested in vitiligo?")
    assert answer.outcome is Outcome.ABSTAINED
    assert answer.text.startswith("The sources here do not cover dupilumab for vitiligo.")


def test_on_a_harm_the_warnings_stand_behind_a_doubt(ask: Ask) -> None:
    answer = ask("Does Rinvoq damage eyesight?")
    assert wordings.MAY_NOT_ANSWER in answer.text
    assert "Side effects and safety" in answer.text
    assert answer.certainty is not None
    assert answer.certainty.level is Certainty.VERY_LOW


def test_on_an_approval_what_is_reported_stands_behind_a_doubt(ask: Ask) -> None:
    answer = ask("When does the Dupixent patent run out?")
    assert answer.text.startswith(wordings.MAY_NOT_ANSWER)


@pytest.mark.parametrize(
    ("question", "leads"),
    [
        ("who paid for the pregnancy report on rinvoq?", "AbbVie"),
        ("folks in the half-year white patch trial, was there something after", "extension"),
        ("does it help eczema, rinvoq", "probably improves"),
    ],
)
def test_what_answers_leads(question: str, leads: str, ask: Ask) -> None:
    answer = ask(question)
    assert wordings.MAY_NOT_ANSWER not in answer.text
    assert leads in answer.claims[0].text


@pytest.mark.parametrize(
    "question",
    [
        "my knees crack since olumiant, is that known",
        "is tinnitus a side effect of olumiant",
        "jaundice on rinvoq",
        "does rinvoq give nosebleeds",
    ],
)
def test_silence_on_a_sign_says_whom_to_tell(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ABSTAINED
    assert wordings.TELL_A_NEW_SIGN in answer.text


def test_silence_on_something_else_speaks_of_no_sign(ask: Ask) -> None:
    assert wordings.TELL_A_NEW_SIGN not in ask("who invented olumiant").text


@pytest.mark.parametrize(
    "question", ["is it ok to take clarithromycin with rinvoq", "ketoconazole with rinvoq, is that ok?"]
)
def test_what_a_source_says_of_two_medicines_stands_beside_declining(question: str, ask: Ask) -> None:
    assert "can raise the amount of upadacitinib" in ask(question).text
