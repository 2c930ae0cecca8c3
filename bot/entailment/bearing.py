"""Whether a passage bears on a claim that it does not say: topic and direction decide where no rule objects.

Looser than the rules of `bot.entailment.support`, and only for holding a text against given sources: a leaflet may
say in its own words what its source shows. Thresholds: docs/decisions/0005-entailment.md.
"""

from __future__ import annotations

from bot.entailment.directions import pulls_apart
from bot.entailment.statements import Statement
from bot.text.magnitudes import carried_by_any
from bot.text.measures import Unit
from bot.text.polarity import agrees
from bot.text.wordlists import word_set
from bot.text.words import read_words
from bot.types import Judgement, Support

# Shares of the claim's content words that the whole passage has; the best pair on the design half of the pairs, where
# 0.3 to 0.4 for a yes differ by 0.003 in macro-F1.
_BEARS = 0.3
_SPEAKS_OF_IT = 0.2
_BEARS_IN_LONG = 0.6
_ONE_PART = 7  # sentences; an abstract has more
_NEGATIONS = word_set("no not never without cannot none neither")


def judge_bearing(claim: Statement, passage: tuple[Statement, ...]) -> Judgement | None:
    """Return yes or no where the part of the passage that is nearest to the claim leans one way, None where none does.

    A short passage is one part; of a longer one, two neighbouring sentences: what the rest denies is of other things.
    """
    if not claim.forms:
        return None
    parts = [passage]
    if len(passage) > _ONE_PART:
        parts = [passage[at : at + 2] for at in range(len(passage) - 1)]
    part = max(parts, key=lambda each: len(claim.forms & Statement.of_many(each).forms))
    whole = Statement.of_many(part)
    shared = len(claim.forms & whole.forms) / len(claim.forms)
    nearest = max(part, key=lambda statement: len(claim.forms & statement.forms)).index
    apart = pulls_apart(claim.stance, whole.stance)
    agreed = any(agrees(event, other) for event in claim.stance.events for other in whole.stance.events)
    in_short = len(passage) <= _ONE_PART
    if apart is None and not agreed and in_short and _denials(claim) % 2 != _denials(whole) % 2:
        apart = "One of the two denies what the other says."
    if apart is not None:
        return Judgement(support=Support.NO, why=apart, sentence=nearest) if shared >= _SPEAKS_OF_IT else None
    if shared < (_BEARS if in_short else _BEARS_IN_LONG) or _objects(claim, whole):
        return None
    why = "The source speaks of the same and says nothing against it; it does not say it word for word."
    return Judgement(support=Support.YES, why=why, sentence=nearest)


def _objects(claim: Statement, whole: Statement) -> bool:
    figures = [quantity for quantity in claim.quantities if quantity.unit is not Unit.ROW]
    open_claim = claim.stance.uncertain or claim.stance.no_evidence or claim.stance.hedged or claim.stance.soft
    return (
        any(not carried_by_any(figure, whole.quantities) for figure in figures)
        or bool(claim.drugs - whole.drugs)
        or bool(claim.absolutes - whole.absolutes)
        or (whole.stance.uncertain and not open_claim)
    )


def _denials(statement: Statement) -> int:
    return sum(word.written in _NEGATIONS for word in read_words(statement.text))
