"""The parts of a passage that a claim is held against, and how near each comes to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.entailment.statements import Statement
from bot.lexicon import NameKind
from bot.text.magnitudes import carried_by_any
from bot.text.measures import Quantity, Unit
from bot.text.words import readable
from bot.types import Judgement, Support

NEAR = 0.75  # share of a claim from which it retells the sentence almost word by word; chosen, unmeasured
SAME_TOPIC = 0.5  # share from which the two speak of the same thing; chosen, unmeasured
TOLD_AS_WORDS = "The source tells this as somebody's words; the claim tells it as a fact."
_MAX_OFFERED = 100  # figures of a window that are looked at; what lies beyond supports nothing
_WINDOWS = 4  # the best windows by shared words are judged; chosen, unmeasured


@dataclass(frozen=True)
class Window:
    """One or two neighbouring sentences; the anchor is the one that shares most with the claim."""

    statements: tuple[Statement, ...]
    anchor: Statement
    shared: float  # 0..1, of the claim's own content words

    @property
    def forms(self) -> frozenset[str]:
        return frozenset().union(*(s.forms for s in self.statements))

    @property
    def bare_conditions(self) -> frozenset[str]:
        """The illnesses that it names without a degree such as "severe"."""
        return frozenset().union(*(s.bare_conditions for s in self.statements))

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(q for s in self.statements for q in s.quantities)[:_MAX_OFFERED]


@dataclass(frozen=True)
class Setting:
    """What the whole source carries: its passage and its card."""

    passage: tuple[Statement, ...]
    card: Statement

    @property
    def all(self) -> tuple[Statement, ...]:
        return (*self.passage, self.card)


def windows_of(claim: Statement, setting: Setting) -> list[Window]:
    rows = [s for s in setting.passage if s.row and s.row in claim.rows]
    sentences = rows or list(setting.passage)
    found = []
    for at, statement in enumerate(sentences):
        found.append(Window((statement,), statement, share_of(claim, (statement,), setting.card)))
        if at + 1 < len(sentences) and not rows:
            pair = (statement, sentences[at + 1])
            anchor = max(pair, key=lambda s: share_of(claim, (s,), setting.card))
            found.append(Window(pair, anchor, share_of(claim, pair, setting.card) - 0.05))
    found = [window for window in found if window.shared > 0]
    return sorted(found, key=lambda w: -w.shared)[:_WINDOWS]


def share_of(claim: Statement, statements: Sequence[Statement], card: Statement) -> float:
    """Return how much of the claim the statements share; what the card also says counts half."""
    forms = frozenset().union(*(s.forms for s in statements))
    figures = [q for q in claim.quantities if q.unit is not Unit.ROW]
    offered = [q for s in statements for q in s.quantities][:_MAX_OFFERED]
    weights = {form: 0.5 if form in card.forms else 1.0 for form in claim.forms}
    carried = sum(carried_by_any(q, offered) for q in figures)
    matched = sum(weight for form, weight in weights.items() if form in forms)
    return (matched + carried) / (sum(weights.values()) + len(figures) or 1)


def judgement(support: Support, why: str, window: Window) -> Judgement:
    index = window.anchor.index
    return Judgement(support=support, why=why, sentence=index if index >= 0 else None)


def not_found(why: str) -> Judgement:
    return Judgement(support=Support.NOT_FOUND, why=why, sentence=None)


def listed(forms: Iterable[str], text: str = "") -> str:
    """Return at most four forms as a person reads them; `text` is where they were written."""
    return ", ".join(f"“{readable(form, text)}”" for form in sorted(forms)[:4])


def names_in(statements: Iterable[Statement], kind: NameKind) -> frozenset[str]:
    return frozenset().union(*(statement.names(kind) for statement in statements))
