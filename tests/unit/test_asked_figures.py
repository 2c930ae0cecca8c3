"""Figures that a question asks for or quotes, and the sentences that have them."""

from __future__ import annotations

import pytest

from bot.lexicon import Lexicon
from bot.questions.asked_figures import asks_for_numbers, fits_score, has_the_step, own_score, quoted_shares, tells_rate
from bot.questions.queries import understand


@pytest.mark.parametrize(
    ("question", "shares"),
    [
        ("I've seen 71% and also 72.4% for upadacitinib. Which is right?", {"71", "72.4"}),
        ("I read that 60% get better on Rinvoq", {"60"}),
        ("about 70% of my hair is gone, does Rinvoq help?", set()),  # somebody's own
        ("will Rinvoq clear my eczema 100%? I read so", set()),  # an emphasis
    ],
)
def test_a_quoted_share_is_one_that_somebody_told(question: str, shares: set[str], lexicon: Lexicon) -> None:
    assert quoted_shares(understand(question, lexicon)) == shares


@pytest.mark.parametrize(
    ("sentence", "fits"),
    [
        ("A DLQI score of 11 to 20 stands for a very large effect on daily life.", True),
        ("A DLQI score of 21 to 30 stands for an extremely large effect on daily life.", False),
        ("A DLQI score of 0 to 1 means no effect, 2 to 5 a small effect and 11 to 17 another one.", True),
        ("DLQI runs from 0 to 30.", True),  # a span, no band
    ],
)
def test_only_the_band_of_somebodys_own_score_fits(sentence: str, fits: bool, lexicon: Lexicon) -> None:
    """17 is no score of 21 to 30, however alike the sentences are."""
    told = own_score(understand("my DLQI was 17 is that bad?", lexicon))
    assert told == 17
    assert fits_score(sentence, told) is fits


def test_a_step_of_one_score_is_not_that_of_another(lexicon: Lexicon) -> None:
    query = understand("what does EASI 75 mean", lexicon)
    assert has_the_step("EASI 75 means an eczema score at least 75% lower.", query)
    assert not has_the_step("F-VASI 75 means a score of the face at least 75% better.", query)
    assert has_the_step("Any sentence.", understand("does Rinvoq work?", lexicon))


def test_how_often_wants_a_rate(lexicon: Lexicon) -> None:
    assert asks_for_numbers(understand("how often do people get acne on Rinvoq?", lexicon))
    assert tells_rate("Clots came at 0.1 per 100 person-years.")
    assert tells_rate("Acne came in 51 of 529 adults.")
    assert not tells_rate("The label has a boxed warning about blood clots.")
