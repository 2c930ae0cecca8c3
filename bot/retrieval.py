"""Query → Evidence: only articles that cover what was asked, ranked, the best passages of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.evidence import rate
from bot.lexicon import Lexicon
from bot.protocols import Retriever
from bot.topics import topics
from bot.types import Article, Evidence, Facet, Query, Ranked, StudyCard


def covering(query: Query, articles: Iterable[Article], lexicon: Lexicon) -> tuple[Article, ...]:
    """Return the articles that count as evidence for this query: those on its drug *and* its condition.

    An approval is asked of a drug, whatever the article studied; so is an unwanted effect. "The 20-patient study"
    points at the study itself.
    """
    if query.participants:
        pointed_at = [article for article in articles if article.card.participants == query.participants]
        named = [a for a in pointed_at if not query.drugs or any(lexicon.covers(d, a.card.drugs) for d in query.drugs)]
        if named:
            return tuple(named)
    return tuple(article for article in articles if _covers(query, article.card, lexicon))


def gather(
    query: Query,
    articles: Sequence[Article],
    lexicon: Lexicon,
    retriever: Retriever,
    *,
    candidates: int,
    sources: int,
) -> Evidence:
    """Return every passage of the best `sources` articles that cover the query; none if no article does.

    The surest sources come first, and among equals the best matching. All of an article's passages come along,
    ranked ones first: what it says of harms and limits belongs to what it found.
    """
    eligible = {article.card.id: article for article in covering(query, articles, lexicon)}
    if not eligible:
        return Evidence(query=query, ranked=(), cards=())
    ranked = retriever.rank(
        query.normalised, _search_terms(query, lexicon), source_ids=list(eligible), limit=candidates
    )
    best_first = list(dict.fromkeys(each.passage.source_id for each in ranked))
    chosen = sorted(best_first, key=lambda key: -rate(eligible[key].card).certainty.rank)[:sources]
    kept = [each for each in ranked if each.passage.source_id in chosen]
    present = {each.passage.passage_id for each in kept}
    rest = [
        Ranked(passage=passage, score=0.0, similarity=(0.0,) * len(passage.sentences))
        for key in chosen
        for passage in eligible[key].passages
        if passage.passage_id not in present
    ]
    return Evidence(query=query, ranked=(*kept, *rest), cards=tuple(eligible[key].card for key in chosen))


def _covers(query: Query, card: StudyCard, lexicon: Lexicon) -> bool:
    drugs = not query.drugs or any(lexicon.covers(drug, card.drugs) for drug in query.drugs)
    if query.facet is Facet.APPROVAL or query.asks_cause:
        return drugs
    conditions = not query.conditions or any(
        lexicon.covers(condition, card.conditions) for condition in query.conditions
    )
    return drugs and conditions


def _search_terms(query: Query, lexicon: Lexicon) -> str:
    """Return the words to search for: names, topics and content words, without the phrasing around them."""
    return " ".join(
        [
            *(lexicon.plain(name) for name in (*query.drugs, *query.conditions)),
            *query.other_drugs,
            *query.other_conditions,
            *(topics()[topic].label for topic in query.topics),
            *query.terms,
            query.facet.value,
        ]
    )
