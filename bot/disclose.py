"""What every answer must carry beside its claims: certainty, sources, status of approval, disclaimers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot import wordings
from bot.approvals import affirms_approval
from bot.evidence import RULES_ON_USE, Rating, rate, rate_together
from bot.harm import speaks_of_harm
from bot.lexicon import Lexicon
from bot.retrieval import on_drugs
from bot.surroundings import DEFINES
from bot.types import (
    Article,
    Binding,
    Certainty,
    CertaintyStatement,
    Claim,
    ClaimKind,
    Design,
    DraftClaim,
    Evidence,
    Facet,
    Part,
    Passage,
    Query,
    Role,
    SourceKind,
    SourceNote,
    Status,
    Strength,
    StudyCard,
)
from bot.verify import Verdict

_RESULT = re.compile(r"\d ?%|\bfell from\b|\bchanged by\b|\breached\b", re.IGNORECASE)
_OF_FINDINGS = re.compile(r"#(?:in-short|what-was-found)-")
_OF_PLAIN_FACTS = {Facet.STUDY, Facet.CASE, Facet.DOSE, Facet.APPROVAL}
# Where an effect or a dose was asked about, a use that nobody approved is said to be one.
_ON_A_USE = {Facet.EFFICACY, Facet.COMPARISON, Facet.DOSE}
_WARNS = {Design.LABEL, Design.REGULATOR}
_EXPLAINS = frozenset({"definition", "mechanism"})
# As many as the brief writer shows of each source beside a benefit.
_HARMS_OWED = 2


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
    direct: Sequence[Claim] = (),
    conflicting: bool = False,
    uncompared: bool = False,
) -> CertaintyStatement | None:
    """Return how sure the answer is; None where it only describes, since a plain fact is not hedged.

    That of the claims which answer directly, where studies carry them: what stands beside "nobody compared them" makes
    that no surer. What a label or a guideline says of use is a rule, not a finding: it makes no answer more or less
    certain. A benefit that a regulator's page reports is a finding. Where two treatments were asked about and no source
    compares them (`uncompared`), nobody is sure which is better, however sure each by itself.

    Raises:
        ValueError: a claim cites a source that is not among `cards`.
    """
    by_dose = not any(claim.kind is ClaimKind.SAFETY for claim in direct)  # a harm beside it may be less sure
    effects = [claim for claim in claims if _tells_an_effect(claim) or (by_dose and _is_result_by_dose(claim))]
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
        if claim.strength > Strength.UNCERTAIN or _is_result_by_dose(claim)
        for c in claim.citations
    }
    rating = rate_together([card for card in studies if card.id in telling] or studies, conflicting=conflicting)
    if not any(card.id in telling for card in studies):
        rating = Rating(certainty=Certainty.VERY_LOW, reasons=(*rating.reasons, "the sources do not decide it"))
    if uncompared:
        rating = Rating(certainty=Certainty.VERY_LOW, reasons=("no source here compares the treatments asked about",))
    return CertaintyStatement(
        level=rating.certainty,
        sentence=wordings.certainty_sentence(rating.certainty),
        reasons=rating.reasons,
    )


def _tells_an_effect(claim: Claim) -> bool:
    return claim.kind in {ClaimKind.EFFICACY, ClaimKind.SAFETY} and claim.strength > Strength.NONE


def _is_result_by_dose(claim: Claim) -> bool:
    """Say whether a claim that counts as one on a dose tells what came of it: "65% on 15 mg reached EASI 75"."""
    return claim.kind is ClaimKind.DOSE and _RESULT.search(claim.text) is not None


def disclaimers_for(cards: Iterable[StudyCard]) -> tuple[str, ...]:
    unreviewed = any(card.status is Status.UNREVIEWED for card in cards)
    return (*wordings.DISCLAIMERS, *((wordings.UNREVIEWED,) if unreviewed else ()))


def together_note(query: Query) -> str | None:
    """Return whom to ask before taking two medicines together, where another is named beside a treatment."""
    asked = query.facet is not Facet.COMPARISON and bool(query.drugs and query.other_drugs)
    return wordings.INTERACTION if asked else None


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


def pregnancy_note(query: Query) -> str | None:
    """Return whom to ask, wherever pregnancy or breastfeeding is touched: silence in a source is no clearance."""
    return wordings.PREGNANCY if wordings.PREGNANCY_TOPICS & set(query.topics) else None


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


def age_note(cards: Iterable[StudyCard]) -> tuple[str, ...]:
    """Return how old the evidence is; nothing for no evidence."""
    listed = list(cards)
    if not listed:
        return ()
    years = [card.year for card in listed if card.year]
    read_on = wordings.spelled(max(card.retrieved for card in listed))
    newest = f"The newest of these sources is from {max(years)}" if years else "These sources carry no date"
    return (f"{newest}; they were last checked on {read_on}. Newer research may exist.",)


def unwarned(verdicts: Iterable[Verdict], evidence: Evidence, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the drugs of which an answer tells a benefit, and nothing that a label or a regulator warns of."""
    passages = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
    benefits: dict[str, None] = {}
    warned: set[str] = set()
    for claim in (verdict.claim for verdict in verdicts if verdict.claim):
        for citation in claim.citations:
            card, passage = evidence.card(citation.source_id), passages[citation.passage_id]
            if card.design in _WARNS and (passage.role is Role.HARMS or "warning" in claim.text):
                warned.update(card.drugs)
            elif _tells_benefit(claim, passage):
                named = [drug for drug in card.drugs if drug in lexicon.names_in_evidence(claim.text)]
                benefits.update(dict.fromkeys(named or card.drugs))
    return tuple(drug for drug in benefits if not warned & {drug, *lexicon.classes_of(drug)})


