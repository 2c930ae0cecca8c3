"""Query → Evidence: only articles that cover what was asked, ranked, the best passages of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.lexicon import Lexicon
from bot.protocols import Retriever
from bot.small_nets import is_common_word
from bot.topics import topics
from bot.types import Article, Design, Evidence, Facet, Query, Ranked, StudyCard

# What these warn of, they warn of whatever the drug is taken for.
_RULE_FOR_EVERY_USE = {Design.LABEL, Design.REGULATOR}
# Of these, a source that is about no condition in particular tells nothing about one.
_SHORTEST_NAME_IN_ANY_CASE = 6
_SHORTEST_NAME = 5
_ON_ONE_CONDITION = {Facet.EFFICACY, Facet.COMPARISON}


def covering(query: Query, articles: Iterable[Article], lexicon: Lexicon) -> tuple[Article, ...]:
    """Return the articles that count as evidence for this query: those on its drug *and* its condition.

    An approval is asked of a drug, whatever the article studied; so is an unwanted effect. "The 20-patient study",
    "Level Up" and "Du and colleagues" point at the study itself.
    """
    articles = tuple(articles)
    pointed_at = [
        article
        for article in articles
        if (is_named(query.question, article.card) and query.facet is not Facet.APPROVAL)
        or (query.participants and article.card.participants == query.participants)
    ]
    named = [a for a in pointed_at if not query.drugs or any(lexicon.covers(d, a.card.drugs) for d in query.drugs)]
    if named:
        return tuple(named)
    if len(query.drugs) > 1 and query.facet is Facet.STUDY and (both := _on_all(query, articles, lexicon)):
        return both
    return tuple(article for article in articles if _covers(query, article.card, lexicon))


def _on_all(query: Query, articles: Iterable[Article], lexicon: Lexicon) -> tuple[Article, ...]:
    """Return the articles of studies on all the treatments that a question names: "the trial of X against Y"."""
    return tuple(
        article
        for article in articles
        if set(query.drugs) <= {*article.card.drugs, *lexicon.names_in_evidence(article.card.comparator or "")}
        and _covers(query, article.card, lexicon)
    )


def is_named(question: str, card: StudyCard) -> bool:
    """Say whether a question points at a source by the name of its trial or author."""
    return any(_pattern_of(name).search(question) for name in card.known_as)


@lru_cache(maxsize=1024)
def _pattern_of(name: str) -> re.Pattern[str]:
    """Short names that are words, too, count only as written: "Du", "Yan"."""
    is_word = len(name) < _SHORTEST_NAME_IN_ANY_CASE and (len(name) < _SHORTEST_NAME or is_common_word(name))
    flags = re.NOFLAG if is_word else re.IGNORECASE
    return re.compile(rf"\b{re.escape(name).replace(chr(92) + ' ', '[ -]?').replace(chr(92) + '-', '[ -]?')}\b", flags)


def gather(
    query: Query,
    articles: Sequence[Article],
    lexicon: Lexicon,
    retriever: Retriever,
    *,
    candidates: int,
    sources: int,
) -> Evidence:
    """Return every passage of the `sources` best matching articles that cover the query; none if no article does.

    All of an article's passages come along, ranked ones first: what it says of harms and limits belongs to what it
    found. The official labels of the drugs asked about come along too: a benefit is never told without them.
    """
    eligible = {article.card.id: article for article in covering(query, articles, lexicon)}
    if not eligible:
        return Evidence(query=query, ranked=(), cards=())
    ranked = retriever.rank(
        query.normalised, _search_terms(query, lexicon), source_ids=list(eligible), limit=candidates
    )
    chosen = list(dict.fromkeys(each.passage.source_id for each in ranked))[:sources]
    kept = tuple(each for each in ranked if each.passage.source_id in chosen)
    matching = completed(Evidence(query=query, ranked=kept, cards=()), [eligible[key] for key in chosen])
    named = [card for card in matching.cards if is_named(query.question, card)]
    drugs = query.drugs or tuple(dict.fromkeys(drug for card in named for drug in card.drugs))
    asks_of_harm = query.facet is Facet.SAFETY and bool(drugs)
    return completed(matching, [a for a in articles if _warns_of(drugs, a.card, lexicon, regulators=asks_of_harm)])


def completed(evidence: Evidence, articles: Iterable[Article]) -> Evidence:
    """Return the evidence with every passage of these articles that it lacks, and their cards."""
    present = {each.passage.passage_id for each in evidence.ranked}
    listed = {card.id: card for card in evidence.cards}
    articles = list(articles)
    rest = [
        Ranked(passage=passage, score=0.0, similarity=(0.0,) * len(passage.sentences))
        for article in articles
        for passage in article.passages
        if passage.passage_id not in present
    ]
    listed.update({article.card.id: article.card for article in articles})
    return Evidence(query=evidence.query, ranked=(*evidence.ranked, *rest), cards=tuple(listed.values()))


def _warns_of(drugs: Iterable[str], card: StudyCard, lexicon: Lexicon, *, regulators: bool) -> bool:
    """Say whether a card is the label, read itself, of one of these drugs; or a regulator's warning of it."""
    official = card.design is Design.LABEL or (regulators and card.design is Design.REGULATOR)
    return official and not card.second_hand and any(lexicon.covers(drug, card.drugs) for drug in drugs)


def _covers(query: Query, card: StudyCard, lexicon: Lexicon) -> bool:
    drugs = not query.drugs or not card.drugs or any(lexicon.covers(drug, card.drugs) for drug in query.drugs)
    if query.facet is Facet.APPROVAL or query.asks_cause:
        return drugs
    if query.facet is Facet.SAFETY and card.design in _RULE_FOR_EVERY_USE:
        return drugs
    if not card.conditions:
        return drugs and not (query.conditions and query.facet in _ON_ONE_CONDITION)
    conditions = not query.conditions or any(
        lexicon.covers(condition, card.conditions) for condition in query.conditions
    )
    return drugs and conditions


def _search_terms(query: Query, lexicon: Lexicon) -> str:
    """Return the words to search for: names, topics and content words, without the phrasing around them."""
    return " ".join(
        [
            *(lexicon.plain(name) for name in (*query.drugs, *query.conditions)),
            *(narrower for name in query.conditions for narrower in lexicon.names[name].narrower),
            *query.other_drugs,
            *query.other_conditions,
            *(topics()[topic].label for topic in query.topics),
            *query.terms,
            query.facet.value,
        ]
    )
