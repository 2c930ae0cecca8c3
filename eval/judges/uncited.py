"""For bots that cite nothing: what a claim may rest on is what the case says may license it."""

from __future__ import annotations

from bot.types import Claim
from eval.cases import Case
from eval.judging import Corpus


def resting_on(claim: Claim, case: Case, corpus: Corpus) -> frozenset[str]:
    """Return ids of the articles that a claim may rest on: those that it cites; for one that cites none, the case's."""
    cited = frozenset(citation.source_id for citation in claim.citations)
    return cited or frozenset(source for source in case.sources if source in corpus.cards)


def told_by(sources: frozenset[str], corpus: Corpus) -> str:
    """Return all that these articles say."""
    return " ".join(text for key, text in corpus.passages.items() if key.split("#")[0] in sources)
