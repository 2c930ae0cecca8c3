"""What an answer owes beside a benefit that it tells: the harms of its source, and what is warned of its drug."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.brief.harm import speaks_of_harm
from bot.brief.surroundings import DEFINES
from bot.lexicon import Lexicon
from bot.questions.approvals import speaks_of_approval
from bot.types import (
    Binding,
    Claim,
    ClaimKind,
    Design,
    DraftClaim,
    Evidence,
    Facet,
    Part,
    Passage,
    Role,
    SourceKind,
    Strength,
)
from bot.verify.verdicts import Verdict

_WARNS = {Design.LABEL, Design.REGULATOR}
# As many as the brief writer shows of each source beside a benefit.
_HARMS_OWED = 2
RESULT = re.compile(r"\d ?%|\bfell from\b|\bchanged by\b|\breached\b", re.IGNORECASE)


def unwarned(verdicts: Iterable[Verdict], evidence: Evidence, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the drugs of which an answer tells a benefit, and nothing that a label or a regulator warns of.

    Where the danger is asked about, an approval alone would soothe like a benefit.
    """
    of_danger = evidence.query.facet is Facet.SAFETY
    passages = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
    benefits: dict[str, None] = {}
    warned: set[str] = set()
    for claim in (verdict.claim for verdict in verdicts if verdict.claim):
        for citation in claim.citations:
            card, passage = evidence.card(citation.source_id), passages[citation.passage_id]
            if card.design in _WARNS and (passage.role is Role.HARMS or "warning" in claim.text):
                warned.update(card.drugs)
            elif _tells_benefit(claim, passage) or (of_danger and speaks_of_approval(claim.text)):
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


def _tells_benefit(claim: Claim, passage: Passage) -> bool:
    """Say whether a claim tells of a benefit; what a step of a score means is none, nor what cannot be told."""
    doubts = claim.strength is Strength.UNCERTAIN and passage.role is Role.LIMITS
    told = claim.kind is ClaimKind.EFFICACY and not doubts
    told = told or tells_a_figure_of_benefit(claim, passage)
    return told and not DEFINES.search(claim.text)


def tells_a_figure_of_benefit(claim: Claim, passage: Passage) -> bool:
    """Say whether a claim gives a result of treatment: a figure of what was found, and not of a harm."""
    found = passage.role in {Role.FOUND, Role.SUMMARY} and not speaks_of_harm(claim.text)
    return found and RESULT.search(claim.text) is not None


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
