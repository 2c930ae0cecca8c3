"""Query → Evidence: only articles that cover what was asked, ranked, the best passages of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from bot.encoders.small_nets import is_common_word
from bot.evidence import rate
from bot.lexicon import Lexicon
from bot.protocols import Retriever
from bot.questions.topics import topics, topics_in
from bot.text.sentences import KEPT_SENTENCES
from bot.types import Article, Design, Evidence, Facet, Query, Ranked, Role, SourceKind, StudyCard

# What these warn of, they warn of whatever the drug is taken for.
_RULE_FOR_EVERY_USE = {Design.LABEL, Design.REGULATOR}
# Of these, what a label says is never missing from an answer.
_SPECIAL = frozenset(
    "pregnancy breastfeeding fertility children older kidney liver immune infection vaccines live_vaccines"
    " interactions".split()
)
# Of whom regulators warn, whatever is asked of a drug.
_AT_RISK = frozenset("older smoking heart clots cancer".split())
_OF_RULES = {SourceKind.LABEL, SourceKind.GUIDELINE, SourceKind.REVIEW}
_OF_USE = {Role.SUMMARY, Role.HARMS, Role.REGULATORY}
_TELLS_BENEFIT = {Facet.EFFICACY, Facet.COMPARISON}
_SHORTEST_NAME_IN_ANY_CASE = 6
_SHORTEST_NAME = 5
_SEVERAL_OF_A_NAME = re.compile(r"\b\d (?:and|or|&|vs\.?|versus|than) (?:\w+ \w+ )?\d\b", re.IGNORECASE)
_KEPT_SCOPES = 256  # each holds a pointer to every article that it covers


def covering(query: Query, articles: Iterable[Article], lexicon: Lexicon) -> tuple[Article, ...]:
    """Return the articles that count as evidence for this query: those on its drug *and* its condition.

    An approval is asked of a drug, whatever the article studied; so is an unwanted effect. "The 20-patient study",
    "Level Up" and "Du and colleagues" point at the study itself.
    """
    return tuple(_covering(query, articles, lexicon).values())


def _covering(query: Query, articles: Iterable[Article], lexicon: Lexicon) -> Mapping[str, Article]:
    shelf = _shelf_of(articles)
    pointed_at = shelf.pointed_at(query)
    named = [a for a in pointed_at if not query.drugs or any(lexicon.covers(d, a.card.drugs) for d in query.drugs)]
    if named:
        return {each.card.id: each for each in named}
    covered = shelf.covering(query, lexicon)
    if len(query.drugs) > 1 and query.facet is Facet.STUDY:
        return {key: each for key, each in covered.items() if _is_on_all(query, each.card, lexicon)} or covered
    return covered


def _is_on_all(query: Query, card: StudyCard, lexicon: Lexicon) -> bool:
    """Say whether a study is on all the treatments that a question names: "the trial of X against Y"."""
    return set(query.drugs) <= {*card.drugs, *lexicon.names_in_evidence(card.comparator or "")}


def of_another_drug(query: Query, articles: Sequence[Article], lexicon: Lexicon) -> list[StudyCard]:
    """Return the studies that a question names where none is on its drug: "was ORAL Surveillance of Rinvoq?"."""
    named = [
        article.card for article in _shelf_of(articles).pointed_at(query) if is_named(query.question, article.card)
    ]
    known = {name for card in named for name in (*card.drugs, *lexicon.names_in_evidence(card.comparator or ""))}
    studies = all(card.kind in {SourceKind.STUDY, SourceKind.NEWS} and card.drugs for card in named)
    if not (query.drugs and named and studies) or any(lexicon.covers(drug, known) for drug in query.drugs):
        return []
    return named


def number_asked(question: str, cards: Iterable[StudyCard]) -> tuple[str, str] | None:
    """Return the study that a question means by a name and a number, "Viti-Up Study 2", as both; None without one.

    `cards` are of the sources that it points at; a dose or a share behind the name is no number of a study.
    """
    for stem in dict.fromkeys(re.sub(r" \d$", "", name) for card in cards for name in card.known_as):
        between = r"[ -]?(?:study|trial|part|period)?[ -]?"
        found = re.search(
            rf"\b{re.escape(stem)}{between}([1-9])\b(?! ?(?:%|mg|and|or|&|weeks|months|years|people|groups))",
            question,
            re.IGNORECASE,
        )
        if found:
            return stem, found[1]
    return None


def tells_of_number(text: str, stem: str, number: str) -> bool:
    """Say whether a sentence names the study of this name and number, alone or in a list: "SOLO 1 and SOLO 2"."""
    return re.search(rf"\b{re.escape(stem)}(?: study| trial)? ?{number}\b", text, re.IGNORECASE) is not None


def is_named(question: str, card: StudyCard) -> bool:
    """Say whether a question points at a source by the name of its trial or author."""
    return any(_pattern_of(name).search(question) for name in card.known_as)


@lru_cache(maxsize=100_000)
def _pattern_of(name: str) -> re.Pattern[str]:
    """Short names that are words, too, count only as written: "Du", "Yan"."""
    is_word = len(name) < _SHORTEST_NAME_IN_ANY_CASE and (len(name) < _SHORTEST_NAME or is_common_word(name))
    flags = re.NOFLAG if is_word else re.IGNORECASE
    return re.compile(rf"\b{re.escape(name).replace(chr(92) + ' ', '[ -]?').replace(chr(92) + '-', '[ -]?')}\b", flags)


class _Scope(NamedTuple):
    """What of a query decides which articles cover it; names alone."""

    drugs: tuple[str, ...]
    conditions: tuple[str, ...]
    facet: Facet
    asks_cause: bool


class _StudyName(NamedTuple):
    """A name by which people point at articles, as written and without spaces and hyphens."""

    name: str
    squeezed: str
    articles: tuple[int, ...]


class _Shelf:
    """A corpus put in order by what decides whether an article counts, so that a question need not read every card."""

    def __init__(self, articles: tuple[Article, ...]) -> None:
        self.articles = articles
        # Of names, never of what patients type.
        self._covered = lru_cache(maxsize=_KEPT_SCOPES)(self._covering)
        self._warned = lru_cache(maxsize=_KEPT_SCOPES)(self._warning_of)
        self._by_drug: dict[str | None, list[int]] = {}
        self._by_condition: dict[str | None, list[int]] = {}
        self._rules: list[int] = []
        self._by_people: dict[int, list[int]] = {}
        named: dict[str, list[int]] = {}
        for at, article in enumerate(articles):
            card = article.card
            for drug in card.drugs or (None,):
                self._by_drug.setdefault(drug, []).append(at)
            for condition in card.conditions or (None,):
                self._by_condition.setdefault(condition, []).append(at)
            if card.design in _RULE_FOR_EVERY_USE:
                self._rules.append(at)
            if card.participants:
                self._by_people.setdefault(card.participants, []).append(at)
            for name in card.known_as:
                named.setdefault(name, []).append(at)
        self._by_name: dict[str, list[_StudyName]] = {}
        for name, held in named.items():
            self._by_name.setdefault(_beginning(name), []).append(_StudyName(name, _squeezed(name), tuple(held)))

    def covering(self, query: Query, lexicon: Lexicon) -> Mapping[str, Article]:
        """Return the articles whose card covers the query by their ids, in the corpus's order."""
        return self._covered(_Scope(query.drugs, query.conditions, query.facet, query.asks_cause), lexicon)

    def _covering(self, query: _Scope, lexicon: Lexicon) -> Mapping[str, Article]:
        found: Iterable[int] = range(len(self.articles))
        if query.drugs:
            found = self._of(self._by_drug, query.drugs, lexicon)
        elif query.conditions and query.facet is not Facet.APPROVAL and not query.asks_cause:
            found = {*self._of(self._by_condition, query.conditions, lexicon), *self._rules}
        articles = (self.articles[at] for at in sorted(found))
        return {article.card.id: article for article in articles if _covers(query, article.card, lexicon)}

    def on_drugs(self, drugs: Iterable[str], lexicon: Lexicon) -> list[Article]:
        """Return the articles on one of these drugs, or on none in particular, in the corpus's order."""
        return [self.articles[at] for at in sorted(self._of(self._by_drug, drugs, lexicon))]

    def warning_of(self, drugs: Iterable[str], lexicon: Lexicon, *, regulators: bool) -> list[Article]:
        """Return the labels, read themselves, of these drugs; and the regulators' warnings of them, if asked."""
        return self._warned(tuple(drugs), lexicon, regulators=regulators)

    def _warning_of(self, drugs: tuple[str, ...], lexicon: Lexicon, *, regulators: bool) -> list[Article]:
        named = (*drugs, *(each for drug in drugs for each in lexicon.classes_of(drug)))
        articles = self.on_drugs(named, lexicon)
        found = [article for article in articles if _warns_of(drugs, article.card, lexicon, regulators=regulators)]
        # A label that we read in part may hold no harms; what was told of it elsewhere does then.
        warned = [each for each in found if _tells_harms(each)]
        silent = [drug for drug in drugs if not any(lexicon.covers(drug, each.card.drugs) for each in warned)]
        retold = (e for e in articles if e.card.design is Design.LABEL and e not in found and _tells_harms(e))
        return [*found, *(each for each in retold if any(lexicon.covers(drug, each.card.drugs) for drug in silent))]

    def pointed_at(self, query: Query) -> list[Article]:
        """Return the articles that a question names, or whose number of people it gives."""
        found = set(self._by_people.get(query.participants or 0, ()))
        named: dict[str, tuple[int, ...]] = {}
        if query.facet is not Facet.APPROVAL:
            near = self.names_near(query.question)
            named = {each.name: each.articles for each in near if _pattern_of(each.name).search(query.question)}
        for name, held in named.items():
            longer = [other for other in named if name != other and name in other]
            if not longer or _SEVERAL_OF_A_NAME.search(query.question):
                found.update(held)
            else:  # "Measure Up 2" points at one study, "Measure Up" at two
                found.update(at for at in held if any(at in named[other] for other in longer))
        return [self.articles[at] for at in sorted(found)]

    def names_near(self, text: str) -> list[_StudyName]:
        """Return the names that may stand in a text: thousands may begin alike, "Trial 17", and few are looked for."""
        folded, squeezed = text.casefold(), _squeezed(text)
        near = (each for start, names in self._by_name.items() if start in folded for each in names)
        return [each for each in near if each.squeezed in squeezed]

    @staticmethod
    def _of(held: Mapping[str | None, Sequence[int]], names: Iterable[str], lexicon: Lexicon) -> set[int]:
        """Return where these names, or what counts for them, are listed, and where none is."""
        found = set(held.get(None, ()))
        for asked in names:
            known = lexicon.names.get(asked)
            for name in (asked, *(known.narrower if known else ()), *(known.members if known else ())):
                found.update(held.get(name, ()))
        return found


