"""The default writer: no language model. Chooses sentences of reviewed articles and frames them.

Every word is from a digest or from a template in `bot.wordings`. What it proposes is verified like any
other writer's draft.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from bot import wordings
from bot.brief.answering import is_told_whole, tells_the_unhelped, weigh, what_answers, without_what_answers_nothing
from bot.brief.approval_told import approval
from bot.brief.benefit import FLOOR, MOST_STUDIES, efficacy
from bot.brief.comparing import asks_which_harms, comparison
from bot.brief.fitting import (
    fitting,
    is_certain,
    is_certain_of,
    is_clearly_better,
    is_on_harm,
    is_on_what_was_asked,
    is_whole_picture,
    led_by,
    names_what_is_missing,
    without_other_benefits,
)
from bot.brief.harm import cause, safety, speaks_of_harm, warnings_on
from bot.brief.leads import (
    MOST_BESIDE,
    Asked,
    asked_of,
    beside,
    in_its_region,
    nearest,
    to_the_question,
    what_it_says_of_the_rest,
)
from bot.brief.material import Material
from bot.brief.selection import (
    WHOM,
    Candidate,
    asks_of_people,
    asks_when_to_stop_what_fails,
    candidates_of,
    leads_for,
    tells_nothing,
    tells_when_to_stop_what_fails,
)
from bot.brief.slots import (
    beginning_with,
    is_for_whom_it_asks,
    is_pointed_at,
    led_by_its_dose,
    led_by_its_time,
    led_by_what_is_no_dose,
    of_each_region,
    on_its_number,
    on_who_was_not_helped,
    tempered,
)
from bot.brief.surroundings import (
    claim,
    first_per_source,
    in_order,
    limits,
    with_qualifiers,
    without_repeats,
)
from bot.brief.table_rows import numbered_rows, pointed_rows
from bot.evidence import rate
from bot.lexicon import Lexicon
from bot.protocols import AnswerCheck
from bot.questions.asked_figures import (
    asked_figures,
    asks_by_group,
    asks_for_numbers,
    counts_groups,
    has_the_step,
    quoted_ratios,
    quoted_shares,
    tells_figure,
    tells_rate,
)
from bot.questions.queries import OUTCOME_OF
from bot.questions.topics import OF_THE_PERSON, is_harm_topic
from bot.text.regions import regions_in
from bot.types import (
    Certainty,
    Draft,
    DraftClaim,
    Evidence,
    Facet,
    Part,
    Premise,
    Query,
    Reading,
    Role,
    SourceKind,
    Strength,
    StudyCard,
)
from bot.verify.premises import granted

__all__ = ["BriefWriter"]

_MOST_OF_A_NAMED_SOURCE = 3
_MOST_LEADS = 2
_PLACES = frozenset({"body_hands", "body_feet", "body_genital", "brows"})
_UNDERSTOOD = 2  # of the question's own words, and more than half, in a sentence on a benefit; chosen, unmeasured
_WHICH_CASES = re.compile(r"\b(?:which|what) (?:cases?|patients?|persons?)\b", re.IGNORECASE)
_ON_THE_STUDY = {Facet.STUDY, Facet.CASE}
_TOLD_WHOLE = {Facet.SAFETY, Facet.APPROVAL, Facet.COMPARISON}  # what leads there stays, behind what fits
_OF_WHAT_WAS_FOUND = {Role.SUMMARY, Role.FOUND}
_ON_USE = {Facet.EFFICACY, Facet.COMPARISON, Facet.DOSE, Facet.GENERAL}
_SCORES = frozenset({"pppasi", "pga", "dlqi", "easi"})
_OF_NO_HARM = frozenset({"rate", "quality", "design"})
_ON_SCORES = _SCORES | {"definition", "salt", "itch_scale"}


class BriefWriter:
    """Implements `protocols.Writer`."""

    def __init__(
        self, lexicon: Lexicon, read: Callable[[str], Reading], *, sources: int, check: AnswerCheck | None = None
    ) -> None:
        self._lexicon = lexicon
        self._read = read
        self._sources = sources
        self._check = check

    def write(self, evidence: Evidence) -> Draft:
        """Return claims that answer the query's facet; none if the evidence does not cover what was asked."""
        evidence = _without_what_is_set_aside(evidence)
        material = self._material(evidence)
        draft = self._weighed(material, self._fitted(material, self._chosen(material)))
        draft = led_by_its_dose(led_by_its_time(draft, material), material)
        draft = of_each_region(led_by_what_is_no_dose(draft, material), material)
        return self._warned(self._ruled(draft, material), material)

    def _ruled(self, draft: Draft, material: Material) -> Draft:
        """Let what the labels say of the old, the ill and the pregnant lead, whatever one of them asked."""
        query, cards = material.query, material.evidence.cards
        of_any_drug = not query.drugs and bool(OF_THE_PERSON & set(query.topics)) and "quitting" not in query.topics
        of_a_study = any(is_pointed_at(query, card) for card in cards)
        of_a_study = of_a_study or (not query.drugs and is_certain(draft, material))  # "do people with PPP smoke?"
        of_its_use = query.facet in _ON_USE or (query.facet is Facet.SAFETY and WHOM & set(query.topics))
        if not draft.claims or of_a_study or not (of_any_drug or (query.drugs and of_its_use)):
            return draft
        if is_for_whom_it_asks(draft, material):
            return draft
        ruling = warnings_on(material)
        if query.facet is Facet.SAFETY and set(query.topics) - OF_THE_PERSON:  # "acne in teens": no dose for a teen
            ruling = [each for each in ruling if each.role is Role.HARMS]
        return beginning_with(draft, [claim(each, Part.DIRECT) for each in ruling])

    def _warned(self, draft: Draft, material: Material) -> Draft:
        """Let the warning lead where the question plays a harm down, unless what leads is unsure of that harm.

        Where it takes a benefit for settled, what that leaves out stands beside the benefit.
        """
        premise = granted(material.query.question, self._read)
        draft = tempered(draft, material, premise)
        played_down = draft.claims and premise in {Premise.SAFE, Premise.SMALL}
        warning = material.warning_against() if played_down else None
        unsure = premise is Premise.SMALL and self._read(draft.claims[0].text).strength is Strength.UNCERTAIN
        return beginning_with(draft, [claim(warning, Part.DIRECT)]) if warning and not unsure else draft

    def _material(self, evidence: Evidence) -> Material:
        query = evidence.query
        candidates = in_its_region(query, candidates_of(evidence, self._lexicon))
        if query.drugs and (OF_THE_PERSON | {"age"}) & set(query.topics) and not _ON_SCORES & set(query.topics):
            # "For people aged 16 or older" is said of a score there, and of no medicine.
            candidates = tuple(each for each in candidates if each.card.drugs or each.card.conditions)
        if "stopping" in query.topics and not asks_when_to_stop_what_fails(query.question):
            candidates = tuple(each for each in candidates if not tells_when_to_stop_what_fails(each.text))
        return Material(evidence=evidence, candidates=candidates, lexicon=self._lexicon, read=self._read)

    def _fitted(self, material: Material, draft: Draft) -> Draft:
        """Let the sentences lead that the reader is sure of; where the rules found nothing, they answer alone."""
        query = material.query
        named = [card for card in material.evidence.cards if is_pointed_at(query, card)]
        fits = fitting(material, named)
        if on_its_number(material, named):
            return draft
        if not fits or query.facet is Facet.CASE or names_what_is_missing(query, fits, material):
            return draft
        if not draft.claims:
            if not is_on_what_was_asked(fits, material):
                return draft
            told = self._specific(replace(asked_of(material, named), uncovered=()), fits)
            # That no source reports an approval stays first, before what is near.
            return without_other_benefits(told, fits, material).model_copy(update={"first": draft.first})
        if (
            is_whole_picture(query, named)
            or _is_surer(draft, fits, material)
            or tells_the_unhelped(draft, query)
            or not is_clearly_better(draft, fits, material)
        ):
            return draft
        return _led(material, draft, fits)

    def _weighed(self, material: Material, draft: Draft) -> Draft:
        """Let the sentence lead that answers, where what leads does not; where none does, say so or claim nothing."""
        named = [card for card in material.evidence.cards if is_pointed_at(material.query, card)]
        if self._check is None or is_told_whole(draft, material, named) or on_its_number(material, named):
            return draft
        weights = weigh(draft, material, self._check)
        if answer := what_answers(draft, material, weights, named):
            return _led(material, draft, [answer])
        return without_what_answers_nothing(draft, material, weights, named)

    def _chosen(self, material: Material) -> Draft:
        evidence, query = material.evidence, material.query
        if query.facet is Facet.CASE and (rows := numbered_rows(evidence)):
            beside = self._prose_on_case(evidence, query.case)
            return self._draft(evidence, [*rows, *beside], notes=(wordings.ONE_PERSON,))
        named = [card for card in evidence.cards if is_pointed_at(query, card)]
        asks_which = _WHICH_CASES.search(query.question) is not None
        if rows := pointed_rows(evidence, evidence.cards if asks_which else named):
            return self._draft(evidence, rows, notes=(wordings.ONE_PERSON,))
        asked = asked_of(material, named)
        if query.facet is Facet.APPROVAL:
            return self._approval(material, asked.uncovered)
        quoted = _showing(material, quoted_shares(query)) if query.facet is not Facet.SAFETY else []
        if asked.compared:  # the figure of one of the two tells nothing of the other
            quoted = [each for each in quoted if material.compares(each)]
        if quoted:
            return self._specific(replace(asked, uncovered=()), first_per_source(quoted))
        if quoted := [each for each in material.candidates if quoted_ratios(query) & each.figures]:
            return self._specific(replace(asked, uncovered=()), first_per_source(quoted))
        if unhelped := on_who_was_not_helped(material):
            return self._specific(replace(asked, uncovered=()), first_per_source(unhelped))
        return self._on_named(asked) or self._on_what_was_asked(asked) or self._in_general(asked)

    def _prose_on_case(self, evidence: Evidence, number: int | None) -> list[DraftClaim]:
        """Return what the sources say in prose of one numbered case: it qualifies the case's row."""
        on_it = re.compile(rf"\bcase {number}\b", re.IGNORECASE)
        told = [each for each in candidates_of(evidence, self._lexicon) if on_it.search(each.text)]
        return [claim(each, Part.DIRECT) for each in told]

    def _on_named(self, asked: Asked) -> Draft | None:
        """Answer a question on a study that it names: its findings, or what is nearest in it."""
        material = asked.material
        if not asked.named:
            return None
        if (numbered := on_its_number(material, asked.named)) and not asked.covered:
            return self._specific(asked, nearest(numbered, most=_MOST_OF_A_NAMED_SOURCE))
        of_harms = material.query.facet is Facet.SAFETY and speaks_of_harm(material.query.question)
        if asked.for_findings and not of_harms:
            return self._findings(asked, leads_for(asked.covered, asked.tellers, self._lexicon))
        of_no_harm = material.query.facet is Facet.SAFETY and set(asked.covered) <= _OF_NO_HARM
        if asked.covered and not of_no_harm:
            return None
        told = _of_its_people(asked) if material.query.facet is Facet.STUDY else []
        near = told or material.candidates
        if material.query.facet is Facet.SAFETY:  # how many regrew their hair tells nothing of side effects
            near = [each for each in asked.tellers if is_on_harm(each)]
            if all(each.role is not Role.HARMS for each in near):  # "our notes hold no figures on side effects"
                near = [each for each in near if each.role is Role.LIMITS and speaks_of_harm(each.text)] or near
        return self._specific(asked, nearest(near, most=_MOST_OF_A_NAMED_SOURCE)) if near else None

    def _on_what_was_asked(self, asked: Asked) -> Draft | None:
        """Answer what has to be covered by name or topic; None if nothing in particular has to be."""
        material, query, covered = asked.material, asked.material.query, asked.covered
        if asked.compared and not asked.exact and not any(material.compares(e) for e in asked.tellers if covered):
            return self._comparison(material)
        on_benefit = query.facet is Facet.EFFICACY and _is_on_one_use(query)
        # "How many regrow their hair on it?": no sentence says it so, and the findings tell it.
        of_outcome = query.facet is Facet.EFFICACY and query.drugs and set(asked.wanted) <= set(OUTCOME_OF.values())
        if asked.wanted and not covered and of_outcome:
            return self._draft(material.evidence, efficacy(material))
        of_a_place = query.facet is Facet.EFFICACY and query.drugs and set(asked.wanted) <= _PLACES
        if asked.wanted and not covered and (on_benefit or of_a_place) and not asked.untold:
            return self._draft(material.evidence, efficacy(material), uncovered=asked.uncovered)
        if on_benefit and covered and set(asked.wanted) == {"mild"}:  # what is known of severe disease stands beside it
            told = [claim(each, Part.DIRECT) for each in asked.leads()]
            return self._draft(material.evidence, [*told, *efficacy(material)])
        of_a_drug = query.facet is Facet.EFFICACY and query.drugs and (query.conditions or not asked.for_findings)
        if of_a_drug and covered and set(asked.wanted) <= OF_THE_PERSON:  # the rules on them lead: `write`
            return self._draft(material.evidence, efficacy(material), uncovered=asked.uncovered)
        only_the_age = query.facet is Facet.SAFETY and set(covered) == {"children"} and len(asked.wanted) > len(covered)
        if only_the_age:  # from which age it is approved tells nothing of vaccines
            return Draft(claims=(), uncovered=asked.uncovered)
        # Without a name that the corpus covers nothing gates the evidence, so it has to cover all that was asked.
        gated = bool(query.drugs or query.conditions or query.participants or asked.named)
        on_nothing_else = set(covered) <= {"quality"} and any(is_harm_topic(t) for t in query.topics)
        if asked.uncovered and on_nothing_else:  # what sources cannot tell in general answers nothing on vaccines
            return Draft(claims=(), uncovered=asked.uncovered)
        all_told = (query.drugs or not asked.untold) and (gated or not asked.uncovered)
        if asked.wanted and not (covered and all_told):
            return Draft(claims=(), uncovered=asked.uncovered)
        leads = asked.leads() if covered else []
        if asks_which_harms(query):  # "safer than a steroid cream?": how well it works beside one answers nothing
            leads = [each for each in leads if each.role not in _OF_WHAT_WAS_FOUND or speaks_of_harm(each.text)]
            return self._specific(asked, leads) if leads else self._comparison(material)
        return self._specific(asked, leads) if covered else None

    def _in_general(self, asked: Asked) -> Draft:
        """Answer a question that names no topic: by its figures, its rare words, or the whole picture."""
        material, query, evidence = asked.material, asked.material.query, asked.material.evidence
        if showing := _showing(material, asked_figures(query)):
            return self._specific(asked, first_per_source(showing))
        regions = regions_in(query.question)
        ruled = [e for e in material.candidates if e.role is Role.REGULATORY and regions & regions_in(e.text)]
        if ruled and query.facet is Facet.GENERAL:  # "and in Europe, for the face only?"
            return self._specific(asked, ruled[:_MOST_LEADS])
        if query.facet is Facet.GENERAL and asked.for_findings and (query.drugs or query.conditions):
            return self._draft(evidence, efficacy(material))
        exact = [each for each in asked.exact if _is_understood(each, material)]
        if exact and query.facet not in {Facet.EFFICACY, Facet.SAFETY}:
            return self._specific(asked, exact)
        if query.facet is Facet.SAFETY:
            words = frozenset(query.terms)
            told = frozenset().union(*(each.stems for each in material.candidates))
            notes = (wordings.MAY_NOT_SAY,) if len(told) < len(words) else ()
            return self._draft(evidence, safety(material, most_sources=self._sources), notes=notes)
        if query.facet is Facet.COMPARISON:
            return self._comparison(material)
        leads = [each for each in material.candidates if each.similarity >= FLOOR and _is_to_the_point(each, query)]
        leads = [each for each in leads if each.card.drugs or not query.drugs or "definition" in query.topics]
        if query.facet is Facet.EFFICACY or (not leads and not query.terms and (query.drugs or query.conditions)):
            return self._draft(evidence, efficacy(material))
        leads = [each for each in leads if _is_understood(each, material)]
        return self._specific(asked, nearest(leads)) if leads else Draft(claims=())

    def _findings(self, asked: Asked, told: Sequence[Candidate]) -> Draft:
        """Answer "what did that study find": what it tells of what was asked, then what its digests say first."""
        material = asked.material
        sources = [card.id for card in material.surest_first() if card in asked.named][:MOST_STUDIES]
        leads = [claim(each, Part.DIRECT) for each in told[:MOST_BESIDE]]
        leads += in_order(material.candidates, Role.SUMMARY, Part.DIRECT, sources)
        return self._draft(material.evidence, [*leads, *material.around(sources)], uncovered=asked.uncovered)

    def _approval(self, material: Material, uncovered: tuple[str, ...]) -> Draft:
        told = approval(material)
        if told.unreported:  # it says so of the diseases
            query = material.query
            diseases = {self._lexicon.plain(name) for name in (*query.conditions, *query.other_conditions)}
            uncovered = tuple(each for each in uncovered if each not in diseases)
        first = told.unreported or told.elsewhere
        return self._draft(material.evidence, told.claims, first=first, notes=told.notes, uncovered=uncovered)

    def _specific(self, asked: Asked, leads: Sequence[Candidate]) -> Draft:
        """Answer a question about something particular with the sentences that say it, and little else."""
        material, query = asked.material, asked.material.query
        if query.asks_cause:
            return self._draft(material.evidence, cause(material, leads), uncovered=asked.uncovered)
        warnings = [] if query.facet in _ON_THE_STUDY else warnings_on(material)
        # What was seen in people comes first where that is asked, and behind the first warning where a rate is.
        on_others = bool(asked.named) or (query.facet is not Facet.SAFETY and not set(asked.covered) <= OF_THE_PERSON)
        compared = query.facet is Facet.COMPARISON and any(material.compares(each) for each in leads)
        on_others = on_others or compared or "warning_basis" in asked.covered or bool(quoted_ratios(query))
        by_dose = "higher_dose" in query.topics and any(tells_rate(each.text) for each in leads)
        first = 0 if on_others or by_dose or asks_of_people(query) else 1 if asks_for_numbers(query) else len(warnings)
        if query.other_conditions and query.drugs:  # a harm by its name: first what names it
            leads = sorted(leads, key=lambda each: not material.touches(each, query.other_conditions))
            warnings.sort(key=lambda each: not material.touches(each, query.other_conditions))
            first = min(first, sum(material.touches(each, query.other_conditions) for each in warnings))
        leads = list(dict.fromkeys([*warnings[:first], *leads, *warnings[first:]]))
        leads += beside(material, leads, asked.covered)
        leads = with_qualifiers(leads, material.candidates, self._read)
        leads = to_the_question(leads, "definition" in query.topics)
        leads += what_it_says_of_the_rest(material, leads)
        claims = [claim(each, Part.DIRECT) for each in leads]
        of_benefit = query.facet in {Facet.EFFICACY, Facet.GENERAL} and query.topics == ("quality",)
        if of_benefit and query.drugs and query.conditions and not asked.named:  # "how sure is that?": of what, first
            claims = [*(each for each in efficacy(material) if each.part is Part.DIRECT), *claims]
        rest = material.of(each for each in material.candidates if each not in leads)
        sources = list(dict.fromkeys(each.card.id for each in leads))
        notes = []
        scores = frozenset().union(*(each.topics for each in leads)) & _SCORES
        if scores and _are_separate(
            {each.card.id: each.card for each in leads if re.search(r"\d", each.text)}.values()
        ):
            notes.append(wordings.SEPARATE_STUDIES)
        if query.facet is Facet.EFFICACY and "definition" not in query.topics:
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
            if any(each.card.participants and rate(each.card).certainty is Certainty.VERY_LOW for each in leads):
                notes.append(wordings.HARM_NOT_RULED_OUT)
            on_it = [each for each in rest.candidates if material.touches(each, material.wanted())]
            claims += limits(on_it or [each for each in rest.candidates if speaks_of_harm(each.text)], sources)
        return self._draft(material.evidence, claims, notes=tuple(notes), uncovered=asked.uncovered)

    def _comparison(self, material: Material) -> Draft:
        told = comparison(material, most_sources=self._sources)
        return self._draft(material.evidence, told.claims, uncovered=told.uncovered, uncompared=told.uncompared)

    def _draft(
        self,
        evidence: Evidence,
        claims: Sequence[DraftClaim],
        *,
        notes: tuple[str, ...] = (),
        uncovered: tuple[str, ...] = (),
        uncompared: str | None = None,
        first: str | None = None,
    ) -> Draft:
        ordered = list(without_repeats(claims, self._lexicon))
        drugs = wordings.joined([self._lexicon.plain(drug) for drug in evidence.query.drugs])
        return Draft(
            claims=tuple(self._of_few_sources(evidence, ordered)),
            notes=notes,
            uncovered=uncovered,
            uncompared=uncompared,
            first=first,
            doctor_questions=wordings.doctor_questions(evidence.query, drugs),
        )

    def _of_few_sources(self, evidence: Evidence, claims: Sequence[DraftClaim]) -> Iterator[DraftClaim]:
        """Yield the claims of the first few sources, and of every label: its warnings are never what is left out."""
        labels = {card.id for card in evidence.cards if card.kind is SourceKind.LABEL}
        shown: set[str] = set()
        for each in claims:
            own = {binding.source_id for binding in each.bindings}
            if len((shown | own) - labels) <= self._sources:
                shown |= own
                yield each