def harms_owed(verdicts: Iterable[Verdict], evidence: Evidence) -> tuple[DraftClaim, ...]:
    """Return the harm sentences that an answer still needs: of each source whose benefit it tells, and no harm.

    They come in the digest's order, since one sentence there qualifies the one before it. The caller verifies them.
    """
    roles = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
    benefits: dict[str, None] = {}
    told: set[str] = set()
    shown: set[str] = set()
    for verdict, claim in ((each, each.claim) for each in verdicts if each.claim):
        shown.add(claim.text)
        # What stands in for a sentence that fell was not chosen as the harm to tell.
        stands_in = verdict.repaired and verdict.part is Part.EVIDENCE
        for citation in claim.citations:
            if roles[citation.passage_id].role is Role.HARMS:
                told.update(() if stands_in else (citation.source_id,))
            elif _tells_benefit(claim, roles[citation.passage_id]):
                benefits.setdefault(citation.source_id)
    owing = [source for source in benefits if source not in told]
    own = {source: _first_harms(source, evidence) for source in owing}
    drugs = {drug for source in owing if not own[source] for drug in evidence.card(source).drugs}
    # Where a source tells no harm at all, the label of its drug does.
    labels = [card for card in evidence.cards if card.kind is SourceKind.LABEL and drugs & set(card.drugs)]
    labels.sort(key=lambda card: (card.design is not Design.LABEL, card.second_hand))
    warned = bool(told & {card.id for card in labels})
    warning = next((harms[:1] for card in labels if (harms := _first_harms(card.id, evidence)) and not warned), ())
    return (*(harm for source in owing for harm in own[source] if harm.text not in shown), *warning)


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
            or _tells_a_figure_of_benefit(claim, passage)
        )
    ]
    if not benefits or any(passage.role is Role.HARMS or speaks_of_harm(claim.text) for claim, passage in cited):
        return None
    drugs = dict.fromkeys(drug for _, passage in benefits for drug in evidence.card(passage.source_id).drugs)
    return wordings.harms_unknown(wordings.joined([lexicon.plain(drug) for drug in drugs]))


def _tells_benefit(claim: Claim, passage: Passage) -> bool:
    """Say whether a claim tells of a benefit; what a step of a score means is none, nor what cannot be told."""
    doubts = claim.strength is Strength.UNCERTAIN and passage.role is Role.LIMITS
    told = claim.kind is ClaimKind.EFFICACY and not doubts
    told = told or _tells_a_figure_of_benefit(claim, passage)
    return told and not DEFINES.search(claim.text)


def _tells_a_figure_of_benefit(claim: Claim, passage: Passage) -> bool:
    """Say whether a claim gives a result of treatment: a figure of what was found, and not of a harm."""
    found = passage.role in {Role.FOUND, Role.SUMMARY} and not speaks_of_harm(claim.text)
    return found and _RESULT.search(claim.text) is not None


def _first_harms(source_id: str, evidence: Evidence) -> tuple[DraftClaim, ...]:
    passages = [r.passage for r in evidence.ranked if r.passage.source_id == source_id and r.passage.role is Role.HARMS]
    if not passages:
        return ()
    first = min(passages, key=lambda passage: int(passage.passage_id.rsplit("-", 1)[1]))
    return tuple(
        DraftClaim(
            text=sentence.text,
            part=Part.HARMS,
            bindings=(Binding(passage_id=first.passage_id, sentence=at),),
        )
        for at, sentence in enumerate(first.sentences[:_HARMS_OWED])
    )
