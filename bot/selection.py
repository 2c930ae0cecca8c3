"""Scores the sentences of the evidence against a query; chooses those that cover what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from bot.lexicon import Lexicon
from bot.topics import topics, topics_in
from bot.types import Binding, Evidence, Facet, Query, Role, StudyCard

# Weights beside the cosine of the sentence (about 0.2 to 0.8 here). Chosen on the development questions; a
# sentence on the topic that was asked should beat one that merely sounds alike.
_TOPIC_WEIGHT = 0.30
_TERM_WEIGHT = 0.20
_ROLE_WEIGHT = 0.08
_FIGURE_WEIGHT = 0.25
# A second article's sentence stands beside the best one if it comes this near to it.
_NEARLY_AS_GOOD = 0.12
_MOST_LEADS = 4
_WORD = re.compile(r"[^\W_]+")
_FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)")
_ASKED_FIGURE = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)(?= ?(?:%|percent\b|per cent\b|mg\b))|\b(?:PPPASI|EASI|PGA|DLQI)[- ]?(\d+(?:\.\d+)?)",
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that an answer may say."""

    binding: Binding
    text: str
    role: Role
    card: StudyCard
    similarity: float  # cosine with the question, −1..1
    topics: frozenset[str]
    names: frozenset[str]
    stems: frozenset[str]
    figures: frozenset[str]
    score: float


def candidates_of(evidence: Evidence, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Return every prose sentence of the evidence, best first."""
    query = evidence.query
    stems = frozenset(_stems(" ".join(query.terms)))
    figures = asked_figures(query)
    asked = {*query.topics, *asked_names(query)}
    found: list[Candidate] = []
    for ranked in evidence.ranked:
        passage = ranked.passage
        if passage.header:
            continue
        for at, (sentence, similarity) in enumerate(zip(passage.sentences, ranked.similarity, strict=True)):
            touched = _sentence_topics(sentence.text)
            names = lexicon.names_in_evidence(sentence.text)
            covered = len(asked & (touched | names)) / len(asked) if asked else 0.0
            shared = len(stems & _sentence_stems(sentence.text)) / len(stems) if stems else 0.0
            fits = passage.role in _ROLES_FOR[query.facet]
            shown = frozenset(_FIGURE.findall(sentence.text))
            score = similarity + _TOPIC_WEIGHT * covered + _TERM_WEIGHT * shared + _ROLE_WEIGHT * fits
            found.append(
                Candidate(
                    binding=Binding(passage_id=passage.passage_id, sentence=at),
                    text=sentence.text,
                    role=passage.role,
                    card=evidence.card(passage.source_id),
                    similarity=similarity,
                    topics=touched,
                    names=names,
                    stems=_sentence_stems(sentence.text),
                    figures=shown,
                    score=score + _FIGURE_WEIGHT * bool(figures and figures <= shown),
                )
            )
    return tuple(sorted(found, key=lambda candidate: -candidate.score))


def asked_figures(query: Query) -> frozenset[str]:
    """Return the figures that a question asks to find again: a share, a dose or a step of a score.

    A person's age or weight is no figure of a study, "100%" is more often an emphasis than a share, and a question
    about safety asks for no figure.
    """
    if query.facet is Facet.SAFETY:
        return frozenset()
    return frozenset(a or b for a, b in _ASKED_FIGURE.findall(query.question)) - {"100"}


def shares_a_term(candidate: Candidate, query: Query) -> bool:
    """Say whether a sentence has one of the question's own content words."""
    return bool(candidate.stems & frozenset(_stems(" ".join(query.terms))))


def asked_topics(query: Query) -> tuple[str, ...]:
    """Return the topics that an answer has to cover."""
    return tuple(topic for topic in query.topics if topic != "forum" and not topics()[topic].soft)


def asked_names(query: Query) -> tuple[str, ...]:
    """Return the names that a sentence has to mention: effects asked about, and names from elsewhere."""
    effects = query.conditions if query.asks_cause or query.facet is Facet.APPROVAL else ()
    return (*effects, *query.other_drugs, *query.other_conditions)


def leads_for(wanted: Sequence[str], candidates: Sequence[Candidate], lexicon: Lexicon) -> list[Candidate]:
    """Return the fewest best sentences that touch every wanted topic or name, and their near equals.

    A sentence of another article that says nearly as well what the best one says is shown beside it: one source
    must not hide what another found.
    """
    chosen: list[Candidate] = []
    open_wants = list(wanted)
    while open_wants and len(chosen) < _MOST_LEADS:
        fitting = [each for each in candidates if each not in chosen and touches(each, open_wants[0], lexicon)]
        if not fitting:
            open_wants.pop(0)
            continue
        best = fitting[0]
        chosen.append(best)
        others = {each.card.id for each in chosen}
        for rival in fitting[1:]:
            if rival.card.id not in others and rival.score >= best.score - _NEARLY_AS_GOOD:
                others.add(rival.card.id)
                chosen.append(rival)
        open_wants = [want for want in open_wants if not any(touches(c, want, lexicon) for c in chosen)]
    return chosen[:_MOST_LEADS]


def touches(candidate: Candidate, wanted: str, lexicon: Lexicon) -> bool:
    """Say whether a sentence is about a wanted topic id or name."""
    if wanted in topics():
        return wanted in candidate.topics
    return lexicon.covers(wanted, candidate.names) or wanted.casefold() in candidate.text.casefold()


@lru_cache(maxsize=8192)
def _sentence_topics(sentence: str) -> frozenset[str]:
    return frozenset(topics_in(sentence))


@lru_cache(maxsize=8192)
def _sentence_stems(sentence: str) -> frozenset[str]:
    return frozenset(_stems(sentence))


def _stems(text: str) -> list[str]:
    return list(_STEMMER.stemWords([word.casefold() for word in _WORD.findall(text)]))
