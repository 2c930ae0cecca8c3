"""Harm beside benefit."""

from __future__ import annotations

import re

from bot.types import Answer, Outcome
from eval.cases import Case
from eval.judging import Corpus, Verdict

_BENEFIT = re.compile(r"\bfell from\b|\blower\b.*\bweeks\b|\breached\b|\b(?:improves?|helps?|clears)\b")
_HARM = re.compile(r"side effect|harm|safe|warning|serious|acne|infection|severe")


def judge_balance(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Where figures of benefit stand, harm stands beside them."""
    del case, corpus
    benefit = any(_BENEFIT.search(claim.text) for claim in answer.claims)
    if answer.outcome is not Outcome.ANSWERED or not benefit:
        return Verdict(None, "names no figure of benefit")
    harm = any(_HARM.search(claim.text) for claim in answer.claims)
    return Verdict(harm, "harm stands beside benefit" if harm else "benefit stands alone")
