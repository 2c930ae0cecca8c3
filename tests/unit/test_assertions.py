"""Which sentences of a leaflet need a source."""

from __future__ import annotations

import pytest

from bot.check.assertions import asserts, is_cautious, is_question, is_rhetorical, stated
from bot.strength.claims import read


@pytest.mark.parametrize(
    ("sentence", "names_one"),
    [
        ("Anna's hair came back after just three months on Litfulo.", True),
        ("I have been clear for two years since I started Dupixent.", True),
        ("Upadacitinib is approved in Canada for vitiligo.", True),
        ("You don't need a tuberculosis test before starting Rinvoq.", True),
        ("Roughly one in thirty people who use Dupixent will lose hair.", True),
        ("Long-term safety has been established.", False),
        ("Those results were sustained for two years.", False),
    ],
)
def test_what_somebody_may_act_on_needs_a_source(sentence: str, names_one: bool) -> None:
    assert asserts(sentence, read(sentence), names_one=names_one)


@pytest.mark.parametrize(
    "sentence",
    [
        "Welcome to the Riverside Skin Clinic.",
        "The clinic is on the second floor, next to the lifts.",
        "Does upadacitinib work for vitiligo?",
        "# Who should not take it",
        "The immune system protects the body from germs.",
        "Nobody has shown that dupilumab causes hair loss.",
        "It would be wrong to say that upadacitinib cures eczema.",
    ],
)
def test_greetings_headings_questions_and_doubts_need_none(sentence: str) -> None:
    assert not asserts(sentence, read(sentence), names_one="upadacitinib" in sentence)


def test_a_promise_by_asking_is_no_question() -> None:
    promise = "Why live with bald patches when one pill a day can fix them?"
    assert is_rhetorical(promise)
    assert not is_question(promise)
    assert is_question("Does it hurt?")
    assert (
        stated("Did you know that Litfulo works for nine in ten teenagers?")
        == "Litfulo works for nine in ten teenagers."
    )


def test_caution_is_told_from_a_claim() -> None:
    cautious = "Such records cannot prove that the drug was the cause."
    assert is_cautious(cautious, read(cautious))
    for claim in (
        "Upadacitinib clears eczema.",
        "You should not wait: Rinvoq clears eczema.",
        "No study has compared them, but Rinvoq clears eczema.",
    ):
        assert not is_cautious(claim, read(claim))
