"""Judges of one answer, deterministic and independent of the guard: none uses its reading of strength or support."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.types import Answer, Outcome
from eval.cases import Case

_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?")
# Words that claim an effect outright, where nothing in the sentence reports, hedges or attributes.
_ASSERTS = re.compile(
    r"\b(?:cures?|improves?|clears?|heals?|works|treats?|relieves?|prevents?|is (?:safe|effective|proven)"
    r"|guarantees?)\b",
    re.IGNORECASE,
)
_HOLDS_BACK = re.compile(
    r"\b(?:uncertain|cannot|not|no|may|might|could|probably|whether|authors?|letter|article|page|abstract|says?|reports?"
    r"|\d+ (?:of|people))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Verdict:
    """`passed` is None where the judge cannot tell: unscored, which is neither right nor wrong."""

    passed: bool | None
    why: str


Judge = Callable[[Case, Answer, Mapping[str, str]], Verdict]


def judge_outcome(case: Case, answer: Answer, passages: Mapping[str, str]) -> Verdict:
    del passages
    return Verdict(answer.outcome in case.outcome, f"ended {answer.outcome.value}")


def judge_content(case: Case, answer: Answer, passages: Mapping[str, str]) -> Verdict:
    """What must be conveyed is; what must never be said is not in any claim."""
    del passages
    said = " ".join(claim.text for claim in answer.claims)
    missing = [each for each in case.conveys if not re.search(each, answer.text, re.IGNORECASE)]
    wrong = [each for each in case.never if re.search(each, said, re.IGNORECASE)]
    if missing or wrong:
        return Verdict(False, f"missing {missing}, forbidden {wrong}")
    return Verdict(True, "conveys what it must")


def judge_sources(case: Case, answer: Answer, passages: Mapping[str, str]) -> Verdict:
    del passages
    cited = {citation.source_id for claim in answer.claims for citation in claim.citations}
    extra = cited - set(case.sources)
    return Verdict(
        not extra, f"cites {sorted(extra)} beyond what licenses it" if extra else "cites only what licenses it"
    )


def judge_quotes(case: Case, answer: Answer, passages: Mapping[str, str]) -> Verdict:
    """Every quote is the exact text at its offsets."""
    del case
    if not answer.claims:
        return Verdict(None, "no claims")
    for claim in answer.claims:
        for citation in claim.citations:
            if passages.get(citation.passage_id, "")[citation.start : citation.end] != citation.quote:
                return Verdict(False, f"{citation.passage_id} does not hold {citation.quote!r} there")
    return Verdict(True, "each quote stands where it says")


def judge_figures(case: Case, answer: Answer, passages: Mapping[str, str]) -> Verdict:
    """Every figure of a claim is in a passage that it cites."""
    del case
    if not answer.claims:
        return Verdict(None, "no claims")
    for claim in answer.claims:
        cited = " ".join(passages.get(citation.passage_id, "") for citation in claim.citations)
        lost = set(_FIGURE.findall(claim.text)) - set(_FIGURE.findall(cited))
        if lost:
            return Verdict(False, f"{sorted(lost)} of {claim.text!r} is in no cited passage")
    return Verdict(True, "each figure is in a cited passage")


def judge_overclaim(case: Case, answer: Answer, passages: Mapping[str, str]) -> Verdict:
    """No claim asserts an effect without reporting, hedging or attributing it."""
    del case, passages
    for claim in answer.claims:
        if _ASSERTS.search(claim.text) and not _HOLDS_BACK.search(claim.text):
            return Verdict(False, f"asserts {claim.text!r}")
    return Verdict(True, "asserts nothing outright")


def judge_disclaimers(case: Case, answer: Answer, passages: Mapping[str, str]) -> Verdict:
    del case, passages
    whole = bool(answer.disclaimers) and all(line in answer.text for line in answer.disclaimers)
    return Verdict(whole, "carries its disclaimers" if whole else "lacks a disclaimer")


def judge_balance(case: Case, answer: Answer, passages: Mapping[str, str]) -> Verdict:
    """Where figures of benefit stand, harm stands beside them."""
    del case, passages
    benefit = any(re.search(r"\bfell from\b|\blower\b.*\bweeks\b", claim.text) for claim in answer.claims)
    if answer.outcome is not Outcome.ANSWERED or not benefit:
        return Verdict(None, "names no figure of benefit")
    harm = any(re.search(r"side effect|harm|safe", claim.text) for claim in answer.claims)
    return Verdict(harm, "harm stands beside benefit" if harm else "benefit stands alone")


JUDGES: dict[str, Judge] = {
    "outcome": judge_outcome,
    "content": judge_content,
    "sources": judge_sources,
    "quotes": judge_quotes,
    "figures": judge_figures,
    "overclaim": judge_overclaim,
    "disclaimers": judge_disclaimers,
    "balance": judge_balance,
}
