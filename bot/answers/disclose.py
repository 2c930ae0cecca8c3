"""What every answer must carry beside its claims: certainty, sources, status of approval, disclaimers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from bot import wordings
from bot.brief.harm import speaks_of_harm
from bot.brief.owed import RESULT, tells_a_figure_of_benefit
from bot.brief.selection import UNTREATED, tells_silence
from bot.brief.surroundings import DEFINES
from bot.evidence import RULES_ON_USE, Rating, rate, rate_together
from bot.lexicon import Lexicon
from bot.questions.approvals import affirms_approval
from bot.questions.topics import OF_A_BABY, topics_in
from bot.retrieval.passages import on_drugs
from bot.types import (
    Article,
    Certainty,
    CertaintyStatement,
    Claim,
    ClaimKind,
    Design,
    Evidence,
    Facet,
    Query,
    Role,
    SourceKind,
    SourceNote,
    Status,
    Strength,
    StudyCard,
)

_OF_FINDINGS = re.compile(r"#(?:in-short|what-was-found)-")
_OF_PLAIN_FACTS = {Facet.STUDY, Facet.CASE, Facet.DOSE, Facet.APPROVAL}
# Where an effect or a dose was asked about, a use that nobody approved is said to be one.
_ON_A_USE = {Facet.EFFICACY, Facet.COMPARISON, Facet.DOSE}
_EXPLAINS = frozenset({"definition", "mechanism"})
_REACHED = re.compile(r"\d ?%.{0,80}\breached\b|\bfell from\b", re.IGNORECASE)
# What leads an answer is no less sure than it is worded: who says "may" is not fairly sure.
_WORDED_AT = {Strength.MAY: Certainty.LOW, Strength.PROBABLY: Certainty.MODERATE}


def sources_of(claims: Iterable[Claim], cards: Sequence[StudyCard]) -> tuple[SourceNote, ...]:
    """Return a note on each cited source, in the order in which the claims cite them."""
    by_id = {card.id: card for card in cards}
    cited = dict.fromkeys(citation.source_id for claim in claims for citation in claim.citations)
    return tuple(
        SourceNote(
            source_id=card.id,
            title=card.title,
            year=card.year,
            url=card.link,
            design=card.design.value,
            participants=card.participants,
            certainty=rate(card).certainty,
            retrieved=card.retrieved,
            status=card.status,
        )
        for card in (by_id[key] for key in cited)
    )


def certainty_of(
    query: Query,
    claims: Sequence[Claim],
    cards: Sequence[StudyCard],
    *,
    direct: Sequence[Claim],
    disputed: Collection[str],
    uncompared: bool,
) -> CertaintyStatement | None:
    """Return how sure the answer is; None where it only describes, since a plain fact is not hedged.

    That of the claims which answer directly, where studies carry them: what stands beside "nobody compared them" makes
    that no surer. What a label or a guideline says of use is a rule, not a finding: it makes no answer more or less
    certain. A benefit that a regulator's page reports is a finding. Where two treatments were asked about and no source
    compares them (`uncompared`), nobody is sure which is better, however sure each by itself. A source that others
    contradict (its id is in `disputed`) makes an answer a level less sure. What leads an answer makes it no surer than
    its own source and its own words, whatever stands beside it; where that only tells what is not known, nothing
    beside it decides.

    Raises:
        ValueError: a claim cites a source that is not among `cards`.
    """
    by_dose = not any(claim.kind is ClaimKind.SAFETY for claim in direct)  # a harm beside it may be less sure
    effects = [claim for claim in claims if _tells_an_effect(claim) or (by_dose and _is_result_by_dose(claim))]
    if direct and direct[0] not in effects and _REACHED.search(direct[0].text):  # "19.9% on one and 8.9% on the other"
        effects = [direct[0], *effects]
    if not effects or query.facet in _OF_PLAIN_FACTS or _EXPLAINS & set(query.topics):
        return None
    by_id = {card.id: card for card in cards}
    cited = {citation.source_id for claim in effects for citation in claim.citations}
    if not cited <= by_id.keys():
        raise ValueError(f"claims cite unknown sources {sorted(cited - by_id.keys())}")
    finding = {
        c.source_id
        for claim in effects
        if claim.kind is ClaimKind.EFFICACY
        for c in claim.citations
        if by_id[c.source_id].design is Design.REGULATOR and _OF_FINDINGS.search(c.passage_id)
    }
    rules = {key for key in cited if by_id[key].design in RULES_ON_USE and key not in finding}
    deciding = [
        claim for claim in effects if claim in direct and any(c.source_id not in rules for c in claim.citations)
    ]
    effects = deciding or effects
    cited = {citation.source_id for claim in effects for citation in claim.citations}
    studies = [by_id[key] for key in sorted(cited - rules)]
    if not studies:
        return None
    # A source that only says that it does not know makes an answer no surer, however well it was made.
    telling = {
        c.source_id
        for claim in effects
        if claim.strength > Strength.UNCERTAIN or _is_result_by_dose(claim) or _REACHED.search(claim.text)
        for c in claim.citations
    }
    conflicting = any(card.id in disputed for card in studies)
    rating = _least_sure(query, [card for card in studies if card.id in telling] or studies, conflicting=conflicting)
    leading = [by_id[c.source_id] for claim in deciding[:1] for c in claim.citations if c.source_id in telling - rules]
    if leading:
        rating = min(rating, rate_together(leading, conflicting=conflicting), key=lambda each: each.certainty)
    worded = _WORDED_AT.get(deciding[0].strength) if deciding and deciding[0] in direct[:1] else None
    if deciding and UNTREATED in topics_in(deciding[0].text) and rating.certainty > Certainty.LOW:
        rating = Rating(
            certainty=Certainty.LOW,
            reasons=(*rating.reasons, "nothing was compared with going untreated"),
        )
    if worded is not None and worded < rating.certainty:
        rating = Rating(certainty=worded, reasons=(*rating.reasons, "the source's own words are no firmer"))
    if not any(card.id in telling for card in studies) or any(_leaves_it_open(claim) for claim in direct[:1]):
        rating = Rating(certainty=Certainty.VERY_LOW, reasons=(*rating.reasons, "the sources leave it open"))
    if uncompared:
        rating = Rating(
            certainty=Certainty.VERY_LOW, reasons=("no source here compares all the treatments asked about",)
        )
    return CertaintyStatement(
        level=rating.certainty,
        sentence=wordings.certainty_sentence(rating.certainty),
        reasons=rating.reasons,
    )


def _leaves_it_open(claim: Claim) -> bool:
    return (_tells_an_effect(claim) and claim.strength is Strength.UNCERTAIN) or tells_silence(claim.text)


def unanswered() -> CertaintyStatement:
    """Return how sure an answer is that may not answer: what is near may be well studied, and decides nothing."""
    level = Certainty.VERY_LOW
    reasons = ("the sources may not answer this question",)
    return CertaintyStatement(level=level, sentence=wordings.certainty_sentence(level), reasons=reasons)


def _least_sure(query: Query, studies: Sequence[StudyCard], *, conflicting: bool) -> Rating:
    """Return how sure the sources are together; of several treatments, where none was asked for, the least sure."""
    if query.drugs or not query.conditions:
        return rate_together(studies, conflicting=conflicting)
    by_drug: dict[tuple[str, ...], list[StudyCard]] = {}
    for card in studies:
        by_drug.setdefault(card.drugs[:1], []).append(card)
    least = min((rate_together(own, conflicting=conflicting) for own in by_drug.values()), key=lambda r: r.certainty)
    if len(by_drug) == 1:
        return least
    return Rating(certainty=least.certainty, reasons=("of several treatments, the least sure counts", *least.reasons))


def _tells_an_effect(claim: Claim) -> bool:
    return claim.kind in {ClaimKind.EFFICACY, ClaimKind.SAFETY} and claim.strength > Strength.NONE


def _is_result_by_dose(claim: Claim) -> bool:
    """Say whether a claim that counts as one on a dose tells what came of it: "65% on 15 mg reached EASI 75"."""
    return claim.kind is ClaimKind.DOSE and RESULT.search(claim.text) is not None


def disclaimers_for(cards: Iterable[StudyCard]) -> tuple[str, ...]:
    unreviewed = any(card.status is Status.UNREVIEWED for card in cards)
    return (*wordings.DISCLAIMERS, *((wordings.UNREVIEWED,) if unreviewed else ()))


def together_note(query: Query) -> str | None:
    """Return whom to ask before taking two medicines together, where another is named beside a treatment."""
    asked = query.facet is not Facet.COMPARISON and bool(query.drugs and query.other_drugs)
    return wordings.INTERACTION if asked or "together" in query.topics else None


def off_label_note(evidence: Evidence, articles: Sequence[Article], lexicon: Lexicon) -> str | None:
    """Return that no source reports an approval, where an effect or a dose was asked about and none does."""
    query = evidence.query
    if query.facet not in _ON_A_USE or not query.drugs or not query.conditions:
        return None
    # An approval for a disease is one for its form on a part of the body.
    conditions = {*query.conditions, *(wide for wide in lexicon.names if _includes(lexicon, wide, query.conditions))}
    for article in on_drugs(query.drugs, articles, lexicon):
        card = article.card
        is_rule = card.kind in {SourceKind.LABEL, SourceKind.GUIDELINE}
        if is_rule and any(lexicon.covers(condition, card.conditions) for condition in conditions):
            return None
        told = (sentence.text for passage in article.passages for sentence in passage.sentences)
        if any(affirms_approval(text, name, lexicon) for text in told for name in conditions):
            return None
    return wordings.no_approval(
        wordings.joined([lexicon.plain(name) for name in query.drugs]),
        wordings.joined([lexicon.plain(name) for name in query.conditions]),
        max(article.card.retrieved for article in articles),
    )


def _includes(lexicon: Lexicon, wide: str, narrow: Sequence[str]) -> bool:
    return any(name in lexicon.names[wide].narrower for name in narrow)


_MEETS_ANOTHER = re.compile(
    r"(?:\b(?:and|with|plus|alongside|while (?:on|taking)|on)|[+&])\s*(?:my |the |some )?$", re.I
)
_IS_MET = re.compile(r"\s*(?:\b(?:and|with|plus|alongside|together)\b|[+&])", re.I)


def emergency_note(query: Query) -> str | None:
    """Return what to do at once, where the signs of an emergency, or taking too much, are asked about."""
    if "overdose" in query.topics:
        return wordings.TOO_MUCH
    return wordings.SIGNS_OF_AN_EMERGENCY if "emergency_signs" in query.topics else None


def unknown_together_note(query: Query, lexicon: Lexicon) -> str | None:
    """Return whom to ask before taking together what no source tells of: "ginseng and Olumiant"."""
    question = query.question
    if not query.terms or query.topics or query.facet not in {Facet.GENERAL, Facet.SAFETY}:
        return None
    drugs = [each for each in lexicon.mentions(question, fuzzy=True) if each.name in query.drugs]
    beside = any(_MEETS_ANOTHER.search(question[: e.start]) or _IS_MET.match(question, e.end) for e in drugs)
    return wordings.INTERACTION if beside else None


def pregnancy_note(query: Query) -> str | None:
    """Return whom to ask, wherever pregnancy or breastfeeding is touched: silence in a source is no clearance."""
    return wordings.PREGNANCY if OF_A_BABY & set(query.topics) else None


_A_SIGN_SINCE = re.compile(
    r"\b(?:since|after|when|on|where)\b.{0,40}"
    r"\b(?:start\w*|tak(?:e|en|ing)|took|inject\w*|dose|first|going on|being on)\b"
    r"|\b(?:i|he|she|my|we)\b.{0,60}\bsince\b",
    re.IGNORECASE,
)
_OF_SOMEBODY = re.compile(
    r"\b(?:i|i'm|im|i've|ive|my|me|he|she|his|her|our|we)\b|^\W*\w+ \w+ \w+ since\b", re.IGNORECASE
)


def new_sign_note(query: Query) -> str | None:
    """Return whom to tell, where somebody asks whether what they noticed is a known harm of a medicine."""
    question = query.question
    told = query.facet is Facet.SAFETY and _A_SIGN_SINCE.search(question) and _OF_SOMEBODY.search(question)
    return wordings.TELL_A_NEW_SIGN if told else None


# "Jaundice on Rinvoq", "does it give nosebleeds", "my knees crack since Olumiant".
_OF_A_SIGN = re.compile(
    r"^\W*(?:[a-z]+\W){1,3}(?:on|from|after|since) (?:[a-z]+\W?){1,2}$"
    r"|\b(?:gives?|causes?|gets?|brings? on|makes?|leads? to)\b|\b(?:since|after) (?:starting )?\w+\b",
    re.IGNORECASE,
)


def unknown_sign_note(query: Query) -> str | None:
    """Return whom to tell of what somebody notices, where no source tells whether a medicine does it."""
    of_a_sign = query.facet is Facet.GENERAL and not query.topics and _OF_A_SIGN.search(query.question)
    return wordings.TELL_A_NEW_SIGN if query.drugs and (query.facet is Facet.SAFETY or of_a_sign) else None


def age_note(cards: Iterable[StudyCard]) -> tuple[str, ...]:
    """Return how old the evidence is; nothing for no evidence."""
    listed = list(cards)
    if not listed:
        return ()
    years = [card.year for card in listed if card.year]
    read_on = wordings.spelled(max(card.retrieved for card in listed))
    newest = f"The newest of these sources is from {max(years)}" if years else "These sources carry no date"
    return (f"{newest}; they were last checked on {read_on}. Newer research may exist.",)


def harms_unknown_note(claims: Sequence[Claim], evidence: Evidence, lexicon: Lexicon) -> str | None:
    """Return that no source tells the harms, where an answer tells a benefit and no harm beside it."""
    passages = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
    cited = [(claim, passages[cited.passage_id]) for claim in claims for cited in claim.citations]
    benefits = [
        (claim, passage)
        for claim, passage in cited
        if not DEFINES.search(claim.text)
        and (
            (claim.kind is ClaimKind.EFFICACY and claim.strength > Strength.UNCERTAIN)
            or tells_a_figure_of_benefit(claim, passage)
        )
    ]
    if not benefits or any(passage.role is Role.HARMS or speaks_of_harm(claim.text) for claim, passage in cited):
        return None
    drugs = dict.fromkeys(drug for _, passage in benefits for drug in evidence.card(passage.source_id).drugs)
    return wordings.harms_unknown(wordings.joined([lexicon.plain(drug) for drug in drugs]))
