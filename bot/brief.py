"""The default writer: no language model. Chooses sentences of reviewed articles and frames them.

Every word is from a digest or from a template in `bot.wordings`. What it proposes is verified like any
other writer's draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from bot import wordings
from bot.approvals import affirms_approval, speaks_of_approval
from bot.articles import table_cells
from bot.evidence import rate, rate_together
from bot.lexicon import Lexicon
from bot.questions import asks_for_benefit
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
from bot.surroundings import (
    around,
    claim,
    doubt,
    first_per_source,
    in_order,
    limits,
    with_qualifiers,
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
_HARMS_WHEN_ASKED = 4
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
        # Without a name that the corpus covers nothing gates the evidence, so it has to cover all that was asked.
        gated = bool(query.drugs or query.conditions or query.participants)
        untold = [drug for drug in query.other_drugs if drug not in covered]
        if wanted and (not covered or (untold and not query.drugs) or (uncovered and not gated)):
            return Draft(claims=(), uncovered=uncovered)
        if covered:
            return self._specific(evidence, leads_for(covered, tellers, self._lexicon), candidates, uncovered)
        figures = asked_figures(query)
        showing = [each for each in candidates if figures and figures <= each.figures]
        if showing:
            return self._specific(evidence, first_per_source(showing), candidates, uncovered)
        if query.facet is Facet.SAFETY:
            return self._safety(evidence, candidates)
        if query.facet is Facet.COMPARISON:
            return self._comparison(evidence, candidates)
        leads = [each for each in candidates if each.similarity >= _FLOOR and _is_to_the_point(each, query)]
        if query.facet is Facet.EFFICACY or (not leads and (query.drugs or query.conditions)):
            return self._draft(evidence, [*self._efficacy(evidence, candidates), *around(evidence, candidates)])
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
            if speaks_of_approval(each.text)
            and (not conditions or any(touches(each, name, self._lexicon) for name in conditions))
        ]
        approving = [
            each for each in said if any(affirms_approval(each.text, name, self._lexicon) for name in conditions)
        ]
        one_each = first_per_source(approving or said)
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
        leads = [claim(each, Part.DIRECT) for each in one_each]
        return self._draft(evidence, leads, notes=notes, uncovered=uncovered)

    def _specific(
        self,
        evidence: Evidence,
        leads: Sequence[Candidate],
        candidates: Sequence[Candidate],
        uncovered: tuple[str, ...],
    ) -> Draft:
        """Answer a question about something particular with the sentences that say it, and little else."""
        if evidence.query.asks_cause:
            return self._cause(evidence, leads, candidates, uncovered)
        leads = with_qualifiers(leads, candidates, self._read)
        claims = [claim(each, Part.DIRECT) for each in leads]
        candidates = [each for each in candidates if each not in leads]
        notes = []
        scores = frozenset().union(*(each.topics for each in leads)) & _SCORES if leads else frozenset()
        if scores and len({each.card.id for each in leads if re.search(r"\d", each.text)}) > 1:
            notes.append(wordings.SEPARATE_STUDIES)
        if any(self._names_benefit(each) for each in leads):
            sources = {each.card.id for each in leads}
            claims += in_order(candidates, Role.HARMS, Part.HARMS, sources)
            claims += limits(candidates, sources)
        elif "quality" in evidence.query.topics:
            claims += limits(candidates, {each.card.id for each in leads})
        elif evidence.query.facet is Facet.SAFETY:
            notes.append(wordings.HARM_NOT_RULED_OUT)
            about_harm = [each for each in candidates if _HARM.search(each.text)]
            claims += limits(about_harm, {each.card.id for each in leads})
        elif evidence.query.facet is Facet.COMPARISON:
            claims += limits(candidates, {each.card.id for each in leads})
        return self._draft(evidence, claims, notes=tuple(notes), uncovered=uncovered)

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
        unsure.sort(key=lambda each: each.role is not Role.SUMMARY)  # what a digest says first is what decides
        first = first_per_source(unsure) or leads
        sources = {each.card.id for each in (*first, *leads)}
        claims = [claim(each, Part.DIRECT) for each in first]
        claims += [claim(each, Part.EVIDENCE) for each in leads]
        if unsure:
            claims += in_order(candidates, Role.FOUND, Part.EVIDENCE, sources)
        claims += limits(candidates, sources)
        return self._draft(evidence, claims, uncovered=uncovered)

    def _efficacy(self, evidence: Evidence, candidates: Sequence[Candidate]) -> list[DraftClaim]:
        """Return the direct answer to "does it work": a template for very low certainty, else the digests' own."""
        if rate_together(evidence.cards).certainty > Certainty.VERY_LOW:
            best = [c for c in candidates if c.role is Role.SUMMARY and rate(c.card).certainty > Certainty.VERY_LOW]
            return [claim(each, Part.DIRECT) for each in first_per_source(best)]
        claims: list[DraftClaim] = []
        by_drug = sorted(evidence.cards, key=self._drug_asked(evidence))
        for drug, cards in groupby(by_drug, key=self._drug_asked(evidence)):
            listed = list(cards)
            conditions = evidence.query.conditions or tuple(
                dict.fromkeys(condition for card in listed for condition in card.conditions)
            )
            bindings = tuple(
                binding for card in listed if (binding := doubt(card.id, candidates, self._read)) is not None
            )
            if bindings:
                text = wordings.very_uncertain(self._lexicon.plain(drug), self._names(conditions))
                claims.append(DraftClaim(text=text, part=Part.DIRECT, bindings=bindings))
        return claims

    def _safety(self, evidence: Evidence, candidates: Sequence[Candidate]) -> Draft:
        sources = {card.id for card in evidence.cards}
        drugs = evidence.query.drugs or tuple(dict.fromkeys(d for c in evidence.cards for d in c.drugs))
        harms = in_order(candidates, Role.HARMS, Part.HARMS, sources, most=_HARMS_WHEN_ASKED)
        leads: list[DraftClaim] = []
        if harms and rate_together(evidence.cards).certainty is Certainty.VERY_LOW:
            first = {each.bindings[0].passage_id.split("#")[0]: each.bindings[0] for each in reversed(harms)}
            bindings = tuple(first.values())
            leads = [DraftClaim(text=wordings.safety_unknown(self._names(drugs)), part=Part.DIRECT, bindings=bindings)]
        benefit_too = asks_for_benefit(evidence.query.question)
        about_harm = [each for each in candidates if benefit_too or _HARM.search(each.text)]
        return self._draft(evidence, [*leads, *harms, *limits(about_harm, sources)])

    def _comparison(self, evidence: Evidence, candidates: Sequence[Candidate]) -> Draft:
        drugs = (*evidence.query.drugs, *evidence.query.other_drugs)
        both = [each for each in candidates if len(set(drugs) & each.names) > 1 or len(drugs) < 2]
        leads = first_per_source([each for each in both if each.similarity >= _FLOOR])
        notes: tuple[str, ...] = ()
        if len(drugs) > 1 and not any(c.comparator and c.comparator in drugs for c in evidence.cards):
            notes = (wordings.no_comparison(self._names(drugs)),)
        claims = [claim(each, Part.DIRECT) for each in leads] or self._efficacy(evidence, candidates)
        return self._draft(evidence, [*claims, *around(evidence, candidates)], notes=notes)

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
        unique = {each.text: each for each in reversed(claims)}
        ordered = [each for each in claims if unique[each.text] is each]
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
