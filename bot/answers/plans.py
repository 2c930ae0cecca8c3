"""A model's verified claims and the plan of the rules → one set of verdicts.

The short answer rests on the passages that the rules chose; a doubt of theirs stays first; and what they chose to
stand beside it (harms, warnings, limits) stays, unless a verified claim of the model tells the same sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.text.words import common_share
from bot.types import ClaimKind, Draft, DraftClaim, Evidence, Facet, Part, Query, Reading, Role, Strength
from bot.verify.verdicts import Verdict, Verifier

# From this share of common words on, two sentences of sources are taken to tell the same; chosen on a few, unmeasured.
_THE_SAME = 0.6
_LEADS = {Part.DIRECT, Part.EVIDENCE}


def completed(
    verdicts: Sequence[Verdict],
    plan: Draft,
    evidence: Evidence,
    verifier: Verifier,
    read: Callable[[str], Reading],
) -> tuple[Verdict, ...]:
    """Return the verdicts on what a model wrote, in their place among those on the plan."""
    led = {b.passage_id for each in plan.claims if each.part in _LEADS for b in each.bindings}
    placed = _once([_in_place(each, led, evidence.query) for each in verdicts])
    written = [each for each in placed if not _tells_again(each, plan)]
    kept = [each.claim for each in written if each.claim]
    answers = any(each.claim and each.part is Part.DIRECT for each in written)
    said = {(c.passage_id, c.start) for claim in kept for c in claim.citations}
    doubts, rest = [], []
    for each in plan.claims:
        if each.part is Part.DIRECT and read(each.text).strength is Strength.UNCERTAIN:
            doubts.append(each)
        elif not _is_told(each, said, evidence):
            rest.append(_beside(each, evidence) if answers else each)
    first = [each for each in doubts if not any(claim.text == each.text for claim in kept)]
    before = verifier.verify(Draft(claims=tuple(first)), evidence)
    after = verifier.verify(Draft(claims=tuple(rest)), evidence)
    return (*before, *written, *after)


def _once(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts without those whose claim another one makes, in the short answer or before it."""
    first: dict[str, Verdict] = {}
    for each in sorted(verdicts, key=lambda verdict: verdict.part is not Part.DIRECT):
        if each.claim:
            first.setdefault(each.claim.text, each)
    return [each for each in verdicts if not each.claim or first[each.claim.text] is each]


def _tells_again(verdict: Verdict, plan: Draft) -> bool:
    """Say whether what stands in for a sentence that fell is told by the plan in another place, or in other words."""
    claim = verdict.claim
    if claim is None or not verdict.repaired or verdict.part is Part.DIRECT:
        return False
    if any(each.text == claim.text and each.part is verdict.part for each in plan.claims):
        return False
    return any(common_share(claim.text, each.text) >= _THE_SAME for each in plan.claims)


def wrote(verdicts: Sequence[Verdict], drafted: Draft) -> bool:
    """Say whether anything of a draft is in the verdicts' claims."""
    texts = {each.text for each in drafted.claims}
    return any(each.claim and each.drafted in texts for each in verdicts)


def _in_place(verdict: Verdict, led: set[str], query: Query) -> Verdict:
    """Move a claim out of the short answer if the rules would not lead with its passage, or it soothes a worry."""
    if verdict.claim is None or verdict.part is not Part.DIRECT:
        return verdict
    cited = {citation.passage_id for citation in verdict.claim.citations}
    soothes = query.facet is Facet.SAFETY and verdict.claim.kind is ClaimKind.EFFICACY
    return verdict if cited <= led and not soothes else verdict.model_copy(update={"part": Part.EVIDENCE})


def _is_told(planned: DraftClaim, said: set[tuple[str, int]], evidence: Evidence) -> bool:
    passages = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
    return all(
        b.passage_id in passages and (b.passage_id, passages[b.passage_id].sentences[b.sentence].start) in said
        for b in planned.bindings
    )


def _beside(planned: DraftClaim, evidence: Evidence) -> DraftClaim:
    """Return a claim of the plan as it stands when a model's claim leads."""
    if planned.part is not Part.DIRECT:
        return planned
    roles = {ranked.passage.passage_id: ranked.passage.role for ranked in evidence.ranked}
    is_harm = all(roles.get(binding.passage_id) is Role.HARMS for binding in planned.bindings)
    return planned.model_copy(update={"part": Part.HARMS if is_harm else Part.EVIDENCE})
