"""Whether a draft answers its question, by a net that reads a question and a sentence at once.

The rules and the reader bring what is near. Where what leads answers something else, the sentence that answers leads;
where none does, the answer says so first, or there is none. Thresholds: docs/models/answering.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot import wordings
from bot.brief.fitting import OF_FINDINGS, is_silent, is_whole_picture, may_answer
from bot.brief.left_open import ranking_note
from bot.brief.material import Material
from bot.brief.selection import RULES, Candidate, asked_topics
from bot.encoders.small_nets import is_common_word
from bot.protocols import AnswerCheck
from bot.questions.asked_figures import asks_who_did_not, tells_who_did_not
from bot.questions.topics import OF_THE_PERSON
from bot.types import Draft, Facet, Part, Query, Role, SourceKind, StudyCard

_MOST_READ = 8  # sentences that fit best, beside the one that leads; 15 cost twice as much for little
# What a cosine of the reader is worth in log-odds: in whether a sentence answers, and in which answers best.
_OF_A_FIT = 10.0
_OF_A_FIT_AMONG_OTHERS = 25.0
_NOTHING_BELOW = 0.6
_DOUBTFUL_BELOW = 2.0
_SURE_FROM = 3.0
_BY_FAR = 6.0  # among others
_BY_FAR_OF_SILENCE = 10.0  # where it says that a source cannot tell, and what leads tells something
# Silence on a harm is no reassurance, and none on an approval a refusal: what is near stands, whatever was asked.
_NEAR_AT_LEAST = {Facet.SAFETY, Facet.APPROVAL}


@dataclass(frozen=True)
class Weights:
    """How surely each sentence answers a question, by its text: by itself, and to set it among others."""

    alone: Mapping[str, float]
    among_others: Mapping[str, float]

    @property
    def best(self) -> float:
        return max(self.alone.values())


def is_told_whole(draft: Draft, material: Material, named: Sequence[StudyCard]) -> bool:
    """Say whether a draft stands as it is: it has nothing, says what is missing, shows rows, or the whole picture."""
    query = material.query
    prose = {each.text for each in material.candidates}
    of_rows = any(each.part is Part.DIRECT and each.text not in prose for each in draft.claims)
    is_said = draft.uncompared is not None or draft.first is not None or ranking_note(query, material.lexicon)
    # "Tried methotrexate, would Dupixent work?": what it does is the answer, whatever else is told.
    on_benefit = query.facet is Facet.EFFICACY and not query.topics and all(map(is_common_word, query.terms))
    told = of_rows or bool(is_said) or tells_the_unhelped(draft, query)
    return not draft.claims or told or is_whole_picture(query, named) or on_benefit


def tells_the_unhelped(draft: Draft, query: Query) -> bool:
    """Say whether a draft leads with the share of people whom a treatment did not help, where that is asked."""
    return asks_who_did_not(query) and any(tells_who_did_not(text) for text in _leading(draft)[:1])


def weigh(draft: Draft, material: Material, check: AnswerCheck) -> Weights:
    """Return how surely the sentence that leads a draft and those that fit best answer the question.

    Raises:
        ModelError: the net that reads cannot be loaded.
    """
    query = material.query
    fits = {each.text: each.fit for each in material.candidates}
    nearest = sorted(fits, key=lambda text: -fits[text])[:_MOST_READ]
    texts = list(dict.fromkeys([*_leading(draft)[:1], *nearest]))
    askings = [query.normalised, f"{query.before} {query.normalised}"] if query.before else [query.normalised]
    read = [check.answers(asked, texts) for asked in askings]
    odds = {text: max(float(each[at]) for each in read) for at, text in enumerate(texts)}
    return Weights(
        alone={text: odds[text] + _OF_A_FIT * fits[text] for text in texts},
        among_others={text: odds[text] + _OF_A_FIT_AMONG_OTHERS * fits[text] for text in texts},
    )


def what_answers(draft: Draft, material: Material, weights: Weights, named: Collection[StudyCard]) -> Candidate | None:
    """Return the sentence, of the sources `named` if there are any, that answers far more surely than what leads."""
    leading = _leading(draft)[:1]
    ids = {card.id for card in named}
    allowed = [
        each
        for each in material.candidates
        if each.text in weights.alone and (not ids or each.card.id in ids) and may_answer(each, material)
    ]
    best = max(allowed, key=lambda each: weights.among_others[each.text], default=None)
    if best is None or not leading or weights.alone[best.text] < _SURE_FROM:
        return None
    tells = {each.text for each in material.candidates if not is_silent(each)}
    silences = leading[0] in tells and best.text not in tells
    if silences and material.query.facet in OF_FINDINGS:
        return None
    margin = _BY_FAR_OF_SILENCE if silences else _BY_FAR
    by_far = weights.among_others[best.text] >= weights.among_others[leading[0]] + margin
    return best if by_far else None


def without_what_answers_nothing(
    draft: Draft, material: Material, weights: Weights, named: Collection[StudyCard]
) -> Draft:
    """Return a draft as it is if it answers; one that says first that it may not; or one that claims nothing.

    What leads and is on all topics of the question has the rules for it: that takes more than a doubt. Of a study that
    a question names, what is near stands.
    """
    query = material.query
    leading = [each for each in material.candidates if each.text in _leading(draft)[:1]]
    asked = asked_topics(query)
    on_it = bool(asked) and all(any(material.touches(each, [want]) for each in leading) for want in asked)
    if weights.best >= (_NOTHING_BELOW if on_it else _DOUBTFUL_BELOW):
        return draft
    if query.other_drugs and any(_names_all(each, query.other_drugs, material) for each in leading):
        return draft  # what a source says of the very medicine that is taken beside it
    # What labels say of who is old, ill or pregnant stands before a draft; what they say of vaccines or wine is one.
    ruled = OF_THE_PERSON & set(query.topics) or any(_rules_on(each, material) for each in leading)
    if weights.best < _NOTHING_BELOW and query.facet not in _NEAR_AT_LEAST and not named and not ruled:
        return draft.model_copy(update={"claims": ()})
    return draft.model_copy(update={"first": wordings.MAY_NOT_ANSWER})


def _names_all(candidate: Candidate, drugs: Collection[str], material: Material) -> bool:
    return all(material.touches(candidate, [drug]) for drug in drugs)


def _rules_on(candidate: Candidate, material: Material) -> bool:
    """Say whether a sentence is a rule or a warning on a topic or another medicine that was asked about."""
    asked = [*asked_topics(material.query), *material.query.other_drugs]
    is_rule = candidate.role is not Role.LIMITS and candidate.card.kind in {*RULES, SourceKind.REVIEW}
    return is_rule and material.touches(candidate, asked)


def _leading(draft: Draft) -> list[str]:
    return [each.text for each in draft.claims if each.part is Part.DIRECT]
