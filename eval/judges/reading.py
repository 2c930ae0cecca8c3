"""How hard an answer's own sentences are to read."""

from __future__ import annotations

import re

from bot.types import Answer, Outcome
from eval.cases import Case
from eval.judging import Corpus, Verdict

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,%]*")
# A sentence of a digest has 20 words where the facts allow; a figure's frame costs about as many again.
_LONG = 45


def judge_reading(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """No sentence of the short answer is so long that a slow reader loses it. Grades: tests of the corpus."""
    del case, corpus
    if answer.outcome is not Outcome.ANSWERED:
        return Verdict(None, "no answer to read")
    longest = max((len(_WORD.findall(claim.text)) for claim in answer.claims), default=0)
    return Verdict(longest <= _LONG, f"its longest sentence has {longest} words")
