"""Judges of one answer, deterministic and independent of the guard: none uses its reading of strength or support."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.types import Answer, Article, Outcome, Strength, StudyCard
from eval.cases import Case
from eval.licence import licence_of
from eval.wording import wording_of

_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?")
_LABEL = "regulator's label"


@dataclass(frozen=True)
class Verdict:
    """`passed` is None where the judge cannot tell: unscored, which is neither right nor wrong."""

    passed: bool | None
    why: str


@dataclass(frozen=True)
class Corpus:
    """What the judges know of the sources: the text of each passage, and the card of each article, by id."""

    passages: Mapping[str, str]
    cards: Mapping[str, StudyCard]


Judge = Callable[[Case, Answer, Corpus], Verdict]


def judge_outcome(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    del corpus
    return Verdict(answer.outcome in case.outcome, f"ended {answer.outcome.value}")


def judge_content(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """What must be conveyed is; what must never be said is not in any claim."""
    del corpus
    missing = [each for each in case.conveys if not re.search(each, answer.text, re.IGNORECASE)]
    wrong = [
        claim.text for claim in answer.claims if any(re.search(each, claim.text, re.IGNORECASE) for each in case.never)
    ]
    if missing or wrong:
        return Verdict(False, f"missing {missing}, forbidden {wrong}")
    return Verdict(True, "conveys what it must")


def judge_sources(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Only what licenses the answer is cited. A label's warning may stand beside any answer that cites at all."""
    del corpus
    cited = {citation.source_id for claim in answer.claims for citation in claim.citations}
    labels = {source.source_id for source in answer.sources if source.design == _LABEL} if case.sources else set()
    extra = cited - set(case.sources) - labels
    return Verdict(
        not extra, f"cites {sorted(extra)} beyond what licenses it" if extra else "cites only what licenses it"
    )


def judge_quotes(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Every quote is the exact text at its offsets."""
    del case
    if not answer.claims:
        return Verdict(None, "no claims")
    for claim in answer.claims:
        for citation in claim.citations:
            if corpus.passages.get(citation.passage_id, "")[citation.start : citation.end] != citation.quote:
                return Verdict(False, f"{citation.passage_id} does not hold {citation.quote!r} there")
    return Verdict(True, "each quote stands where it says")


def judge_figures(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Every figure of a claim is in a passage that it cites."""
    del case
    if not answer.claims:
        return Verdict(None, "no claims")
    for claim in answer.claims:
        cited = " ".join(corpus.passages.get(citation.passage_id, "") for citation in claim.citations)
        lost = set(_FIGURE.findall(claim.text)) - set(_FIGURE.findall(cited))
        if lost:
            return Verdict(False, f"{sorted(lost)} of {claim.text!r} is in no cited passage")
    return Verdict(True, "each figure is in a cited passage")


def judge_overclaim(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """No claim is worded as a promise, and none claims an effect more strongly than the best source that it cites."""
    del case
    for claim in answer.claims:
        worded = wording_of(claim.text)
        licence = max(
            (licence_of(corpus.cards[c.source_id]) for c in claim.citations if c.source_id in corpus.cards),
            default=None,
        )
        if worded is Strength.ABSOLUTE:
            return Verdict(False, f"promises: {claim.text!r}")
        if worded is not None and (licence is None or worded > licence):
            allowed = licence.value if licence else "nothing"
            return Verdict(False, f"worded {worded.value!r}, licensed {allowed!r}: {claim.text!r}")
    return Verdict(True, "nothing is worded more strongly than its licence")


def judge_disclaimers(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    del case, corpus
    whole = bool(answer.disclaimers) and all(line in answer.text for line in answer.disclaimers)
    return Verdict(whole, "carries its disclaimers" if whole else "lacks a disclaimer")


def judge_balance(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Where figures of benefit stand, harm stands beside them."""
    del case, corpus
    benefit = any(
        re.search(r"\bfell from\b|\blower\b.*\bweeks\b|\breached\b|\b(?:improves?|helps?|clears)\b", claim.text)
        for claim in answer.claims
    )
    if answer.outcome is not Outcome.ANSWERED or not benefit:
        return Verdict(None, "names no figure of benefit")
    harm = any(
        re.search(r"side effect|harm|safe|warning|serious|acne|infection|severe", claim.text) for claim in answer.claims
    )
    return Verdict(harm, "harm stands beside benefit" if harm else "benefit stands alone")


def corpus_of(articles: Iterable[Article]) -> Corpus:
    listed = tuple(articles)
    return Corpus(
        passages={passage.passage_id: passage.text for article in listed for passage in article.passages},
        cards={article.card.id: article.card for article in listed},
    )


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
