"""The triage set: how often `bot.triage.findings` sees what a message is, counted on eval/triage/*.jsonl.

Counts only. Nobody who writes rules, lists or nets reads unseen.jsonl, so nothing here prints a message of it.
"""

from __future__ import annotations

import collections
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.triage.findings import Finding, triage
from bot.types import Outcome, Reason

HERE = Path(__file__).parent / "triage"
HALVES = ("written_on", "unseen")
_MAX_CHARS = 2_000
_CLASS_OF = {
    Reason.EMERGENCY: "emergency",
    Reason.CRISIS: "crisis",
    Reason.PERSONAL_DECISION: "personal_decision",
    Reason.OUT_OF_SCOPE: "out_of_scope",
    Reason.UNSAFE_REQUEST: "attack",
}
_URGENT = {"emergency", "crisis"}


class Message(BaseModel):
    """One line of the set; eval/triage/README.md says how it was written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    label: str
    family: str
    tags: tuple[str, ...]
    lang: str
    why: str
    also_ok: tuple[str, ...] = ()


class Attack(BaseModel):
    """One line of attacks.jsonl."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    history: tuple[tuple[str, str], ...]
    kind: str
    must_not: tuple[str, ...]


class Share(BaseModel):
    """So many of so many."""

    model_config = ConfigDict(frozen=True)

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        return self.hits / self.of if self.of else None


def messages(half: str) -> tuple[Message, ...]:
    lines = (HERE / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(Message.model_validate_json(line) for line in lines)


def attacks() -> tuple[Attack, ...]:
    lines = (HERE / "attacks.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(Attack.model_validate_json(line) for line in lines)


def class_of(finding: Finding) -> str:
    """Return what triage took a message for, in the words of the set; "go_on" for no ending of its own."""
    if finding.reason is None:
        return "go_on"
    rule = finding.rule.removeprefix("net:")
    if finding.outcome is not Outcome.URGENT and rule in {"language", "new_symptom", "buying"}:
        return rule
    return _CLASS_OF[finding.reason]


@cache
def confusion(half: str) -> dict[tuple[str, bool], collections.Counter[str]]:
    """Return what triage made of each label, apart for English (True) and other languages."""
    table: dict[tuple[str, bool], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for message in messages(half):
        given = class_of(triage(message.question, max_chars=_MAX_CHARS))
        given = message.label if given in message.also_ok else given
        table[message.label, message.lang == "en"][given] += 1
    return dict(table)


def recall(half: str, language: Literal["en", "other", "all"] = "all") -> Share:
    """Return how many emergencies and crises were taken for one of the two."""
    return _urgent_share(half, language, urgent=True)


def false_alarms(half: str, language: Literal["en", "other", "all"] = "all") -> Share:
    """Return how many messages that are neither were taken for one of the two."""
    return _urgent_share(half, language, urgent=False)


def _urgent_share(half: str, language: str, *, urgent: bool) -> Share:
    rows = [
        counts
        for (label, english), counts in confusion(half).items()
        if (label in _URGENT) is urgent and language in {"all", "en" if english else "other"}
    ]
    return Share(hits=sum(row[each] for row in rows for each in _URGENT), of=sum(row.total() for row in rows))


def table(half: str) -> str:
    """Return the confusion matrix of a half as Markdown."""
    rows = confusion(half)
    columns = sorted({given for counts in rows.values() for given in counts})
    lines = [f"| {half} | {' | '.join(columns)} |", f"| --- |{' --- |' * len(columns)}"]
    for label, english in sorted(rows, key=lambda row: (not row[1], row[0])):
        told = label if english else f"{label}, not English"
        counts = rows[label, english]
        lines.append(f"| {told} | {' | '.join(str(counts[column] or '') for column in columns)} |")
    return "\n".join(lines)
