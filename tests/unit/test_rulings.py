"""Claims that share their words with a passage that says the opposite."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.entailment.support import HardEntailment
from bot.lexicon import load_lexicon
from bot.types import Support

ENTAILMENT = HardEntailment(load_lexicon(Path(__file__).parents[2] / "corpus" / "lexicon.toml"))
FORBIDS = (
    "The maker's site says that upadacitinib must not be used in people who are pregnant or have a serious infection."
)
RULED_OUT = "In the UK, upadacitinib is ruled out in active tuberculosis, severe liver disease and pregnancy."
WARNS = "In 2021 the FDA required warnings about cancer, blood clots and death for upadacitinib."
TESTS = "The US label of upadacitinib says to test for hidden tuberculosis before and during treatment."
UNSURE = (
    "It is uncertain whether upadacitinib harms an unborn child, because a report of pregnancies allows no conclusion."
)
ACNE = (
    "In Heads Up (673 adults with eczema), 16.1% had acne on upadacitinib 30 mg and 2.7% on dupilumab. "
    "In Heads Up, 1.1% had a serious infection on upadacitinib 30 mg and 0.6% on dupilumab."
)
SCORE = "In Measure Up 1, 70% of people with eczema on upadacitinib 15 mg reached EASI 75 at week 16."
DOSES = "In BRAVE-AA1, 38.8% on baricitinib 4 mg and 22.8% on 2 mg had most of their scalp hair at week 36."


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Upadacitinib is suitable during pregnancy.", FORBIDS),
        ("People with a serious infection can take upadacitinib.", FORBIDS),
        ("Upadacitinib is a good choice for people with active tuberculosis.", RULED_OUT),
        ("People with severe liver disease can take upadacitinib.", RULED_OUT),
        ("Upadacitinib reduces the risk of cancer.", WARNS),
        ("Upadacitinib protects against blood clots.", WARNS),
        ("Upadacitinib does not cause cancer.", WARNS),
        ("There is no warning about blood clots for upadacitinib.", WARNS),
        ("No test for tuberculosis is needed before upadacitinib.", TESTS),
        ("You don't need a tuberculosis test before upadacitinib.", TESTS),
        ("One in 100 people on upadacitinib 30 mg had acne in Heads Up.", ACNE),
        ("Very few people on upadacitinib get acne.", ACNE),
        ("In Measure Up 1, 70% of people on upadacitinib 15 mg were free of itch at week 16.", SCORE),
        ("Measure Up 1 was an open-label study of upadacitinib in eczema.", SCORE),
        ("In BRAVE-AA1, baricitinib 2 mg was as good as 4 mg.", DOSES),
        ("Upadacitinib can be taken during pregnancy.", UNSURE),
        ("The infections on upadacitinib in Heads Up had nothing to do with the drug.", ACNE),
    ],
)
def test_shared_words_do_not_carry_the_opposite(claim: str, passage: str) -> None:
    assert ENTAILMENT.judge(claim, passage).support is not Support.YES


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (FORBIDS, FORBIDS),
        (RULED_OUT, RULED_OUT),
        ("The FDA required warnings about blood clots for upadacitinib in 2021.", WARNS),
        ("16.1% of adults with eczema had acne on upadacitinib 30 mg in Heads Up.", ACNE),
        ("In Measure Up 1, 70% of people with eczema on upadacitinib 15 mg reached EASI 75 at week 16.", SCORE),
        ("In BRAVE-AA1, 38.8% on baricitinib 4 mg had most of their scalp hair at week 36.", DOSES),
    ],
)
def test_what_the_passage_says_is_still_carried(claim: str, passage: str) -> None:
    assert ENTAILMENT.judge(claim, passage).support is Support.YES


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Blood clots on upadacitinib are a myth.", WARNS),
        ("Tuberculosis tests before upadacitinib are pointless.", TESTS),
        ("Nobody on upadacitinib needs a tuberculosis test.", TESTS),
        ("The FDA refused to warn of cancer with upadacitinib in 2021.", WARNS),
        ("Only one in a thousand people on upadacitinib 30 mg had acne in Heads Up.", ACNE),
    ],
)
def test_what_is_waved_away_is_not_carried_by_what_warns_of_it(claim: str, passage: str) -> None:
    assert ENTAILMENT.judge(claim, passage).support is not Support.YES
