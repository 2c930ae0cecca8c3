"""A text held against the whole corpus, as `litotes check FILE` does."""

from __future__ import annotations

import pytest

from bot.check import Checker
from bot.entailment import HardEntailment
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