def _tells_harms(article: Article) -> bool:
    return any(passage.role is Role.HARMS for passage in article.passages)


def _beginning(name: str) -> str:
    """Return what a question must have somewhere to have this name: its letters up to a space, hyphen or point."""
    return re.split(r"[^\w]", name.casefold(), maxsplit=1)[0]


def on_drugs(drugs: Sequence[str], articles: Iterable[Article], lexicon: Lexicon) -> list[Article]:
    """Return the articles on one of these drugs, in the corpus's order."""
    found = _shelf_of(articles).on_drugs(drugs, lexicon)
    return [article for article in found if any(lexicon.covers(drug, article.card.drugs) for drug in drugs)]


def study_names_near(texts: Iterable[str], articles: Iterable[Article]) -> list[str]:
    """Return the names by which people point at a study that may stand in one of these texts, the longest first."""
    names = {each.name for each in _shelf_of(articles).names_near("\n".join(texts))}
    return sorted(names, key=lambda name: (len(name), name), reverse=True)


def _squeezed(text: str) -> str:
    return text.casefold().replace(" ", "").replace("-", "")


class Corpus(tuple[Article, ...]):
    """Articles that many questions are asked of: they are put in order once."""

    @cached_property
    def shelf(self) -> _Shelf:
        return _Shelf(tuple(self))


