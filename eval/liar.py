"""A fluent liar's sentences, and an honest editor's, over forty articles: what the judges find, and whom they accuse.

    python -m eval liar

Written by somebody who had read the articles and none of the code (eval/labels.md). When the judges' rules were
written, the half "seen" was looked at and "unseen" was only counted: its figures are the ones that count. "third" is
another writer's, of thirty articles, later than any of these rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from eval.agreement import FAULTS, LABEL_CASE, Label, Rate, as_answer
from eval.judges import JUDGES
from eval.judging import Corpus

Half = Literal["seen", "unseen", "third"]
HALVES: tuple[Half, ...] = ("seen", "unseen", "third")
SENTENCES = Path(__file__).parent / "liar.jsonl"


class Told(BaseModel):
    """One line of eval/liar.jsonl: a sentence, the one that it cites, and whether an editor would let it stand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    half: Half
    text: str
    passage: str
    sentence: int = Field(ge=0, description="its number in the passage, from 0")
    true: bool
    kind: str = Field(description="in what way it is false, or how an honest sentence was retold")


def read_told(path: Path = SENTENCES) -> tuple[Told, ...]:
    """Return the sentences.

    Raises:
        pydantic.ValidationError: a line has another shape.
    """
    return tuple(Told.model_validate(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())


def faults_of(told: Told, corpus: Corpus) -> tuple[str, ...]:
    """Return the names of the judges that find a fault in a sentence."""
    label = Label(id=told.id, origin="liar", text=told.text, passages=(told.passage,), faults=(), why="not labelled")
    answer = as_answer(label, corpus)
    return tuple(name for name in FAULTS if JUDGES[name](LABEL_CASE, answer, corpus).passed is False)


def liar_lines(told: Sequence[Told], corpus: Corpus) -> Iterator[str]:
    """Yield a Markdown table: of each half, the false sentences found and the true ones accused."""
    yield "| half | false sentences found | true sentences accused |"
    yield "| --- | --- | --- |"
    for half in HALVES:
        own = [(each, bool(faults_of(each, corpus))) for each in told if each.half == half]
        found = Rate(sum(hit for each, hit in own if not each.true), sum(not each.true for each, _ in own))
        accused = Rate(sum(hit for each, hit in own if each.true), sum(each.true for each, _ in own))
        yield f"| {half} | {found.told} | {accused.told} |"
