"""Scores the sentences of the evidence against a query; chooses those that cover what was asked."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from bot.evidence import rate
from bot.lexicon import Lexicon
from bot.questions.asked_figures import (
    FIGURE,
    asked_figures,
    asks_for_numbers,
    fits_score,
    names_a_step,
    own_score,
    tells_bands,
    tells_rate,
)
from bot.questions.queries import OUTCOME_OF
from bot.questions.topics import OF_A_BABY, topics, topics_in
from bot.text.regions import regions_in
from bot.text.sentences import KEPT_SENTENCES
from bot.types import Binding, Evidence, Facet, Passage, Query, Role, SourceKind, StudyCard

# Weights beside the cosine of the sentence (about 0.2 to 0.8 here). Chosen on the development questions; a
# sentence on the topic that was asked should beat one that merely sounds alike.
_TOPIC_WEIGHT = 0.30
_TERM_WEIGHT = 0.20
_ROLE_WEIGHT = 0.08
_FIGURE_WEIGHT = 0.25
_CERTAINTY_WEIGHT = 0.03  # a step of certainty; three steps are worth a third of a topic
_REGION_WEIGHT = 0.25
_NUMBERS_WEIGHT = 0.12  # for a sentence with figures, where the question asks for some
_MOST_WORDS = 0.6
_FEW = 3
_FEW_SHARE = 0.03
_LIMITS_WEIGHT = -0.10  # what a source cannot tell answers only where nothing tells it
_WHY_WEIGHT = 0.15  # for a sentence that gives a reason, where one is asked for
_PEOPLE_WEIGHT = 0.20  # for a study, where the question is what happened to its people
# A second article's sentence stands beside the best one if it comes this near to it.
_NEARLY_AS_GOOD = 0.12
_GOOD_ENOUGH_ON_BENEFIT = 0.25
_MOST_LEADS = 4
_WORD = re.compile(r"[^\W_]+")
_OF_PEOPLE = re.compile(
    r"\b(?:(?:those|these|the|any of the|\d+) (?:patients?|people|participants|women|men)|was anyone"
    r"|were (?:there|any|the)|in (?:the|that|this) (?:\w+ )?(?:study|trial|letter|series|report)|^did)\b",
    re.IGNORECASE,
)
_ASKS_WHY = re.compile(r"\b(?:why|how come|reasons?|what explains)\b", re.IGNORECASE)
_REASON = re.compile(r"\b(?:because|due to|owing to)\b", re.IGNORECASE)
_TOLD = {Facet.EFFICACY, Facet.SAFETY, Facet.GENERAL, Facet.STUDY, Facet.DOSE, Facet.APPROVAL}
RULES = {SourceKind.LABEL, SourceKind.GUIDELINE}
_SILENT = re.compile(
    r"\b(?:says? nothing|(?:does|do) not (?:say|tell|name|state)|cannot (?:show|tell|say)"
    r"|(?:gives?|names?|has|have|holds?) no (?:figures?|measures?|numbers?|rates?))\b",
    re.IGNORECASE,
)
_STEMMER = Stemmer.Stemmer("english")

_ROLES_FOR = {
    Facet.EFFICACY: (Role.FOUND, Role.SUMMARY),
    Facet.SAFETY: (Role.HARMS,),
    Facet.APPROVAL: (Role.REGULATORY, Role.LIMITS),
    Facet.DOSE: (Role.STUDIED, Role.REGULATORY),
    Facet.COMPARISON: (Role.FOUND, Role.LIMITS),
    Facet.STUDY: (Role.STUDIED,),
    Facet.CASE: (Role.FOUND,),
    Facet.GENERAL: (),
}


# Who may take something stands in an approval as often as among the harms.
_RULED_BY_AGE_OR_ORGAN = frozenset({"children", "older", "kidney", "liver"})


# Who is asked about. Where something else is asked about them too, that leads; an age decides a dose.
WHOM = frozenset({"pregnancy", "breastfeeding", "children", "older", "smoking"})


@dataclass(frozen=True, slots=True, eq=False)  # because one question makes each once, and comparing cards is slow
class Candidate:
    """One sentence that an answer may say."""

    passage_id: str
    at: int  # of the sentence in its passage, 0-based
    text: str
    role: Role
    card: StudyCard
    similarity: float  # cosine with the question, −1..1
    fit: float  # how well it answers the question, −1..1; 0 where nothing was read
    topics: frozenset[str]
    names: frozenset[str]
    stems: frozenset[str]  # of the question's own words, those that stand here
    figures: frozenset[str]
    has_the_words: bool  # most of the question's own words that are rare in the evidence
    score: float

    @property
    def binding(self) -> Binding:
        return Binding(passage_id=self.passage_id, sentence=self.at)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is read in a sentence whatever is asked."""

    stems: str  # with a space on each side of each: a tenth of the memory of a set of them
    topics: frozenset[str]
    regions: frozenset[str]
    figures: frozenset[str]

    def having(self, stems: frozenset[str]) -> frozenset[str]:
        """Return which of these stems stand in the sentence."""
        return frozenset([stem for stem in stems if f" {stem} " in self.stems])


