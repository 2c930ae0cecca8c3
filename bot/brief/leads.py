"""Which sentences lead an answer to something particular: those on what was asked, and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.brief.material import Material
from bot.brief.selection import RULES, UNTREATED, WHOM, Candidate, asks_of_people, leads_for
from bot.brief.surroundings import DEFINES, first_per_source
from bot.questions.approvals import speaks_of_approval
from bot.questions.asked_figures import asks_for_numbers, asks_for_shares
from bot.questions.topics import is_harm_topic, topics
from bot.text.regions import regions_in
from bot.types import Facet, Query, Role, Strength, StudyCard

MOST_BESIDE = 2
_NEAR = 0.22  # of the score; chosen on the development questions
_MOST_EXACT = 2
_ASKS_FOR_FINDINGS = re.compile(
    r"\b(?:f(?:ind|ound)|findings?|show(?:s|ed|n)?|conclu\w+|results?|say|said|about|tell me)\b"
    r"|\b(?:what|how) did \w+ do\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer has to cover, and which sentences can."""

    material: Material
    named: Sequence[StudyCard]  # the sources that the question points at
    tellers: Sequence[Candidate]  # the sentences that may answer it, best first
    wanted: Sequence[str]  # topics and names
    covered: Sequence[str]  # those of them that a teller touches
    uncovered: tuple[str, ...]  # the others, as an answer names them
    untold: Sequence[str]  # treatments from elsewhere that nothing here tells of
    compared: bool  # two treatments
    exact: Sequence[Candidate]  # sentences with the question's own rare words
    for_findings: bool  # "what did it find?"

    def leads(self) -> list[Candidate]:
        """Return the sentences on what was asked: for two drugs those on both, where there are any."""
        material, query = self.material, self.material.query
        both = [each for each in self.tellers if self.compared and material.compares(each)]
        told = leads_for(self.covered, both, material.lexicon)
        return told or leads_for(
            self.covered,
            self.tellers,
            material.lexicon,
            of_people=asks_of_people(query),
            of_rates=asks_for_numbers(query) if query.facet is Facet.SAFETY else _of_shares(query),
            of_benefit=query.facet is Facet.EFFICACY,
        )


def _of_shares(query: Query) -> bool:
    return query.facet in {Facet.EFFICACY, Facet.GENERAL} and asks_for_shares(query)


def asked_of(material: Material, named: Sequence[StudyCard]) -> Asked:
    query = material.query
    wanted = material.wanted()
    # A question on a named study is answered from that study, not from the label that comes along.
    on_named = {card.id for card in named}
    own = material.of(each for each in material.candidates if each.card.id in on_named)
    tellers = _tellers(own, wanted) or _tellers(material, wanted)
    on_drugs = [each for each in tellers if each.card.drugs]  # a glossary tells of no drug that was asked about
    if query.drugs and "definition" not in query.topics and any(material.touches(each, wanted) for each in on_drugs):
        tellers = on_drugs
    found = [want for want in wanted if any(material.touches(each, [want]) for each in tellers)]
    covered = found if query.facet is Facet.DOSE else _without_whom(found)
    with_what = [drug for drug in query.other_drugs if query.drugs and drug in covered]
    compared = query.facet is Facet.COMPARISON and len({*query.drugs, *query.other_drugs}) > 1
    worded = [each for each in material.candidates if each.has_the_words and (each.card.drugs or not query.drugs)]
    worded = [each for each in worded if material.touches(each, query.drugs)] or worded
    if UNTREATED not in wanted:
        worded = [each for each in worded if UNTREATED not in each.topics]
    if compared:
        worded = [each for each in worded if len({*query.drugs, *query.other_drugs} & each.names) > 1]
    return Asked(
        material=material,
        named=named,
        tellers=tellers,
        wanted=wanted,
        covered=with_what or covered,  # what an interaction is with decides; why it is taken does not
        uncovered=tuple(dict.fromkeys(_label(material, want) for want in wanted if want not in found)),
        untold=[drug for drug in query.other_drugs if drug not in found],
        compared=compared,
        exact=nearest(worded, most=_MOST_EXACT),
        for_findings=_ASKS_FOR_FINDINGS.search(query.question) is not None,
    )


def _is_of_a_harm(candidate: Candidate, material: Material) -> bool:
    """Say whether a sentence tells of a harm that nobody asked about: shingles over two years is no lasting benefit."""
    harms = {topic for topic in candidate.topics if is_harm_topic(topic) and topic not in WHOM}
    asked = harms & set(material.wanted()) or material.touches(candidate, material.query.other_drugs)
    return bool(harms) and not asked and not material.names_benefit(candidate)


