"""The default writer: no language model. Chooses sentences of reviewed articles and frames them.

Every word is from a digest or from a template in `bot.wordings`. What it proposes is verified like any
other writer's draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from bot import wordings
from bot.articles import table_cells
from bot.evidence import rate, rate_together
from bot.lexicon import Lexicon
from bot.questions import asks_for_benefit
from bot.retrieval import asks_for_a_cause
from bot.selection import (
    Candidate,
    asked_figures,
    asked_names,
    asked_topics,
    candidates_of,
    leads_for,
    shares_a_term,
    touches,
)
from bot.topics import topics
from bot.types import (
    Binding,
    Certainty,
    ClaimKind,
    Draft,
    DraftClaim,
    Evidence,
    Facet,
    Part,
    Query,
    Reading,
    Role,
    Strength,
)

__all__ = ["BriefWriter"]

# A sentence less like the question than this is not an answer to it. On the development questions the right
# sentence has at least 0.40 and unrelated questions stay under 0.30.
_FLOOR = 0.35
_SENTENCES_PER_SOURCE = 2
_HARMS_WHEN_ASKED = 4
_NEGATION = re.compile(r"\b(?:not|no|nor|never|without)\b", re.IGNORECASE)
_APPROVAL = re.compile(r"\bapprov|\blicen[sc]ed|\bauthori[sz]", re.IGNORECASE)
_HARM = re.compile(r"\b(?:safe|safety|side effects?|harms?|risks?|unwanted|severe|tests?)\b", re.IGNORECASE)
_SCORES = frozenset({"pppasi", "pga", "dlqi", "easi"})


class BriefWriter:
    """Implements `protocols.Writer`."""

    def __init__(self, lexicon: Lexicon, read: Callable[[str], Reading]) -> None:
        self._lexicon = lexicon
        self._read = read

    def write(self, evidence: Evidence) -> Draft:
        """Return claims that answer the query's facet; none if the evidence does not cover what was asked."""
        query = evidence.query
        if query.facet is Facet.CASE:
            rows = self._case_rows(evidence)
            if rows:
                return self._draft(evidence, rows, notes=(wordings.ONE_PERSON,))
        candidates = candidates_of(evidence, self._lexicon)
        tellers = [each for each in candidates if each.role is not Role.STUDIED] if _about_harm(query) else candidates
        wanted = [*asked_topics(query), *asked_names(query)]
        covered = [want for want in wanted if any(touches(each, want, self._lexicon) for each in tellers)]
        uncovered = tuple(dict.fromkeys(self._label(want) for want in wanted if want not in covered))
        if query.facet is Facet.APPROVAL:
            return self._approval(evidence, candidates, uncovered)
        if query.facet is Facet.COMPARISON and len({*query.drugs, *query.other_drugs}) > 1:
            return self._comparison(evidence, candidates)
        untold = [drug for drug in query.other_drugs if drug not in covered]
        if wanted and (not covered or (untold and not query.drugs)):
            return Draft(claims=(), uncovered=uncovered)
        if covered:
            return self._specific(evidence, leads_for(covered, tellers, self._lexicon), candidates, uncovered)
        figures = asked_figures(query)
        showing = [each for each in candidates if figures and figures <= each.figures]
        if showing:
            return self._specific(evidence, _first_per_source(showing), candidates, uncovered)
        if query.facet is Facet.SAFETY:
            return self._safety(evidence, candidates)
        if query.facet is Facet.COMPARISON:
            return self._comparison(evidence, candidates)
        leads = [each for each in candidates if each.similarity >= _FLOOR and _is_to_the_point(each, query)]
        if query.facet is Facet.EFFICACY or (not leads and (query.drugs or query.conditions)):
            return self._draft(evidence, [*self._efficacy(evidence, candidates), *self._around(evidence, candidates)])
        return self._specific(evidence, leads[:1], candidates, uncovered)

    # ── one method for each kind of answer

    def _case_rows(self, evidence: Evidence) -> list[DraftClaim]:
        """Return the asked row of each table, as a sentence made of its header and cells."""
        rows: list[DraftClaim] = []
        for ranked in evidence.ranked:
            passage = ranked.passage
            for at, sentence in enumerate(passage.sentences if passage.header else ()):
                cells = table_cells(sentence.text)
                if cells[0] == str(evidence.query.case):
                    text = wordings.table_row(passage.header, cells)
                    binding = Binding(passage_id=passage.passage_id, sentence=at)
                    rows.append(DraftClaim(text=text, part=Part.DIRECT, bindings=(binding,)))
        return rows

    def _approval(self, evidence: Evidence, candidates: Sequence[Candidate], uncovered: tuple[str, ...]) -> Draft:
        query = evidence.query
        conditions = (*query.conditions, *query.other_conditions)
        said = [
            each
            for each in candidates
            if _APPROVAL.search(each.text)
            and (not conditions or any(touches(each, name, self._lexicon) for name in conditions))
        ]
        approving = [each for each in said if any(self._affirms(each, name) for name in conditions)]
        one_each = _first_per_source(approving or said)
        notes: tuple[str, ...] = ()
        if conditions and not approving:
            newest = max(card.retrieved for card in evidence.cards)
            drugs = query.drugs or tuple(dict.fromkeys(d for c in evidence.cards for d in c.drugs))
            notes = (
                wordings.no_approval(self._names(drugs), self._names(conditions), newest),
                wordings.APPROVALS_CHANGE,
            )
        elif one_each:
            notes = (wordings.APPROVALS_CHANGE,)
        leads = [_claim(each, Part.DIRECT) for each in one_each]
        return self._draft(evidence, leads, notes=notes, uncovered=uncovered)

    def _affirms(self, candidate: Candidate, name: str) -> bool:
        """Say whether the clause that holds the name is free of a negation."""
        clauses = re.split(r"[;:]", candidate.text)
        holding = [
            clause
            for clause in clauses
            if name.casefold() in clause.casefold()
            or self._lexicon.covers(name, [mention.name for mention in self._lexicon.mentions(clause)])
        ]
        return any(not _NEGATION.search(clause) for clause in holding)

    def _specific(
        self,
        evidence: Evidence,
        leads: Sequence[Candidate],
        candidates: Sequence[Candidate],
        uncovered: tuple[str, ...],
    ) -> Draft:
        """Answer a question about something particular with the sentences that say it, and little else."""
        if asks_for_a_cause(evidence.query):
            return self._cause(evidence, leads, candidates, uncovered)
        leads = self._with_qualifiers(leads, candidates)
        claims = [_claim(each, Part.DIRECT) for each in leads]
        candidates = [each for each in candidates if each not in leads]
        notes = []
        scores = frozenset().union(*(each.topics for each in leads)) & _SCORES if leads else frozenset()
        if scores and len({each.card.id for each in leads if re.search(r"\d", each.text)}) > 1:
            notes.append(wordings.SEPARATE_STUDIES)
        if any(self._names_benefit(each) for each in leads):
            sources = {each.card.id for each in leads}
            claims += self._harms(candidates, sources, _SENTENCES_PER_SOURCE)
            claims += self._limits(candidates, sources)
        elif "quality" in evidence.query.topics:
            claims += self._limits(candidates, {each.card.id for each in leads})
        elif evidence.query.facet is Facet.SAFETY:
            about_harm = [each for each in candidates if _HARM.search(each.text)]
            claims += self._limits(about_harm, {each.card.id for each in leads})
        elif evidence.query.facet is Facet.COMPARISON:
            claims += self._limits(candidates, {each.card.id for each in leads})
        return self._draft(evidence, claims, notes=tuple(notes), uncovered=uncovered)

    def _with_qualifiers(self, leads: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
        """Put before a finding what its own passage says cannot be told from it."""
        qualified: list[Candidate] = []
        for lead in leads:
            if lead.role is Role.FOUND:
                passage = lead.binding.passage_id
                qualified += [
                    each
                    for each in candidates
                    if each.binding.passage_id == passage and self._read(each.text).strength is Strength.UNCERTAIN
                ]
            qualified.append(lead)
        return list(dict.fromkeys(qualified))

    def _cause(
        self,
        evidence: Evidence,
        leads: Sequence[Candidate],
        candidates: Sequence[Candidate],
        uncovered: tuple[str, ...],
    ) -> Draft:
        """Answer "does it cause": first how sure the sources are, then what they saw, then what is not known."""
        wanted = [*asked_topics(evidence.query), *asked_names(evidence.query)]
        unsure = [
            each
            for each in candidates
            if any(touches(each, want, self._lexicon) for want in wanted)
            and self._read(each.text).strength is Strength.UNCERTAIN
        ]
        first = _first_per_source(unsure) or leads
        sources = {each.card.id for each in (*first, *leads)}
        claims = [_claim(each, Part.DIRECT) for each in first]
        claims += [_claim(each, Part.EVIDENCE) for each in leads]
        if unsure:
            claims += self._in_order(candidates, Role.FOUND, Part.EVIDENCE, sources, _SENTENCES_PER_SOURCE)
        claims += self._limits(candidates, sources)
        return self._draft(evidence, claims, uncovered=uncovered)

    def _efficacy(self, evidence: Evidence, candidates: Sequence[Candidate]) -> list[DraftClaim]:
        """Return the direct answer to "does it work": a template for very low certainty, else the digests' own."""
        if rate_together(evidence.cards).certainty > Certainty.VERY_LOW:
            best = [c for c in candidates if c.role is Role.SUMMARY and rate(c.card).certainty > Certainty.VERY_LOW]
            return [_claim(each, Part.DIRECT) for each in _first_per_source(best)]
        claims: list[DraftClaim] = []
        by_drug = sorted(evidence.cards, key=self._drug_asked(evidence))
        for drug, cards in groupby(by_drug, key=self._drug_asked(evidence)):
            listed = list(cards)
            conditions = evidence.query.conditions or tuple(
                dict.fromkeys(condition for card in listed for condition in card.conditions)
            )
            bindings = tuple(binding for card in listed if (binding := self._doubt(card.id, candidates)) is not None)
            if bindings:
                text = wordings.very_uncertain(self._lexicon.plain(drug), self._names(conditions))
                claims.append(DraftClaim(text=text, part=Part.DIRECT, bindings=bindings))
        return claims

    def _safety(self, evidence: Evidence, candidates: Sequence[Candidate]) -> Draft:
        sources = {card.id for card in evidence.cards}
        drugs = evidence.query.drugs or tuple(dict.fromkeys(d for c in evidence.cards for d in c.drugs))
        harms = self._harms(candidates, sources, _HARMS_WHEN_ASKED)
        leads: list[DraftClaim] = []
        if harms and rate_together(evidence.cards).certainty is Certainty.VERY_LOW:
            first = {claim.bindings[0].passage_id.split("#")[0]: claim.bindings[0] for claim in reversed(harms)}
            bindings = tuple(first.values())
            leads = [DraftClaim(text=wordings.safety_unknown(self._names(drugs)), part=Part.DIRECT, bindings=bindings)]
        benefit_too = asks_for_benefit(evidence.query.question)
        about_harm = [each for each in candidates if benefit_too or _HARM.search(each.text)]
        return self._draft(evidence, [*leads, *harms, *self._limits(about_harm, sources)])

    def _comparison(self, evidence: Evidence, candidates: Sequence[Candidate]) -> Draft:
        drugs = (*evidence.query.drugs, *evidence.query.other_drugs)
        both = [each for each in candidates if len(set(drugs) & each.names) > 1 or len(drugs) < 2]
        leads = _first_per_source([each for each in both if each.similarity >= _FLOOR])
        notes: tuple[str, ...] = ()
        if len(drugs) > 1 and not any(c.comparator and c.comparator in drugs for c in evidence.cards):
            notes = (wordings.no_comparison(self._names(drugs)),)
        claims = [_claim(each, Part.DIRECT) for each in leads] or self._efficacy(evidence, candidates)
        return self._draft(evidence, [*claims, *self._around(evidence, candidates)], notes=notes)

    # ── what stands around a direct answer

    def _around(self, evidence: Evidence, candidates: Sequence[Candidate]) -> list[DraftClaim]:
        sources = {card.id for card in evidence.cards}
        claims = self._in_order(candidates, Role.FOUND, Part.EVIDENCE, sources, _SENTENCES_PER_SOURCE)
        claims = claims or self._in_order(candidates, Role.SUMMARY, Part.EVIDENCE, sources, 1)
        claims += self._harms(candidates, sources, _SENTENCES_PER_SOURCE)
        return claims + self._limits(candidates, sources)

    def _harms(self, candidates: Sequence[Candidate], sources: set[str], most: int) -> list[DraftClaim]:
        return self._in_order(candidates, Role.HARMS, Part.HARMS, sources, most)

    def _limits(self, candidates: Sequence[Candidate], sources: set[str]) -> list[DraftClaim]:
        limits = [
            each
            for each in candidates
            if each.role is Role.LIMITS and each.card.id in sources and not _APPROVAL.search(each.text)
        ]
        return [_claim(each, Part.UNKNOWN) for each in _most_per_source(limits, _SENTENCES_PER_SOURCE)]

    def _in_order(
        self, candidates: Sequence[Candidate], role: Role, part: Part, sources: set[str], most: int
    ) -> list[DraftClaim]:
        """Return a section's first sentences as the digest has them: one qualifies the one before it."""
        section = sorted(
            (each for each in candidates if each.role is role and each.card.id in sources),
            key=lambda each: (each.card.id, each.binding.passage_id, each.binding.sentence),
        )
        return [_claim(each, part) for each in _most_per_source(section, most)]

    def _doubt(self, source_id: str, candidates: Sequence[Candidate]) -> Binding | None:
        """Return where a source's digest says why its evidence does not decide the question."""
        own = [c for c in candidates if c.card.id == source_id and c.role in {Role.SUMMARY, Role.LIMITS}]
        unsure = [c for c in own if self._read(c.text).strength is Strength.UNCERTAIN]
        return (unsure or own)[0].binding if own else None

    def _names_benefit(self, candidate: Candidate) -> bool:
        told = candidate.role in {Role.FOUND, Role.SUMMARY}
        return told and self._read(candidate.text).kind is ClaimKind.EFFICACY

    def _drug_asked(self, evidence: Evidence) -> Callable[..., str]:
        asked = evidence.query.drugs

        def key(card: object) -> str:
            drugs: tuple[str, ...] = card.drugs  # type: ignore[attr-defined]  # because only cards are sorted
            return next((drug for drug in asked if self._lexicon.covers(drug, drugs)), drugs[0])

        return key

    def _names(self, names: Sequence[str]) -> str:
        return wordings.joined([self._lexicon.plain(name) for name in names])

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
        unique = {claim.text: claim for claim in reversed(claims)}
        ordered = [claim for claim in claims if unique.get(claim.text) is claim]
        return Draft(
            claims=tuple(ordered),
            notes=notes,
            uncovered=uncovered,
            doctor_questions=wordings.doctor_questions(evidence.query, self._names(evidence.query.drugs)),
        )


def _about_harm(query: Query) -> bool:
    """Who was left out of a study is no answer to what the treatment may do."""
    return query.facet is Facet.SAFETY


def _is_to_the_point(candidate: Candidate, query: Query) -> bool:
    """A general question is answered by a sentence that shares one of its words; else by the whole picture."""
    asks_what_it_is = "definition" in query.topics and "definition" in candidate.topics
    return asks_what_it_is or query.facet in {Facet.STUDY, Facet.DOSE} or shares_a_term(candidate, query)


def _claim(candidate: Candidate, part: Part) -> DraftClaim:
    return DraftClaim(text=candidate.text, part=part, bindings=(candidate.binding,))


def _first_per_source(candidates: Sequence[Candidate]) -> list[Candidate]:
    return _most_per_source(candidates, 1)


def _most_per_source(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Return the first `most` candidates of each source, the sources in the order they come."""
    by_source: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_source.setdefault(candidate.card.id, []).append(candidate)
    return [candidate for own in by_source.values() for candidate in own[:most]]