def _led(material: Material, draft: Draft, fits: Sequence[Candidate]) -> Draft:
    """Return a draft with these sentences leading, behind the dangers that a label tells."""
    warnings = frozenset(each.text for each in warnings_on(material))
    if material.query.facet is Facet.SAFETY and not is_certain_of(fits):  # a danger of the label stays before the rest
        direct = [each for each in draft.claims if each.part is Part.DIRECT]
        warnings |= {each.text for each in direct[:1] if "boxed warning" in each.text}
    kept = warnings | {each.text for each in draft.claims if material.query.facet in _TOLD_WHOLE}
    return led_by(draft, fits, material, kept, frozenset() if is_certain_of(fits) else warnings)


def _without_what_is_set_aside(evidence: Evidence) -> Evidence:
    """Leave out the sources on a medicine of which nothing is asked: "what is there besides Rinvoq?"."""
    aside = set(evidence.query.set_aside)
    if not aside:
        return evidence
    left = {card.id for card in evidence.cards if not card.drugs or set(card.drugs) - aside}
    return evidence.model_copy(
        update={
            "cards": tuple(card for card in evidence.cards if card.id in left),
            "ranked": tuple(each for each in evidence.ranked if each.passage.source_id in left),
        }
    )


def _is_surer(draft: Draft, fits: Sequence[Candidate], material: Material) -> bool:
    """Say whether what leads tells of a benefit that a surer source saw, and what fits that another leaves it open."""
    if material.query.facet is not Facet.EFFICACY:
        return False
    lead = next((each for each in material.candidates if each.text == draft.claims[0].text), None)
    unsure = material.read(fits[0].text).strength is Strength.UNCERTAIN
    told = lead is not None and lead.role is Role.SUMMARY and material.read(lead.text).strength > Strength.UNCERTAIN
    return lead is not None and told and unsure and rate(lead.card).certainty > rate(fits[0].card).certainty


