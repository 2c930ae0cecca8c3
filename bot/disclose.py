"""What every answer must carry beside its claims: certainty, sources, status of approval, disclaimers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import wordings
from bot.evidence import rate, rate_together
from bot.lexicon import Lexicon
from bot.types import (
    Article,
    CertaintyStatement,
    Claim,
    ClaimKind,
    Evidence,
    Facet,
    Query,
    SourceKind,
    SourceNote,
    Status,
    StudyCard,
)


def sources_of(claims: Iterable[Claim], cards: Sequence[StudyCard]) -> tuple[SourceNote, ...]:
    """Return a note on each cited source, in the order in which the claims cite them."""
    by_id = {card.id: card for card in cards}
    cited = dict.fromkeys(citation.source_id for claim in claims for citation in claim.citations)
    return tuple(
        SourceNote(
            source_id=card.id,
            title=card.title,
            year=card.year,
            url=card.link,
            design=card.design.value,
            participants=card.participants,
            certainty=rate(card).certainty,
            retrieved=card.retrieved,
            status=card.status,
        )
        for card in (by_id[key] for key in cited)
    )


def certainty_of(query: Query, claims: Sequence[Claim], cards: Sequence[StudyCard]) -> CertaintyStatement | None:
    """Return how sure the answer is; None where it only describes, since a plain fact is not hedged.

    Raises:
        ValueError: a claim cites a source that is not among `cards`.
    """
    effects = [claim for claim in claims if claim.kind in {ClaimKind.EFFICACY, ClaimKind.SAFETY}]
    if not effects or query.facet in {Facet.STUDY, Facet.CASE, Facet.DOSE}:
        return None
    by_id = {card.id: card for card in cards}
    cited = {citation.source_id for claim in effects for citation in claim.citations}
    if not cited <= by_id.keys():
        raise ValueError(f"claims cite unknown sources {sorted(cited - by_id.keys())}")
    rating = rate_together([by_id[key] for key in sorted(cited)])
    return CertaintyStatement(
        level=rating.certainty,
        sentence=wordings.certainty_sentence(rating.certainty),
        reasons=rating.reasons,
    )


def disclaimers_for(cards: Iterable[StudyCard]) -> tuple[str, ...]:
    unreviewed = any(card.status is Status.UNREVIEWED for card in cards)
    return (*wordings.DISCLAIMERS, *((wordings.UNREVIEWED,) if unreviewed else ()))


def off_label_note(evidence: Evidence, articles: Sequence[Article], lexicon: Lexicon) -> str | None:
    """Return that no source reports an approval, where an effect was asked about and no label covers it."""
    query = evidence.query
    if query.facet not in {Facet.EFFICACY, Facet.COMPARISON} or not query.drugs or not query.conditions:
        return None
    labels = [a.card for a in articles if a.card.kind in {SourceKind.LABEL, SourceKind.GUIDELINE}]
    for card in labels:
        if any(lexicon.covers(d, card.drugs) for d in query.drugs) and any(
            lexicon.covers(c, card.conditions) for c in query.conditions
        ):
            return None
    return wordings.no_approval(
        wordings.joined([lexicon.plain(name) for name in query.drugs]),
        wordings.joined([lexicon.plain(name) for name in query.conditions]),
        max(article.card.retrieved for article in articles),
    )


def pregnancy_note(query: Query) -> str | None:
    """Return whom to ask, wherever pregnancy or breastfeeding is touched: silence in a source is no clearance."""
    return wordings.PREGNANCY if wordings.PREGNANCY_TOPICS & set(query.topics) else None


def age_note(cards: Iterable[StudyCard]) -> str | None:
    """Return how old the evidence is."""
    years = [card.year for card in cards if card.year]
    listed = list(cards)
    if not listed:
        return None
    read_on = wordings.spelled(max(card.retrieved for card in listed))
    newest = f"The newest of these sources is from {max(years)}" if years else "These sources carry no date"
    return f"{newest}; they were last checked on {read_on}. Newer research may exist."
