"""What the reader finds to answer a question, put where it belongs in what the rules chose.

The rules know names, topics and wordings; the reader knows how people ask. Where it is sure of a sentence, that one
leads; what it finds beside the point no longer does. It chooses among the sentences that the rules let answer at all:
on a harm never a benefit, on two medicines only what compares them. Thresholds: docs/models/reader.md.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from bot.brief.comparing import asks_which_harms
from bot.brief.harm import speaks_of_harm
from bot.brief.material import Material
from bot.brief.selection import UNTREATED, WHOM, Candidate, asked_names, asked_topics, tells_nothing
from bot.brief.surroundings import claim
from bot.evidence import RULES_ON_USE
from bot.questions.approvals import speaks_of_approval
from bot.questions.asked_figures import asks_for_shares, tells_rate
from bot.questions.topics import OF_A_BABY, OF_THE_PERSON, is_harm_topic
from bot.types import Draft, Facet, Part, Query, Role, Strength, StudyCard

SURE = 0.36
_SURE_WHATEVER = 0.5  # though no topic of the question stands in it
_SURE_OF_A_BENEFIT = 0.55  # where a benefit is not what the rules read in the question
_CLEARLY_BETTER = 0.07  # than what the rules let lead
_FAR_BETTER = 0.22
_NEARLY_AS_GOOD = 0.12  # what tells something, below that a source is silent
_AS_GOOD_ON_BENEFIT = 0.2  # the same where a benefit is asked for
_AS_GOOD = 0.06  # of the fit: a second sentence that leads beside the best
_NOT_AT_ALL = 0.25  # what the rules let lead, and the reader finds to answer something else
_NO_BENEFIT = 0.35  # the same of a benefit, where something else is the answer
_CERTAIN = 0.6
_MOST = 2
# Of these, what one source cannot tell leads nothing that another found.
OF_FINDINGS = {Facet.APPROVAL, Facet.COMPARISON, Facet.EFFICACY}


def fitting(material: Material, named: Sequence[StudyCard]) -> list[Candidate]:
    """Return the sentences of which the reader is sure, best first, as far as they may answer the question."""
    ids = {card.id for card in named}
    allowed = [
        each
        for each in material.candidates
        if each.fit >= SURE and (not ids or each.card.id in ids) and may_answer(each, material)
    ]
    best = max((each.fit for each in allowed), default=0.0)
    near = sorted((each for each in allowed if each.fit >= best - _AS_GOOD), key=lambda each: -each.fit)
    margin = _AS_GOOD_ON_BENEFIT if material.query.facet is Facet.EFFICACY else _NEARLY_AS_GOOD
    telling = [each for each in allowed if not is_silent(each) and each.fit >= best - margin]
    if telling and any(is_silent(each) for each in near):  # that a source is silent leads where nothing else tells it
        near = sorted(telling, key=lambda each: -each.fit)
    return near[:_MOST]


def sure_of(material: Material) -> list[Candidate]:
    """Return the sentences of which the reader is sure and that tell no benefit: what may stand beside declining."""
    return [each for each in fitting(material, ()) if not material.names_benefit(each)]


def is_clearly_better(draft: Draft, fits: Sequence[Candidate], material: Material) -> bool:
    """Say whether the reader's sentence answers more surely than the best of what the rules let lead first.

    Unless it is far better, a sentence on less of what was asked does not displace one on more, nor that a source is
    silent what tells something. Where the dangers of a medicine are asked in general, nothing displaces them.
    """
    by_text = {each.text: each for each in material.candidates}
    firsts = [by_text[each.text] for each in draft.claims if each.part is Part.DIRECT and each.text in by_text][:1]
    if not firsts:
        return not any(each.part is Part.DIRECT for each in draft.claims)  # rows of a table are exact
    first, best = firsts[0], fits[0]
    asked = asked_topics(material.query)
    of_medicines = bool(material.query.drugs) or not material.query.conditions
    of_harms = material.query.facet is Facet.SAFETY
    behind = best.text in {each.text for each in draft.claims[:2]}
    if of_harms and behind and first.card.design in RULES_ON_USE:  # behind a warning is where it belongs
        return False
    in_general = of_harms and not asked and of_medicines and not material.query.asks_cause
    if in_general or best.fit < first.fit + _CLEARLY_BETTER:
        return False
    if is_silent(best) and not is_silent(first):
        return first.fit < _NOT_AT_ALL or (best.fit >= _CERTAIN and material.query.facet not in OF_FINDINGS)
    if best.fit >= first.fit + _FAR_BETTER:
        return True
    return sum(material.touches(best, [want]) for want in asked) >= sum(
        material.touches(first, [want]) for want in asked
    )


def led_by(
    draft: Draft, fits: Sequence[Candidate], material: Material, kept: frozenset[str], first: frozenset[str]
) -> Draft:
    """Return a draft with these sentences leading, and without what leads it beside the point.

    `kept` stays whatever the reader finds, and `first` stands before.
    """
    fit_of = {each.text: each.fit for each in material.candidates}
    benefits = {each.text for each in material.candidates if material.names_benefit(each)}
    shown = {each.text for each in fits}
    on_benefit = bool(shown & benefits) or material.query.facet is Facet.EFFICACY
    leads = [claim(each, Part.DIRECT) for each in fits]
    rest = [
        each
        for each in draft.claims
        if each.text not in shown
        and (
            each.part is not Part.DIRECT
            or each.text in kept
            or fit_of.get(each.text, 1.0) >= (_NOT_AT_ALL if on_benefit or each.text not in benefits else _NO_BENEFIT)
        )
    ]
    warnings = list(itertools.takewhile(lambda each: each.text in first, rest))
    asked = asked_topics(material.query)
    told = fits[0].fit >= _CERTAIN or all(any(material.touches(each, [want]) for each in fits) for want in asked)
    uncovered = () if told else draft.uncovered
    return draft.model_copy(update={"claims": (*warnings, *leads, *rest[len(warnings) :]), "uncovered": uncovered})


def is_certain_of(fits: Sequence[Candidate]) -> bool:
    return fits[0].fit >= _CERTAIN


def is_certain(draft: Draft, material: Material) -> bool:
    """Say whether what leads a draft answers the question beyond doubt."""
    fit_of = {each.text: each.fit for each in material.candidates}
    return bool(draft.claims) and fit_of.get(draft.claims[0].text, 0.0) >= _CERTAIN


def is_whole_picture(query: Query, named: Sequence[StudyCard]) -> bool:
    """Say whether a question is on benefit or harm in general: the surest evidence leads, not the likeliest words.

    The words by which it names a study, "what did it do in Heads Up?", are no more than that.
    """
    names = {word.casefold() for card in named for name in card.known_as for word in name.split()}
    terms = [term for term in query.terms if term.casefold() not in names]
    general = query.facet in {Facet.EFFICACY, Facet.SAFETY, Facet.GENERAL} and not terms
    on_benefit = query.facet is Facet.EFFICACY and query.topics == ("quality",)  # "how sure is it that it works?"
    return general and (not query.topics or on_benefit) and bool(query.drugs or query.conditions)


def names_what_is_missing(query: Query, fits: Sequence[Candidate], material: Material) -> bool:
    """Say whether a question names a treatment or an illness from elsewhere that these sentences do not touch."""
    return any(not material.touches(each, [name]) for name in asked_names(query) for each in fits)


def without_other_benefits(draft: Draft, fits: Sequence[Candidate], material: Material) -> Draft:
    """Return a draft without benefits that the reader did not find: who was not understood is told of none."""
    benefits = {each.text for each in material.candidates if material.names_benefit(each)} - {e.text for e in fits}
    return draft.model_copy(update={"claims": tuple(each for each in draft.claims if each.text not in benefits)})


def is_on_what_was_asked(fits: Sequence[Candidate], material: Material) -> bool:
    """Say whether a sentence touches a topic and a word of the question, if it has any, or is sure to answer it."""
    asked = asked_topics(material.query)
    if fits[0].fit >= _SURE_WHATEVER:
        return True
    words = not material.query.terms or any(each.stems for each in fits)  # "ginseng" stands in none
    return words and (not asked or any(material.touches(each, asked) for each in fits))


def is_silent(candidate: Candidate) -> bool:
    return candidate.role is Role.LIMITS or tells_nothing(candidate)


def is_on_harm(candidate: Candidate) -> bool:
    """Say whether a sentence tells of harm at all: what a placebo did is no downside of a medicine."""
    harms = (is_harm_topic(topic) for topic in candidate.topics)
    return candidate.role in {Role.HARMS, Role.REGULATORY} or speaks_of_harm(candidate.text) or any(harms)


def may_answer(candidate: Candidate, material: Material) -> bool:
    """Say whether the rules let a sentence answer at all: on a harm never a benefit, on two medicines what compares."""
    query = material.query
    if query.drugs and candidate.card.drugs and not material.is_on_asked_drug(candidate.card):
        return False
    of_placebo = UNTREATED in candidate.topics and tells_rate(candidate.text)
    if query.drugs and of_placebo and UNTREATED not in query.topics:  # answers nothing on the treatment
        return False
    harms = [topic for topic in asked_topics(query) if is_harm_topic(topic)]
    harms = [topic for topic in harms if topic not in WHOM] or harms  # of a toddler's vaccine, what tells of vaccines
    if query.facet is Facet.APPROVAL:  # for whom is in the approval, or it is for all
        harms = [topic for topic in harms if topic in OF_A_BABY | {"fertility"}]
    if candidate.fit >= _CERTAIN:  # "why has a cream that warning?": "although it is put on the skin" names no basis
        harms = [topic for topic in harms if topic != "warning_basis"]
    elif "warning_basis" in query.topics and not material.touches(candidate, ["warning_basis"]):
        return False  # what it rests on corrects a belief; what it warns of does not
    if harms and not material.touches(candidate, harms):  # what holds in breastfeeding answers nothing on pregnancy
        return False
    if query.facet is Facet.SAFETY and not asked_topics(query) and not is_on_harm(candidate):
        return False
    if query.facet is Facet.SAFETY:  # that nobody knows whether it helps or harms is no benefit
        return not material.names_benefit(candidate) or material.read(candidate.text).strength <= Strength.UNCERTAIN
    only_a_dose = "dose" in candidate.topics and not tells_rate(candidate.text)
    if query.facet is Facet.EFFICACY and asks_for_shares(query) and only_a_dose:
        return material.names_benefit(candidate)
    if query.facet is Facet.EFFICACY and not harms and candidate.fit < _CERTAIN:
        # When acne began, birth control, and when to stop are no answer on how many it helps.
        if candidate.role is Role.HARMS and not material.names_benefit(candidate):
            return False
        is_rule = candidate.card.design in RULES_ON_USE and not material.names_benefit(candidate)
        if is_rule and asks_for_shares(query):
            return False
    if query.facet is Facet.COMPARISON:
        several = len(candidate.names & {name for card in material.evidence.cards for name in card.drugs}) > 1
        if asks_which_harms(query) and material.names_benefit(candidate):
            return False
        return material.compares(candidate) if query.drugs else several
    if query.facet is Facet.APPROVAL:
        return candidate.role is Role.REGULATORY or speaks_of_approval(candidate.text)
    if OF_THE_PERSON & set(query.topics):
        return not material.names_benefit(candidate)
    asked_for = query.facet in {Facet.EFFICACY, Facet.STUDY} or candidate.fit >= _SURE_OF_A_BENEFIT
    return asked_for or not material.names_benefit(candidate)