def _tellers(material: Material, wanted: Sequence[str]) -> list[Candidate]:
    """Return the sentences that may answer: who was left out of a study, and a benefit, are no answer on a harm."""
    if material.query.facet is Facet.EFFICACY:  # an approval, or what a score counts, tells nobody whether it works
        explains = "definition" in material.query.topics
        found = [each for each in material.candidates if explains or not DEFINES.search(each.text)]
        found = [each for each in found if not _is_of_a_harm(each, material)]
        telling = [each for each in found if not speaks_of_approval(each.text)]
        return telling if any(material.touches(each, wanted) for each in telling) else found
    if material.query.facet is Facet.DOSE and "children" in wanted:  # an adult's dose is no answer on a child's
        return [each for each in material.candidates if material.touches(each, ["children"])] or list(
            material.candidates
        )
    if material.query.facet is not Facet.SAFETY:
        return list(material.candidates)
    tellers = [each for each in material.candidates if each.role is not Role.STUDIED]
    harmful = [each for each in tellers if material.touches(each, wanted) and not material.names_benefit(each)]
    return harmful or tellers


def in_its_region(query: Query, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the sentences without other regions' rules, where the region that is asked about has its own.

    What any region warns of stays.
    """
    asked = regions_in(query.question)
    if not asked:
        return tuple(candidates)
    rules = {
        each: regions
        for each in candidates
        if each.card.kind in RULES and each.role is not Role.HARMS and (regions := regions_in(each.text))
    }
    if not any(asked & regions for regions in rules.values()):
        return tuple(candidates)
    return tuple(each for each in candidates if each not in rules or asked & rules[each])


def _without_whom(found: Sequence[str]) -> Sequence[str]:
    """Return what is asked about people without who they are, where that leaves more than "women" or "how old"."""
    others = [want for want in found if want not in WHOM]
    told = [want for want in others if want not in topics() or topics()[want].facet is not Facet.STUDY]
    return others if told else found


def _label(material: Material, want: str) -> str:
    return topics()[want].label if want in topics() else material.lexicon.plain(want)


def beside(material: Material, leads: Sequence[Candidate], wanted: Sequence[str]) -> list[Candidate]:
    """Return what the leading sources say that is nearly as near to the question as the best of what leads.

    Beside an answer on safety that is never a benefit.
    """
    query = material.query
    if not leads or query.facet is Facet.CASE:
        return []
    sources = {each.card.id for each in leads}
    best = max(lead.score for lead in leads)
    near = [
        each
        for each in material.candidates
        if each.card.id in sources
        and each not in leads
        and each.role is not Role.LIMITS
        and each.score >= best - _NEAR
        and (not wanted or material.touches(each, wanted))
        and not (query.facet is Facet.SAFETY and material.names_benefit(each))
    ]
    return near[:MOST_BESIDE]


def to_the_question(leads: Sequence[Candidate], asks_what_it_means: bool) -> list[Candidate]:
    """Return what a score means alone where that was asked, and last where it was not."""
    meanings = [each for each in leads if DEFINES.search(each.text)]
    others = [each for each in leads if each not in meanings]
    return (meanings or others) if asks_what_it_means else [*others, *meanings]


def what_it_says_of_the_rest(material: Material, leads: Sequence[Candidate]) -> list[Candidate]:
    """Return, where a question asks what a score means and something else, what tells of both: "is the itch gone?"."""
    asked = set(material.query.topics) - {"definition"}
    if len(asked) < 2 or len(asked) == len(material.query.topics):
        return []
    both = [each for each in material.candidates if asked <= each.topics and each not in leads]
    both.sort(key=lambda each: material.read(each.text).strength is not Strength.UNCERTAIN)
    return both[:1]


def nearest(candidates: Sequence[Candidate], *, most: int = 1) -> list[Candidate]:
    """Return the best candidates that tell something, else the best at all; each near the best of them."""
    telling = [each for each in candidates if each.role is not Role.LIMITS] or list(candidates)
    return [each for each in telling[:most] if each.score >= telling[0].score / 2]


def first_per_drug(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the first candidate on each drug, the drugs in the order they come; of each source, if none names one."""
    by_drug: dict[str, Candidate] = {}
    for candidate in candidates:
        for drug in sorted(candidate.names & set(candidate.card.drugs)):
            by_drug.setdefault(drug, candidate)
    return list(dict.fromkeys(by_drug.values())) or first_per_source(candidates)