def _is_understood(candidate: Candidate, material: Material) -> bool:
    """Say whether a sentence may answer a question in general: a benefit answers nothing that was not understood."""
    query = material.query
    if query.facet is not Facet.GENERAL or not query.drugs or not material.names_benefit(candidate):
        return True
    return len(candidate.stems) >= max(_UNDERSTOOD, len(query.terms) // 2 + 1)


def _are_separate(cards: Collection[StudyCard]) -> bool:
    """Say whether sources are on different people; two reports of one trial are not."""
    names = [set(card.known_as) for card in cards]
    return len(names) > 1 and not any(one & other for one, other in itertools.combinations(names, 2))


def _showing(material: Material, figures: frozenset[str]) -> list[Candidate]:
    """Return the sentences that show all of these figures, else those that show any: "is it 71% or 72.4%?"."""
    on_benefit = material.query.facet is Facet.EFFICACY
    telling = [each for each in material.candidates if not on_benefit or material.names_benefit(each)]
    telling = [each for each in telling if has_the_step(each.text, material.query)] or telling
    telling.sort(key=tells_nothing)  # "cannot tell of 15 mg, as it used 30 mg only" leads where nothing else has the 30

    def has(each: Candidate, figure: str) -> bool:
        return figure in each.figures and tells_figure(each.text, figure, material.query)

    showing = [each for each in telling if figures and all(has(each, figure) for figure in figures)]
    return showing or [each for figure in sorted(figures) for each in telling if has(each, figure)]


def _of_its_people(asked: Asked) -> list[Candidate]:
    """Return how a study was done, as far as it is asked; where each group is asked about, what counts them first."""
    query = asked.material.query
    of_study = [each for each in asked.tellers if each.role is Role.STUDIED and each.topics & set(query.topics)]
    if asks_by_group(query):
        counting = [each for each in asked.tellers if counts_groups(each.text)]
        of_study = list(dict.fromkeys([*counting, *of_study]))
    return of_study


def _is_on_one_use(query: Query) -> bool:
    return bool(query.drugs and query.conditions)


def _is_to_the_point(candidate: Candidate, query: Query) -> bool:
    """A general question is answered by a sentence that shares one of its words; else by the whole picture."""
    asks_what_it_is = "definition" in query.topics and "definition" in candidate.topics
    return asks_what_it_is or query.facet in {Facet.STUDY, Facet.DOSE} or bool(candidate.stems)
