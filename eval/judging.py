"""What a judge gives and what it is given. A judge is a function of a case, an answer and the corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.lexicon import Lexicon
from bot.types import Answer, Article, StudyCard
from eval.cases import Case


class Verdict(NamedTuple):
    """`passed` is None where the judge cannot tell: unscored, which is neither right nor wrong."""

    passed: bool | None
    why: str


@dataclass(frozen=True)
class Corpus:
    """What the judges know of the sources: the text of each passage and the card of each article, by id; names."""

    passages: Mapping[str, str]
    cards: Mapping[str, StudyCard]
    lexicon: Lexicon


Judge = Callable[[Case, Answer, Corpus], Verdict]


def corpus_of(articles: Iterable[Article], lexicon: Lexicon) -> Corpus:
    listed = tuple(articles)
    return Corpus(
        passages={passage.passage_id: passage.text for article in listed for passage in article.passages},
        cards={article.card.id: article.card for article in listed},
        lexicon=lexicon,
    )
