"""Holds the digests of the corpus to the rules of an answer: no sentence may say more than its own source licenses."""

from __future__ import annotations

from collections.abc import Iterable

from bot.entailment.support import HardEntailment
from bot.lexicon import Lexicon
from bot.strength.claims import read
from bot.types import Article, Binding, Draft, DraftClaim, Evidence, Part, Query, Ranked
from bot.verify.verdicts import Verifier


def faults_of(articles: Iterable[Article], lexicon: Lexicon) -> list[str]:
    """Return one line for each sentence that could not stand in an answer, and for each unknown name."""
    verifier = Verifier(lexicon, read, HardEntailment(lexicon))
    faults: list[str] = []
    for article in articles:
        for name in (*article.card.drugs, *article.card.conditions):
            if name not in lexicon.names:
                faults.append(f"{article.card.id}.md: {name!r} is not in lexicon.toml; add it there")
        ranked = tuple(
            Ranked(passage=passage, score=0.0, similarity=(0.0,) * len(passage.sentences))
            for passage in article.passages
        )
        evidence = Evidence(query=Query(question="", normalised=""), ranked=ranked, cards=(article.card,))
        claims = tuple(
            DraftClaim(
                text=sentence.text,
                part=Part.EVIDENCE,
                bindings=(Binding(passage_id=passage.passage_id, sentence=at),),
            )
            for passage in article.passages
            if not passage.header
            for at, sentence in enumerate(passage.sentences)
        )
        for verdict in verifier.verify(Draft(claims=claims), evidence):
            if verdict.claim is None or verdict.repaired:
                faults.append(f"{article.card.id}.md: {verdict.drafted!r}: {verdict.why}; reword it")
    return faults
