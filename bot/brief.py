"""The default writer: no language model. Chooses sentences of reviewed articles and frames them.

Every word is from a digest or from a template in `bot.wordings`. What it proposes is verified like any
other writer's draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot import wordings
from bot.approvals import affirms_approval, regions_in, speaks_of_approval
from bot.benefit import FLOOR, MOST_STUDIES, comparison, efficacy
from bot.evidence import rate
from bot.harm import cause, safety, speaks_of_harm, warnings_on
from bot.leads import MOST_BESIDE, beside, first_per_drug, nearest, to_the_question
from bot.lexicon import Lexicon
from bot.material import Material
from bot.questions import OF_THE_PERSON
from bot.retrieval import is_named
from bot.selection import (
    Candidate,
    asked_figures,
    asked_topics,
    asks_of_people,
    candidates_of,
    leads_for,
)
from bot.surroundings import claim, first_per_source, in_order, limits, with_qualifiers
from bot.table_rows import numbered_rows, pointed_rows
from bot.topics import topics
from bot.types import (
    Certainty,
    Draft,
    DraftClaim,
    Evidence,
    Facet,
    Part,
    Query,
    Reading,
    Role,
    SourceKind,
    StudyCard,
)

__all__ = ["BriefWriter"]

_MOST_APPROVALS = 4
_MOST_OF_A_NAMED_SOURCE = 3
_MOST_LEADS = 2
_ASKS_FOR_FINDINGS = re.compile(
    r"\b(?:f(?:ind|ound)|findings?|show(?:s|ed|n)?|conclu\w+|results?|say|said|about|tell me)\b", re.IGNORECASE
)
_WHICH_CASES = re.compile(r"\b(?:which|what) (?:cases?|patients?|persons?)\b", re.IGNORECASE)
_ON_THE_STUDY = {Facet.STUDY, Facet.CASE}
_SCORES = frozenset({"pppasi", "pga", "dlqi", "easi"})


class BriefWriter:
    """Implements `protocols.Writer`."""

    def __init__(self, lexicon: Lexicon, read: Callable[[str], Reading], *, sources: int) -> None:
        self._lexicon = lexicon
        self._read = read
        self._sources = sources

    def write(self, evidence: Evidence) -> Draft:
        """Return claims that answer the query's facet; none if the evidence does not cover what was asked."""
        query = evidence.query
        if query.facet is Facet.CASE and (rows := numbered_rows(evidence)):
            return self._draft(evidence, rows, notes=(wordings.ONE_PERSON,))
        named = [card for card in evidence.cards if _is_pointed_at(query, card)]
        asks_which = _WHICH_CASES.search(query.question) is not None
        if rows := pointed_rows(evidence, evidence.cards if asks_which else named):
            return self._draft(evidence, rows, notes=(wordings.ONE_PERSON,))
        candidates = candidates_of(evidence, self._lexicon)
        material = Material(evidence=evidence, candidates=candidates, lexicon=self._lexicon, read=self._read)
        # Who was left out of a study is no answer to what the treatment may do.
        on_harm = query.facet is Facet.SAFETY
        tellers = [each for each in candidates if not (on_harm and each.role is Role.STUDIED)]
        # A question on a named study is answered from that study, not from the label that comes along.
        on_named = {card.id for card in named}
        tellers = [each for each in tellers if each.card.id in on_named] or tellers
        wanted = material.wanted()
        covered = [want for want in wanted if any(material.touches(each, [want]) for each in tellers)]
        uncovered = tuple(dict.fromkeys(self._label(want) for want in wanted if want not in covered))
        with_what = [drug for drug in query.other_drugs if query.drugs and drug in covered]
        covered = with_what or covered  # what an interaction is with decides; why it is taken does not
        asks_for_findings = _ASKS_FOR_FINDINGS.search(query.question) is not None
        compared = query.facet is Facet.COMPARISON and len({*query.drugs, *query.other_drugs}) > 1
        worded = [each for each in candidates if each.has_the_words]
        if compared:
            worded = [each for each in worded if len({*query.drugs, *query.other_drugs} & each.names) > 1]
        exact = nearest(worded, most=_MOST_LEADS)

        if query.facet is Facet.APPROVAL:
            return self._approval(material, uncovered)
        if named and asks_for_findings:
            return self._findings(material, leads_for(covered, tellers, self._lexicon), named, uncovered)
        if named and not covered:
            return self._specific(material, nearest(candidates, most=_MOST_OF_A_NAMED_SOURCE), uncovered)
        if compared and not exact and not any(material.compares(each) for each in tellers if covered):
            return self._comparison(material)
        untold = [drug for drug in query.other_drugs if drug not in covered]
        if wanted and not covered and query.facet is Facet.EFFICACY and _is_on_one_use(query) and not untold:
            return self._draft(evidence, efficacy(material), uncovered=uncovered)
        if query.facet is Facet.EFFICACY and covered and set(wanted) <= OF_THE_PERSON and _is_on_one_use(query):
            rules = [claim(each, Part.HARMS) for each in warnings_on(material)]
            return self._draft(evidence, [*efficacy(material), *rules], uncovered=uncovered)
        # Without a name that the corpus covers nothing gates the evidence, so it has to cover all that was asked.
        gated = bool(query.drugs or query.conditions or query.participants or named)
        if wanted and (not covered or (untold and not query.drugs) or (uncovered and not gated)):
            return Draft(claims=(), uncovered=uncovered)
        if covered:
            return self._specific(material, self._leads(material, covered, tellers, compared), uncovered)
        figures = asked_figures(query)
        on_benefit = query.facet is Facet.EFFICACY
        telling = [each for each in candidates if not on_benefit or material.names_benefit(each)]
        showing = [each for each in telling if figures and figures <= each.figures]
        # "I have seen 71% and 72.4%, which is right?": what tells the one, and what tells the other.
        showing = showing or [each for figure in sorted(figures) for each in telling if figure in each.figures]
        if showing:
            return self._specific(material, first_per_source(showing), uncovered)
        if query.facet is Facet.GENERAL and asks_for_findings and (query.drugs or query.conditions):
            return self._draft(evidence, efficacy(material))
        if exact and query.facet not in {Facet.EFFICACY, Facet.SAFETY}:
            return self._specific(material, exact, uncovered)
        if query.facet is Facet.SAFETY:
            return self._draft(evidence, safety(material, most_sources=self._sources))
        if query.facet is Facet.COMPARISON:
            return self._comparison(material)
        leads = [each for each in candidates if each.similarity >= FLOOR and _is_to_the_point(each, query)]
        if query.facet is Facet.EFFICACY or (not leads and (query.drugs or query.conditions)):
            return self._draft(evidence, efficacy(material))
        return self._specific(material, nearest(leads), uncovered)

    def _leads(
        self, material: Material, covered: Sequence[str], tellers: Sequence[Candidate], compared: bool
    ) -> list[Candidate]:
        """Return the sentences on what was asked: for two drugs those on both, where there are any."""
        query = material.query
        both = [each for each in tellers if compared and material.compares(each)]
        told = leads_for(covered, both, self._lexicon)
        return told or leads_for(covered, tellers, self._lexicon, of_people=asks_of_people(query))

    def _findings(
        self, material: Material, told: Sequence[Candidate], named: Sequence[StudyCard], uncovered: tuple[str, ...]
    ) -> Draft:
        """Answer "what did that study find": what it tells of what was asked, then what its digests say first."""
        sources = [card.id for card in material.surest_first() if card in named][:MOST_STUDIES]
        leads = [claim(each, Part.DIRECT) for each in told[:MOST_BESIDE]]
        leads += in_order(material.candidates, Role.SUMMARY, Part.DIRECT, sources)
        return self._draft(material.evidence, [*leads, *material.around(sources)], uncovered=uncovered)

    def _approval(self, material: Material, uncovered: tuple[str, ...]) -> Draft:
        """Answer "is it approved": who says so, where and when; else that no source reports it."""
        query, cards = material.query, material.evidence.cards
        conditions = (*query.conditions, *query.other_conditions)
        said = [
            each
            for each in material.candidates
            if speaks_of_approval(each.text)
            and each.role is not Role.LIMITS
            and (not query.drugs or material.touches(each, query.drugs))
            and (not conditions or material.touches(each, conditions))
        ]
        approving = [
            each for each in said if any(affirms_approval(each.text, name, self._lexicon) for name in conditions)
        ]
        regions = regions_in(query.question)
        there = [each for each in approving or said if regions & regions_in(each.text)]
        told = there or approving or said
        if not told and query.drugs:  # for which use it is approved, beside that no source reports this one
            told = [e for e in material.candidates if speaks_of_approval(e.text) and e.card.kind is SourceKind.LABEL]
            told = [e for e in told if e.role is Role.REGULATORY and material.touches(e, query.drugs)]
        whom = asked_topics(query)  # "for children": the approvals that name them, else what tells of them otherwise
        on_them = [each for each in told if material.touches(each, whom)]
        on_use = [] if on_them or not whom else [e for e in material.candidates if material.on_condition(e.card)]
        untold = [each for each in on_use if material.touches(each, whom)]
        told = on_them or told
        one_each = (first_per_source(told) if query.drugs else first_per_drug(told))[:_MOST_APPROVALS]
        notes: tuple[str, ...] = ()
        if conditions and not approving:
            newest = max(card.retrieved for card in cards)
            drugs = query.drugs or tuple(dict.fromkeys(drug for card in cards for drug in card.drugs))
            none = wordings.no_approval(material.named(drugs), material.named(conditions), newest)
            notes = (none, wordings.APPROVALS_CHANGE)
        elif one_each:
            notes = (wordings.APPROVALS_CHANGE,)
        leads = [claim(each, Part.DIRECT) for each in (*one_each, *untold[:MOST_BESIDE])]
        return self._draft(material.evidence, leads, notes=notes, uncovered=uncovered)

    def _specific(self, material: Material, leads: Sequence[Candidate], uncovered: tuple[str, ...]) -> Draft:
        """Answer a question about something particular with the sentences that say it, and little else."""
        query = material.query
        if query.asks_cause:
            return self._draft(material.evidence, cause(material, leads), uncovered=uncovered)
        warnings = [] if query.facet in _ON_THE_STUDY else warnings_on(material)
        leads = [*leads, *warnings] if asks_of_people(query) else [*warnings, *leads]
        leads = list(dict.fromkeys(leads))
        leads += beside(material, leads)
        leads = with_qualifiers(leads, material.candidates, self._read)
        leads = to_the_question(leads, "definition" in query.topics)
        claims = [claim(each, Part.DIRECT) for each in leads]
        rest = material.of(each for each in material.candidates if each not in leads)
        sources = list(dict.fromkeys(each.card.id for each in leads))
        notes = []
        scores = frozenset().union(*(each.topics for each in leads)) & _SCORES if leads else frozenset()
        if scores and len({each.card.id for each in leads if re.search(r"\d", each.text)}) > 1:
            notes.append(wordings.SEPARATE_STUDIES)
        if query.facet is Facet.EFFICACY:
            claims += in_order(rest.candidates, Role.FOUND, Part.EVIDENCE, sources)
        if "definition" in query.topics:
            pass  # what a word means needs no harms and no limits beside it
        elif any(material.names_benefit(each) for each in leads):
            claims += in_order(rest.candidates, Role.HARMS, Part.HARMS, sources)
            claims += rest.label_warnings()
            claims += limits(rest.candidates, sources)
        elif query.facet is Facet.COMPARISON or "quality" in query.topics:
            claims += limits(rest.candidates, sources)
        elif query.facet is Facet.SAFETY:
            claims += rest.label_warnings()
            if any(rate(each.card).certainty is Certainty.VERY_LOW for each in leads):
                notes.append(wordings.HARM_NOT_RULED_OUT)
            on_it = [each for each in rest.candidates if material.touches(each, material.wanted())]
            claims += limits(on_it or [each for each in rest.candidates if speaks_of_harm(each.text)], sources)
        return self._draft(material.evidence, claims, notes=tuple(notes), uncovered=uncovered)

    def _comparison(self, material: Material) -> Draft:
        told = comparison(material)
        return self._draft(material.evidence, told.claims, notes=told.notes)

    def _label(self, want: str) -> str:
        return topics()[want].label if want in topics() else self._lexicon.plain(want)

    def _draft(
        self,
        evidence: Evidence,
        claims: Sequence[DraftClaim],
        *,
        notes: tuple[str, ...] = (),
        uncovered: tuple[str, ...] = (),
    ) -> Draft:
        unique = {each.text: each for each in reversed(claims)}
        ordered = [each for each in claims if unique[each.text] is each]
        drugs = wordings.joined([self._lexicon.plain(drug) for drug in evidence.query.drugs])
        return Draft(
            claims=tuple(self._of_few_sources(evidence, ordered)),
            notes=notes,
            uncovered=uncovered,
            doctor_questions=wordings.doctor_questions(evidence.query, drugs),
        )

    def _of_few_sources(self, evidence: Evidence, claims: Sequence[DraftClaim]) -> Iterator[DraftClaim]:
        """Yield the claims of the first few sources, and of every label: its warnings are never what is left out."""
        labels = {card.id for card in evidence.cards if card.kind is SourceKind.LABEL}
        shown: set[str] = set()
        for each in claims:
            own = {binding.passage_id.split("#")[0] for binding in each.bindings}
            if len((shown | own) - labels) <= self._sources:
                shown |= own
                yield each


def _is_pointed_at(query: Query, card: StudyCard) -> bool:
    of_its_size = query.participants is not None and query.participants == card.participants
    return of_its_size or is_named(query.question, card)


def _is_on_one_use(query: Query) -> bool:
    return bool(query.drugs and query.conditions)


def _is_to_the_point(candidate: Candidate, query: Query) -> bool:
    """A general question is answered by a sentence that shares one of its words; else by the whole picture."""
    asks_what_it_is = "definition" in query.topics and "definition" in candidate.topics
    return asks_what_it_is or query.facet in {Facet.STUDY, Facet.DOSE} or bool(candidate.stems)
