"""A text held against the whole corpus, as `litotes check FILE` does."""

from __future__ import annotations

import pytest

from bot.check.texts import Checker
from bot.entailment.support import HardEntailment
from bot.pipeline import Bot
from bot.types import Support


@pytest.fixture(scope="module")
def checker(bot: Bot) -> Checker:
    return Checker(bot.articles, bot.lexicon, bot.retriever, HardEntailment(bot.lexicon))


def test_a_sentence_of_the_corpus_is_found_among_many_on_its_subject(checker: Checker) -> None:
    """Dozens of articles are on upadacitinib in eczema; the one that says it is not the nearest in words."""
    text = "Upadacitinib probably improves atopic dermatitis in people aged 12 or older, compared with placebo."
    (checked,) = checker.check(text)

    assert (checked.supported, checked.found) == (Support.YES, False)


@pytest.mark.parametrize("head", ["It", "The drug", "This medicine"])
def test_a_medicine_that_goes_on_unnamed_is_the_one_named_last(head: str, checker: Checker) -> None:
    """What a source says of upadacitinib does not carry a sentence on dupilumab."""
    named, unnamed = checker.check(f"Dupixent is an injection. {head} may help some patients with vitiligo.")

    assert not named.found
    assert (unnamed.sentence, unnamed.supported) == (f"{head} may help some patients with vitiligo.", Support.NOT_FOUND)


@pytest.mark.parametrize(
    ("before", "after", "supported"),
    [
        ("Rinvoq for eczema.", "In Measure Up 2, 60% of people on 15 mg reached EASI 75 at week 16.", Support.YES),
        ("Rinvoq for eczema.", "60% of people on 15 mg reached EASI 75 at week 16.", Support.YES),
        ("Opzelura for eczema.", "60% of people on 15 mg reached EASI 75 at week 16.", Support.NOT_FOUND),
        ("Opzelura for eczema.", "60% of people reached EASI 75 at week 16.", Support.NOT_FOUND),
        ("Rinvoq for vitiligo.", "60% of people on 15 mg reached EASI 75 at week 16.", Support.NOT_FOUND),
        ("Our clinic.", "60% of people on 15 mg reached EASI 75 at week 16.", Support.YES),
    ],
)
def test_a_figure_that_names_no_medicine_is_one_of_the_medicine_named_last(
    before: str, after: str, supported: Support, checker: Checker
) -> None:
    """Nor is it one of another disease than the one that was named last."""
    assert checker.check(f"{before} {after}")[-1].supported is supported


def test_a_harm_is_not_held_to_the_disease_that_was_named_last(checker: Checker) -> None:
    """A warning holds whatever the medicine is taken for."""
    assert not checker.check("Rinvoq is a tablet for eczema. Serious infections can happen.")[-1].found


@pytest.mark.parametrize(
    "sentence",
    [
        "Upadacitinib is approved in Europe for alopecia areata.",
        "Rinvoq is suitable during pregnancy.",
        "Upadacitinib reduces the risk of cancer.",
        "No contraception is needed during treatment with upadacitinib.",
        "Anna's hair came back after just three months on Litfulo.",
        "Did you know that Rinvoq clears eczema in nine out of ten people?",
        "Why live with eczema when one pill a day can fix it?",
        "Acne affects only 1 in 100 people on upadacitinib.",
        "All JAK inhibitors regrow hair equally well.",
    ],
)
def test_what_no_source_says_is_to_be_looked_at(sentence: str, checker: Checker) -> None:
    assert checker.check(sentence)[0].found


@pytest.mark.parametrize(
    "sentence",
    [
        "Welcome to the Riverside Skin Clinic.",
        "# Possible side effects",
        "Does upadacitinib work for vitiligo?",
        "Dupilumab may ease eczema in adults.",
        "Nobody has shown that dupilumab causes hair loss.",
        "As far as I can tell, upadacitinib is not approved for vitiligo.",
        "Eczema makes the skin dry, red and itchy.",
    ],
)
def test_what_is_honest_or_ordinary_is_left_alone(sentence: str, checker: Checker) -> None:
    assert not checker.check(sentence)[0].found


def test_what_no_source_carries_is_never_reworded_into_a_hedge(checker: Checker) -> None:
    """ "It is likely that it may be taken in pregnancy" would be worse than what it puts right."""
    (leave,) = checker.check("Upadacitinib can be taken during pregnancy.")
    assert leave.rewording is None
    (cure,) = checker.check("Rinvoq cures eczema.")
    assert cure.rewording is not None
    assert "probably improves" in cure.rewording


def test_each_item_of_a_list_is_a_sentence(checker: Checker) -> None:
    checked = checker.check("# Rinvoq\n- It cures eczema\n- Ask your doctor\n")
    assert [each.found for each in checked] == [False, True, False]


@pytest.mark.parametrize(
    "sentence",
    [
        "No study has shown any harm, so Rinvoq is completely safe.",
        "Upadacitinib is well tolerated.",
        "Nobody has ever lost hair on Dupixent.",
        "It is not for everyone, but Rinvoq cures eczema.",
    ],
)
def test_a_cautious_word_excuses_no_promise(sentence: str, checker: Checker) -> None:
    assert checker.check(sentence)[0].found