def _shelf_of(articles: Iterable[Article]) -> _Shelf:
    return articles.shelf if isinstance(articles, Corpus) else _Shelf(tuple(articles))


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
    found. The official labels of the drugs asked about come along too: a benefit is never told without them, nor, of a
    drug that has none here, without what regulators warn of its class. So do the labels, guidelines and references that
    speak of a special group that is asked about.
    """
    eligible = _covering(query, articles, lexicon)
    if not eligible:
        return Evidence(query=query, ranked=(), cards=())
    ranked = retriever.rank(
        query.normalised, _search_terms(query, lexicon), source_ids=list(eligible), limit=candidates
    )
    chosen = list(dict.fromkeys(each.passage.source_id for each in ranked))[:sources]
    kept = tuple(each for each in ranked if each.passage.source_id in chosen)
    of_any = query.facet is Facet.EFFICACY and query.conditions and not query.drugs  # "what helps?"
    of_each = query.facet is Facet.COMPARISON and len(query.drugs) > 1
    if of_any or of_each or (query.facet is Facet.EFFICACY and query.drugs and not (query.conditions or query.topics)):
        chosen = list(dict.fromkeys([*chosen, *_surest_trials(eligible.values())]))
    matching = completed(Evidence(query=query, ranked=kept, cards=()), [eligible[key] for key in chosen])
    named = [card for card in matching.cards if is_named(query.question, card)]
    drugs = query.drugs or tuple(dict.fromkeys(drug for card in named for drug in card.drugs))
    if not drugs and _AT_RISK & set(query.topics):  # "what is safest at 80?"
        drugs = tuple(dict.fromkeys(drug for card in matching.cards for drug in card.drugs))
    at_risk = query.facet is Facet.SAFETY or bool(_AT_RISK & set(query.topics))
    asks_of_harm = at_risk and bool(drugs)
    shelf = _shelf_of(articles)
    labels = shelf.warning_of(drugs, lexicon, regulators=asks_of_harm)
    of_class = warnings_of(drugs, articles, lexicon) if query.facet in _TELLS_BENEFIT else []
    special = frozenset(query.topics) & _SPECIAL
    own = on_drugs(drugs, articles, lexicon) if special and drugs else []
    return completed(matching, [*labels, *of_class, *(each for each in own if _rules_on(special, each))])


def _surest_trials(articles: Iterable[Article]) -> list[str]:
    """Return the ids of the surest randomised trials of each drug in each disease."""
    by_use: dict[tuple[str, ...], list[StudyCard]] = {}
    for card in (article.card for article in articles):
        if card.drugs and card.design is Design.RANDOMISED_TRIAL:
            by_use.setdefault((*card.drugs[:1], *card.conditions[:1]), []).append(card)
    surest = {use: max(rate(card).certainty for card in own) for use, own in by_use.items()}
    return [card.id for use, own in by_use.items() for card in own if rate(card).certainty is surest[use]]


def warnings_of(drugs: Sequence[str], articles: Sequence[Article], lexicon: Lexicon) -> list[Article]:
    """Return the labels of these drugs; of one that has none here, what regulators warn of its class."""
    shelf = _shelf_of(articles)
    labels = shelf.warning_of(drugs, lexicon, regulators=False)
    unlabelled = [drug for drug in drugs if not any(lexicon.covers(drug, label.card.drugs) for label in labels)]
    return [*labels, *shelf.warning_of(unlabelled, lexicon, regulators=True)]


def _rules_on(special: frozenset[str], article: Article) -> bool:
    """Say whether a label, a guideline or a reference speaks of one of these groups of people."""
    if article.card.kind not in _OF_RULES:
        return False
    told = (sentence.text for passage in article.passages if passage.role in _OF_USE for sentence in passage.sentences)
    return any(special & _topics_of(text) for text in told)


@lru_cache(maxsize=KEPT_SENTENCES)
def _topics_of(sentence: str) -> frozenset[str]:
    return frozenset(topics_in(sentence))


def completed(evidence: Evidence, articles: Iterable[Article]) -> Evidence:
    """Return the evidence with every passage of these articles that it lacks, and their cards."""
    present = {each.passage.passage_id for each in evidence.ranked}
    listed = {card.id: card for card in evidence.cards}
    articles = list({article.card.id: article for article in articles}.values())
    rest = [
        Ranked(passage=passage, score=0.0, similarity=(0.0,) * len(passage.sentences))
        for article in articles
        for passage in article.passages
        if passage.passage_id not in present
    ]
    listed.update({article.card.id: article.card for article in articles})
    return Evidence(query=evidence.query, ranked=(*evidence.ranked, *rest), cards=tuple(listed.values()))


def _warns_of(drugs: Iterable[str], card: StudyCard, lexicon: Lexicon, *, regulators: bool) -> bool:
    """Say whether a card is the label, read itself, of one of these drugs, or a regulator's warning of it or its
    class."""
    if card.second_hand or not (card.design is Design.LABEL or (regulators and card.design is Design.REGULATOR)):
        return False
    of_class = card.design is Design.REGULATOR and any(lexicon.classes_of(drug) & set(card.drugs) for drug in drugs)
    return of_class or any(lexicon.covers(drug, card.drugs) for drug in drugs)


def _covers(query: _Scope, card: StudyCard, lexicon: Lexicon) -> bool:
    of_disease = bool(card.conditions and not query.conditions)  # on a disease that nobody asked about, and on no drug
    drugs = any(lexicon.covers(drug, card.drugs) for drug in query.drugs)
    drugs = drugs or not query.drugs or not (card.drugs or of_disease)
    if query.facet is Facet.APPROVAL or query.asks_cause:
        return drugs
    if query.facet is Facet.SAFETY and card.design in _RULE_FOR_EVERY_USE:
        return drugs
    if not card.conditions:
        # Of these, a source that is about no condition in particular tells nothing about one.
        return drugs and not (query.facet in _TELLS_BENEFIT and (query.conditions or not card.drugs))
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
