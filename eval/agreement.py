"""The judges are judged: how far each agrees with labels that were written before it was run on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.types import Answer, Citation, Claim, ClaimKind, Outcome, Strength, Versions
from eval.cases import Case
from eval.judges import JUDGES
from eval.judging import Corpus
from eval.statistics import Interval, kappa, wilson

LABELS = Path(__file__).parent / "labels.jsonl"
# What a label calls a fault → the judge that has to find it.
FAULTS = ("overclaim", "support", "figures", "conduct")


class Label(BaseModel):
    """One line of eval/labels.jsonl: a sentence, what it cites, and what a reader found wrong with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    origin: str = Field(description="who wrote the sentence: brief, an attacker's name, or near-miss")
    text: str
    passages: tuple[str, ...] = Field(min_length=1, description="ids of the passages that it cites")
    faults: tuple[Literal["overclaim", "support", "figures", "conduct"], ...]
    why: str = Field(min_length=5)


@dataclass(frozen=True)
class Rate:
    """So many of so many, as a share with its interval; n/a for none."""

    found: int
    of: int

    @property
    def interval(self) -> Interval | None:
        return wilson(self.found, self.of)

    @property
    def told(self) -> str:
        return f"{self.found / self.of:.1%} ({self.interval})" if self.of else "n/a"


@dataclass(frozen=True)
class Agreement:
    """How one judge agrees with the labels, over those that it could score."""

    judge: str
    n: int
    agree: float  # share, 0 to 1
    kappa: float | None
    precision: Rate  # of what the judge called a fault, what the labels do
    recall: Rate  # of what the labels call a fault, what the judge does


def read_labels(path: Path = LABELS) -> tuple[Label, ...]:
    """Return the labels; none if there is no file.

    Raises:
        SystemExit: a line is no label; names line and fault.
    """
    labels = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.is_file() else (), start=1):
        try:
            labels.append(Label.model_validate(json.loads(line)))
        except ValueError as error:
            raise SystemExit(f"{path.name}, line {number}: {error}") from error
    return tuple(labels)


def agreement(labels: Sequence[Label], corpus: Corpus) -> list[Agreement]:
    """Return the agreement of each judge that the labels speak of."""
    table = []
    for judge in FAULTS if labels else ():
        theirs, ours = [], []
        for label in labels:
            verdict = JUDGES[judge](LABEL_CASE, as_answer(label, corpus), corpus)
            if verdict.passed is not None:
                theirs.append(judge in label.faults)
                ours.append(verdict.passed is False)
        both = sum(x and y for x, y in zip(ours, theirs, strict=True))
        table.append(
            Agreement(
                judge=judge,
                n=len(ours),
                agree=sum(x == y for x, y in zip(ours, theirs, strict=True)) / (len(ours) or 1),
                kappa=kappa(ours, theirs),
                precision=Rate(both, sum(ours)),
                recall=Rate(both, sum(theirs)),
            )
        )
    return table


LABEL_CASE = Case(id="label", question="-", category="label", outcome=(Outcome.ANSWERED,), why="a labelled sentence")


def as_answer(label: Label, corpus: Corpus) -> Answer:
    """Return a labelled sentence as an answer of one claim, cited with the whole text of its passages."""
    citations = tuple(
        Citation.model_construct(
            source_id=key.split("#")[0], passage_id=key, quote=corpus.passages.get(key, ""), start=0,
            end=len(corpus.passages.get(key, "")), url="",
        )
        for key in label.passages
    )  # fmt: skip
    claim = Claim.model_construct(
        text=label.text, kind=ClaimKind.DESCRIPTIVE, strength=Strength.NONE, licensed=Strength.NONE, citations=citations
    )
    return Answer.model_construct(
        answer_id="", question="-", outcome=Outcome.ANSWERED, reason=None, text=label.text, claims=(claim,),
        certainty=None, sources=(), urgent=None, disclaimers=(), follow_ups=(),
        versions=Versions(app="?", corpus="?", index="?", writer="?", model=None, prompt=None),
    )  # fmt: skip
