"""A language model as a judge, beside the others and never a gate: does a sentence claim more than its passage says?

It is asked twice, the answers offered in either order; only where it says the same both times does it count, else the
sentence is unscored. How far it agrees with the labels is printed with it. Suites that trust one model's word measure
that model: the same item was seen to score 0.3, 0.98 and 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from eval.agreement import Label, Rate
from eval.judging import Corpus, Verdict
from eval.statistics import kappa

_TRIES = 2
_ASK = """Passage: {passage}

Sentence: {sentence}

Does the sentence claim more than the passage says?
A: {a}
B: {b}
Reply with one letter.
Letter:"""
_MORE, _NO_MORE = "It claims more.", "It claims no more."
_LETTER = re.compile(r"\b([AB])\b")


@dataclass(frozen=True)
class ModelAgreement:
    """How a model's verdicts agree with the labels, over those that it gave both times alike."""

    n: int
    unscored: int
    kappa: float | None
    precision: Rate
    recall: Rate


class ModelJudge:
    """Judges single sentences with any LangChain chat model; whatever fails is unscored."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    def judge(self, sentence: str, passage: str) -> Verdict:
        """Return the verdict: passed if the sentence claims no more, None if the model contradicts itself."""
        first = self._says_more(sentence, passage, _MORE, _NO_MORE)
        second = self._says_more(sentence, passage, _NO_MORE, _MORE)
        if first is None or second is None or first != second:
            return Verdict(None, "the model gave no letter, or another one when the order was turned")
        return Verdict(not first, _MORE if first else _NO_MORE)

    def _says_more(self, sentence: str, passage: str, a: str, b: str) -> bool | None:
        prompt = _ASK.format(passage=passage, sentence=sentence, a=a, b=b)
        for _ in range(_TRIES):
            try:
                said = str(self._model.invoke(prompt).text)
            except Exception:  # noqa: S112  # reason: each provider fails in its own way; what fails is unscored
                continue
            letter = _LETTER.search(said)
            if letter:
                return (a if letter[1] == "A" else b) == _MORE
        return None


def agreement_of(judge: ModelJudge, labels: Sequence[Label], corpus: Corpus) -> ModelAgreement:
    """Return how a model agrees with the labels on overclaims and unsupported sentences together."""
    pairs = list(_pairs(judge, labels, corpus))
    scored = [(ours, theirs) for ours, theirs in pairs if ours is not None]
    ours, theirs = [x for x, _ in scored], [y for _, y in scored]
    both = sum(x and y for x, y in scored)
    return ModelAgreement(
        n=len(scored),
        unscored=len(pairs) - len(scored),
        kappa=kappa(ours, theirs),
        precision=Rate(both, sum(ours)),
        recall=Rate(both, sum(theirs)),
    )


def _pairs(judge: ModelJudge, labels: Sequence[Label], corpus: Corpus) -> Iterator[tuple[bool | None, bool]]:
    for label in labels:
        passage = " ".join(corpus.passages.get(key, "") for key in label.passages)
        passed = judge.judge(label.text, passage).passed
        yield (None if passed is None else not passed), bool({"overclaim", "support"} & set(label.faults))