def candidates_of(evidence: Evidence, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Return every prose sentence of the evidence, best first."""
    query = evidence.query
    cards = {card.id: card for card in evidence.cards}
    stems = frozenset(_stems(" ".join(query.terms)))
    figures = asked_figures(query)
    asked = {*query.topics, *asked_names(query)}
    regions = regions_in(query.question)
    of_people = asks_of_people(query)
    of_numbers = asks_for_numbers(query)
    of_reasons = _ASKS_WHY.search(query.question) is not None
    score_told = own_score(query)
    roles = _ROLES_FOR[query.facet]
    if _RULED_BY_AGE_OR_ORGAN & set(query.topics):
        roles = (*roles, Role.REGULATORY)
    told = {passage.passage_id: _told_in(passage, stems) for passage in (each.passage for each in evidence.ranked)}
    every = [own for sentences in told.values() for _, own in sentences]
    counts = {stem: sum(stem in own for own in every) for stem in stems}
    rarity = _rarity(len(every), counts)
    telling = _rare(len(every), counts)
    certainty = {source_id: rate(card).certainty.rank for source_id, card in cards.items()}
    found: list[Candidate] = []
    for ranked in evidence.ranked:
        passage = ranked.passage
        if passage.header:
            continue
        card = cards[passage.source_id]
        fits = passage.role in roles
        is_limit = passage.role is Role.LIMITS and query.facet in _TOLD
        of_study = of_people and card.kind not in RULES
        read_fits = ranked.fit or (0.0,) * len(passage.sentences)
        both = zip(told[passage.passage_id], passage.sentences, ranked.similarity, read_fits, strict=True)
        for at, ((read, own), sentence, similarity, fit) in enumerate(both):
            if score_told is not None and not fits_score(sentence.text, score_told):
                continue
            names = lexicon.names_in_evidence(sentence.text)
            covered = len(asked & (read.topics | names)) / len(asked) if asked else 0.0
            shared = sum(rarity[stem] for stem in own)
            score = similarity + _TOPIC_WEIGHT * covered + _TERM_WEIGHT * shared + _ROLE_WEIGHT * fits
            score += _FIGURE_WEIGHT * bool(figures and figures <= read.figures)
            score += _CERTAINTY_WEIGHT * certainty[card.id]
            score += _PEOPLE_WEIGHT * of_study
            score += _NUMBERS_WEIGHT * (of_numbers and bool(read.figures))
            score += _WHY_WEIGHT * (of_reasons and _REASON.search(sentence.text) is not None)
            score += _LIMITS_WEIGHT * is_limit
            score += _REGION_WEIGHT * bool(regions & read.regions)
            score += _FIGURE_WEIGHT * (score_told is not None and tells_bands(sentence.text))
            found.append(
                Candidate(
                    passage_id=passage.passage_id,
                    at=at,
                    text=sentence.text,
                    role=passage.role,
                    card=card,
                    similarity=similarity,
                    fit=fit,
                    topics=read.topics,
                    names=names,
                    stems=own,
                    figures=read.figures,
                    has_the_words=bool(telling) and len(telling & own) >= _MOST_WORDS * len(telling),
                    score=score,
                )
            )
    return tuple(sorted(found, key=lambda candidate: -candidate.score))


def asks_of_people(query: Query) -> bool:
    """Say whether a question is about what happened to the people of a study, not about a treatment in general."""
    return _OF_PEOPLE.search(query.question) is not None


def _rarity(sentences: int, counts: dict[str, int]) -> dict[str, float]:
    """Return how much each of the question's words weighs, in all 1: the rarer in the evidence, the more.

    A word that stands nowhere weighs nothing: no sentence is better for it.
    """
    weights = {stem: math.log(1 + sentences / count) for stem, count in counts.items() if count}
    total = sum(weights.values())
    return {stem: weight / total for stem, weight in weights.items()}


def _rare(sentences: int, counts: dict[str, int]) -> frozenset[str]:
    """Return those of the question's words that stand in few sentences of the evidence, and in at least one."""
    return frozenset(stem for stem, count in counts.items() if 0 < count <= max(_FEW, _FEW_SHARE * sentences))


def _told_in(passage: Passage, stems: frozenset[str]) -> list[tuple[_Told, frozenset[str]]]:
    """Return what each sentence tells, and which of the question's words stand in it."""
    told = [_told(sentence.text) for sentence in passage.sentences]
    return [(each, each.having(stems)) for each in told]


_OF_EFFECTS = {Facet.EFFICACY, Facet.SAFETY, Facet.COMPARISON}
UNTREATED = "untreated"
_STOPS_WHAT_FAILS = re.compile(r"\bstop(?:ped|ping)?\b.{0,60}\b(?:unless|if)\b", re.IGNORECASE)
_FAILS_OR_ASKS_A_RULE = re.compile(
    r"\b(?:not|n'?t|no|nothing|never|hardly|barely|isnt|doesnt|didnt|useless|waste|worse|same|fail\w*"
    r"|rules?|guid\w+|nice|nhs|label|leaflet|hong kong|when|how long|check(?:ed|s)?|reasons?|\d+ weeks?)\b|n't\b",
    re.IGNORECASE,
)
_OUTCOMES = frozenset({"regrowth", "clear_skin", "clearance"})


def asked_topics(query: Query) -> tuple[str, ...]:
    """Return the topics that an answer has to cover; none where it is to say what a step of a score means."""
    if "definition" in query.topics and names_a_step(query):
        return ()
    own = {OUTCOME_OF[name] for name in query.conditions if name in OUTCOME_OF}
    if "stopping" in query.topics:  # "will it fall out again?": what the treatment did before is not asked
        own |= _OUTCOMES
    if query.facet in _OF_EFFECTS:  # "serious harms against placebo" asks for the harms
        own |= {"comparison_group"}
    return tuple(each for each in query.topics if each not in own and each != "forum" and not topics()[each].soft)


def asked_names(query: Query) -> tuple[str, ...]:
    """Return the names that a sentence has to mention: effects asked about, and names from elsewhere."""
    effects = query.conditions if query.asks_cause or query.facet is Facet.APPROVAL else ()
    return (*effects, *query.other_drugs, *query.other_conditions)


def leads_for(
    wanted: Sequence[str],
    candidates: Sequence[Candidate],
    lexicon: Lexicon,
    *,
    of_people: bool = False,
    of_rates: bool = False,
    of_benefit: bool = False,
) -> list[Candidate]:
    """Return the fewest best sentences that touch every wanted topic or name, and their near equals.

    A sentence of another article that says nearly as well what the best one says is shown beside it: one source
    must not hide what another found, least of all of a benefit. What happened to people is answered from studies,
    where one tells it, and how often from what tells a rate. That a source is silent leads where nothing else does.
    """
    chosen: list[Candidate] = []
    if UNTREATED not in wanted:  # "how many got their hair back?": on the treatment, and not on placebo
        candidates = [each for each in candidates if UNTREATED not in each.topics] or candidates
    margin = _GOOD_ENOUGH_ON_BENEFIT if of_benefit else _NEARLY_AS_GOOD
    for want in wanted:
        fitting = [each for each in candidates if touches(each, want, lexicon)]
        if of_rates and want not in WHOM:
            fitting = [each for each in fitting if tells_rate(each.text)] or fitting
        if of_people:
            fitting = [each for each in fitting if each.card.kind not in RULES] or fitting
            fitting = [each for each in fitting if chosen and each.card.id == chosen[0].card.id] or fitting
        if not fitting or len(chosen) >= _MOST_LEADS:
            continue
        best = next((each for each in fitting if not tells_nothing(each)), fitting[0])
        # That a letter says nothing of breastfeeding never stands before "do not breastfeed", unless it is asked about.
        if (fitting[0].stems or want not in OF_A_BABY) and best.score < fitting[0].score - _NEARLY_AS_GOOD:
            best = fitting[0]
        if best in chosen:
            continue
        chosen.append(best)
        others = {each.card.id for each in chosen}
        for rival in fitting:
            aside = tells_nothing(rival) and not tells_nothing(best)
            if rival.card.id not in others and not aside and rival.score >= best.score - margin:
                others.add(rival.card.id)
                chosen.append(rival)
    return chosen[:_MOST_LEADS]


def tells_nothing(candidate: Candidate) -> bool:
    """Say whether a sentence only tells that its source is silent."""
    return candidate.role is Role.LIMITS or tells_silence(candidate.text)


def tells_when_to_stop_what_fails(text: str) -> bool:
    """Say whether a sentence is a rule to stop what does not help: it would push whom it helps to stop."""
    return _STOPS_WHAT_FAILS.search(text) is not None


def asks_when_to_stop_what_fails(question: str) -> bool:
    return _FAILS_OR_ASKS_A_RULE.search(question) is not None


def tells_silence(text: str) -> bool:
    """Say whether a sentence tells that its source does not tell something."""
    return _SILENT.search(text) is not None


def touches(candidate: Candidate, wanted: str, lexicon: Lexicon) -> bool:
    """Say whether a sentence is about a wanted topic id or name."""
    if wanted in topics():
        return wanted in candidate.topics
    written = rf"\b{re.escape(wanted)}\b"  # "HIV" is not in "hives"
    return lexicon.covers(wanted, candidate.names) or re.search(written, candidate.text, re.IGNORECASE) is not None


@lru_cache(maxsize=KEPT_SENTENCES)
def _told(sentence: str) -> _Told:
    return _Told(
        stems=f" {' '.join(sorted(set(_stems(sentence))))} ",
        topics=frozenset(topics_in(sentence)),
        regions=regions_in(sentence),
        figures=frozenset(FIGURE.findall(sentence)),
    )


def _stems(text: str) -> list[str]:
    return list(_STEMMER.stemWords([word.casefold() for word in _WORD.findall(text)]))
