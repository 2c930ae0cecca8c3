"""How a question ends when it is not simply answered: urgent, declined, abstained."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import wordings
from bot.brief.selection import Candidate
from bot.encoders.small_nets import is_common_word
from bot.lexicon import FORM_WORDS, Lexicon
from bot.questions.approvals import affirms_approval
from bot.questions.facets import asks_for_benefit
from bot.retrieval.passages import is_named
from bot.types import (
    Article,
    Draft,
    Evidence,
    Facet,
    Outcome,
    Query,
    Reason,
    Record,
    Role,
    Urgent,
)

# Of these, a treatment's own articles must tell; anything else may be mentioned in passing by another's.
_ABOUT_THE_TREATMENT = {Facet.EFFICACY, Facet.SAFETY, Facet.DOSE, Facet.APPROVAL, Facet.COMPARISON}
# Of these, the articles on the disease must tell; a disease asked about otherwise may be an unwanted effect.
_ABOUT_TREATING = {Facet.EFFICACY, Facet.DOSE, Facet.COMPARISON}
# Of these, nothing can be said of "it": sources on several treatments would answer each for another.
_OF_ONE = {Facet.EFFICACY, Facet.APPROVAL, Facet.COMPARISON}
_OF_ONE_TREATMENT = {Facet.EFFICACY, Facet.SAFETY}
_POINTS_AT_SOMETHING = re.compile(
    r"\d|\b(?:safest|best|mildest|gentlest|fewest|least|two|three|four|five|six|seven|eight|nine|ten|twenty)\b",
    re.IGNORECASE,
)
_SHORTEST_TREATMENT = 5
_SHORTEST_ABBREVIATION = 3  # "CBD oil"
_W = r"([^\W\d_][\w'-]*)"
_TREATMENT_PLACE = re.compile(
    rf"(?<!\bi )(?<!\bwe )\b(?:does|do|did|can|could|will|would|is|are|has|have|about|try(?:ing)?|us(?:e|ing)"
    rf"|tak(?:e|ing)|eat(?:ing)?|drink(?:ing)?|apply(?:ing)?|rub(?:bing)?|on) (?:an? |the |some |my )?"
    rf"{_W}(?: {_W})?(?: {_W})?"
    rf"|{_W}(?: {_W})? (?:for|against|help(?:s|ed|ing)?|work(?:s|ed|ing)?|cure[sd]?|treat(?:s|ed|ment|ing)?|therapy"
    rf"|heal(?:s|ed)?|clear(?:s|ed)?|cream|oil|gel|tablets?|pills?|tea|diet|injections?|supplements?|extract)\b",
    re.IGNORECASE,
)
# "What helps?" names no treatment; whatever else the message tells is of the illness.
_ASKS_WHAT_HELPS = re.compile(
    r"(?:^|[,.;:!?]\s*)(?:(?:so|and|but|please) )?(?:what|which|(?:is|are) there (?:any|some)|any)\b[^,.;:!?]{0,30}"
    r"\b(?:helps?|works?|treats?|treatments?|medicines?|options)\b",
    re.IGNORECASE,
)
_IS_A_FORM = re.compile("|".join(FORM_WORDS.values()), re.IGNORECASE)
_STEM = 5  # letters; "probiotics" and "probiotic" begin alike


class Ending(Record):
    """An outcome with the fixed sentences that open its text."""

    outcome: Outcome
    reason: Reason | None
    opening: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    urgent: Urgent | None = None
    follow_ups: tuple[str, ...] = ()
    draft: Draft | None = None


def abstain_uncovered(
    query: Query,
    evidence: Evidence,
    articles: Sequence[Article],
    lexicon: Lexicon,
    *,
    fits: Sequence[Candidate] = (),
) -> Ending | None:
    """Return the ending for a question on a treatment or a condition that no article covers, or None.

    `fits` are sentences that tell no benefit and answer it: with them an unknown word stops nothing, no name is needed,
    and another treatment that they speak of is covered.
    """
    is_answered = bool(fits)
    named = query.drugs or query.conditions or query.other_drugs or query.other_conditions
    pointed_at = (
        query.participants
        or query.case
        or any(is_named(query.question, card) for card in evidence.cards)
        or ((query.topics or (query.terms and not _is_vague(query))) and query.facet not in _OF_ONE)
        or ("definition" in query.topics and len(query.topics) > 1)
    )
    if not named and (not evidence.cards or not (pointed_at or (is_answered and query.facet is not Facet.SAFETY))):
        return Ending(outcome=Outcome.ABSTAINED, reason=Reason.NOT_COVERED, opening=(wordings.UNCLEAR,))
    about_it = query.facet in _ABOUT_THE_TREATMENT or (query.facet is Facet.GENERAL and not query.topics)
    told_of = all(any(drug.casefold() in each.text.casefold() for each in fits) for drug in query.other_drugs)
    other_treatment = bool(query.other_drugs) and not query.drugs and about_it and not told_of
    # A disease is what is to be treated, unless a source tells of it as a harm, or another medicine is taken for it.
    beside = all(is_told(name, evidence) for name in query.other_conditions) and not asks_for_benefit(query.question)
    beside = beside or bool(query.drugs and any(_is_taken(drug, query.question) for drug in query.other_drugs))
    only_approved = query.drugs and query.other_conditions and _is_only_approved(query, evidence, lexicon)
    on_treating = query.facet in _ABOUT_TREATING and not beside and not only_approved
    other_disease = bool(query.other_conditions) and not query.conditions and on_treating
    pointed = any(is_named(query.question, card) for card in evidence.cards)
    unknown = (
        ()
        if pointed
        or query.drugs
        or query.participants
        or is_answered
        or _ASKS_WHAT_HELPS.search(query.question)
        or not (query.facet in _OF_ONE_TREATMENT or _is_bare(query))
        else _unknown_words(query, evidence)
    )
    if evidence.cards and not unknown and (pointed or (not other_treatment and not other_disease)):
        return None
    if unknown and not query.other_drugs:
        return Ending(
            outcome=Outcome.ABSTAINED,
            reason=Reason.NOT_COVERED,
            opening=(
                wordings.not_covered(wordings.joined(unknown, "and"), _nearest(query, articles, lexicon)),
                wordings.ASK_WHOM,
            ),
        )
    drugs = [lexicon.plain(name) for name in (*query.drugs, *query.other_drugs)]
    conditions = [lexicon.plain(name) for name in (*query.conditions, *query.other_conditions)]
    asked = " for ".join(wordings.joined(names) for names in (drugs, conditions) if names)
    return Ending(
        outcome=Outcome.ABSTAINED,
        reason=Reason.NOT_COVERED,
        opening=(wordings.not_covered(asked, _nearest(query, articles, lexicon)), wordings.ASK_WHOM),
    )


def _is_only_approved(query: Query, evidence: Evidence, lexicon: Lexicon) -> bool:
    """Say whether all that the sources tell of a disease is that a drug was approved for it, and what they cannot tell.

    Where they tell more, of one person or of a dose, what is near would read like an answer.
    """
    names = [name.casefold() for name in query.other_conditions]
    on_it = [
        (ranked.passage.role, sentence.text)
        for ranked in evidence.ranked
        for sentence in ranked.passage.sentences
        if any(name in sentence.text.casefold() for name in names)
    ]
    approving = [any(affirms_approval(text, name, lexicon) for name in names) for _, text in on_it]
    silent = [role is Role.LIMITS for role, _ in on_it]
    return any(approving) and all(one or other for one, other in zip(approving, silent, strict=True))


def _is_vague(query: Query) -> bool:
    """Say whether a question asks for harms of nothing in particular: "any risk?", and not "six of six had none"."""
    return query.facet is Facet.SAFETY and _POINTS_AT_SOMETHING.search(query.question) is None


def _is_bare(query: Query) -> bool:
    """Say whether a question asks nothing in particular, like "garlic for vitiligo?"."""
    return query.facet is Facet.GENERAL and not query.topics


def _unknown_words(query: Query, evidence: Evidence) -> tuple[str, ...]:
    """Return the question's own words that may name a treatment, and that no source uses.

    With no known treatment named, "garlic for vitiligo?" is about garlic; "lovely" and "my father" are not meant: a
    common word counts only where a treatment would stand.
    """
    told = " ".join(ranked.passage.text for ranked in evidence.ranked).casefold()
    meant = {word.casefold() for match in _TREATMENT_PLACE.finditer(query.question) for word in match.groups() if word}
    return tuple(
        term
        for term in query.terms
        if len(term) >= (_SHORTEST_ABBREVIATION if term.isupper() else _SHORTEST_TREATMENT)
        and (term.casefold() in meant or not (_is_bare(query) or is_common_word(term)))
        and term.casefold()[:_STEM] not in told
        and not _IS_A_FORM.fullmatch(term)  # "how well do tablets work?"
    )


def abstain(evidence: Evidence, draft: Draft, lexicon: Lexicon) -> Ending:
    """Return the ending for evidence on the subject that does not say what was asked."""
    query = evidence.query
    if draft.uncovered:
        first = f"{wordings.nothing_about(draft.uncovered)} {wordings.SILENCE}"
        reason = Reason.NOT_COVERED
    else:
        first, reason = f"{wordings.NO_ANSWER} {wordings.SILENCE}", Reason.THIN_EVIDENCE
    about = [
        lexicon.plain(name)
        for name in dict.fromkeys(n for card in evidence.cards for n in (*card.drugs, *card.conditions))
    ]
    named = any(is_named(query.question, card) for card in evidence.cards)
    if not (query.drugs or query.conditions or query.participants or named):
        return Ending(outcome=Outcome.ABSTAINED, reason=Reason.NOT_COVERED, opening=(wordings.UNCLEAR,))
    nearest = f"They cover other questions about {wordings.joined(about, 'and')}." if about else ""
    return Ending(
        outcome=Outcome.ABSTAINED,
        reason=reason,
        opening=tuple(line for line in (first, nearest, wordings.ASK_WHOM) if line),
    )


def _nearest(query: Query, articles: Sequence[Article], lexicon: Lexicon) -> list[str]:
    """Return the covered pairs that share a name with the question; all pairs if none does."""
    pairs = {
        (drug, condition): None
        for article in articles
        for drug in article.card.drugs[:1]
        for condition in article.card.conditions[:1]
    }
    near = [p for p in pairs if p[0] in query.drugs or p[1] in query.conditions] or list(pairs)
    return [f"{lexicon.plain(drug)} in {lexicon.plain(condition)}" for drug, condition in near[:4]]


def _is_taken(drug: str, question: str) -> bool:
    """Say whether somebody takes a medicine already: "on phenytoin for epilepsy, would it still work"."""
    taking = rf"\b(?:on|tak(?:e|es|ing)|us(?:e|es|ing)|with) (?:\w+ ){{0,2}}{re.escape(drug)}\b"
    return re.search(taking, question, re.IGNORECASE) is not None


def is_told(name: str, evidence: Evidence | None) -> bool:
    """Say whether a source speaks of a name: a harm that a label warns of is covered, though no article treats it."""
    return evidence is not None and any(name.casefold() in r.passage.text.casefold() for r in evidence.ranked)
