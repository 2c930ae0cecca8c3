"""Harm beside benefit."""

from __future__ import annotations

import re

from bot.types import Answer, Claim, Outcome
from eval.cases import Case
from eval.judging import Corpus, Verdict

_BENEFIT = re.compile(r"\bfell from\b|\blower\b.*\bweeks\b|\breached\b|\b(?:improves?|helps?|clears)\b")
# "It is safe" is no harm.
_HARM = re.compile(
    r"side effect|harm|unsafe|safety|not (?:\w+ ){0,3}safe|whether .*safe|warning|serious|acne|infection|severe"
)


_SAYS_NONE_TOLD = re.compile(r"sources [^.]{0,40}do not say which harms")


def _is_from_harms(claim: Claim) -> bool:
    return any("#side-effects" in citation.passage_id for citation in claim.citations)


def judge_balance(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Where figures of benefit stand, harm stands beside them."""
    del case, corpus
    benefit = any(_BENEFIT.search(claim.text) for claim in answer.claims)
    if answer.outcome is not Outcome.ANSWERED or not benefit:
        return Verdict(None, "names no figure of benefit")
    harm = any(_HARM.search(claim.text) or _is_from_harms(claim) for claim in answer.claims)
    harm = harm or _SAYS_NONE_TOLD.search(answer.text) is not None
    return Verdict(harm, "harm stands beside benefit" if harm else "benefit stands alone")
