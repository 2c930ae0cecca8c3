"""Neither the guard nor the judges let a fluent liar by: sentences written by somebody who saw none of the code."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.fluent_liar import Fate, fate_of
from bot.entailment.support import HardEntailment
from bot.lexicon import Lexicon
from bot.strength.claims import read
from bot.types import Article, Part
from bot.verify.verdicts import Verifier
from eval.judging import corpus_of
from eval.liar import HALVES, faults_of, read_told

# Above or below what was measured when they were written: docs/guard.md, eval/labels.md.
# Of true sentences, by the guard: in the short answer, and beside it, where the source's own may stand instead.
MOST_DROPPED = {
    Part.DIRECT: {"seen": 0.38, "unseen": 0.31, "third": 0.78},
    Part.EVIDENCE: {"seen": 0.05, "unseen": 0.02, "third": 0.19},
}
LEAST_FOUND = {"seen": 0.88, "unseen": 0.69, "third": 0.67}  # of false ones, by the judges
MOST_ACCUSED = {"seen": 0.05, "unseen": 0.17, "third": 0.54}  # of true ones, by the judges


@pytest.mark.parametrize("part", MOST_DROPPED)
@pytest.mark.parametrize("half", HALVES)
def test_the_guard_shows_no_false_sentence_as_it_was_written(
    half: str, part: Part, articles: tuple[Article, ...], lexicon: Lexicon
) -> None:
    by_id = {article.card.id: article for article in articles}
    verifier = Verifier(lexicon, read, HardEntailment(lexicon))
    fates = Counter((told.true, fate_of(told, by_id, verifier, part)) for told in read_told() if told.half == half)
    assert fates[False, Fate.SHOWN] == 0
    assert fates[True, Fate.DROPPED] <= MOST_DROPPED[part][half] * sum(n for (true, _), n in fates.items() if true)


@pytest.mark.parametrize("half", HALVES)
def test_the_judges_find_most_false_sentences_and_accuse_few_true_ones(
    half: str, articles: tuple[Article, ...], lexicon: Lexicon
) -> None:
    corpus = corpus_of(articles, lexicon)
    own = [(told.true, bool(faults_of(told, corpus))) for told in read_told() if told.half == half]
    false = [hit for true, hit in own if not true]
    honest = [hit for true, hit in own if true]
    assert sum(false) >= LEAST_FOUND[half] * len(false)
    assert sum(honest) <= MOST_ACCUSED[half] * len(honest)
