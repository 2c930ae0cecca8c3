"""Answers without a guard, in the same shape, so that the same judges hold them: what the guard is measured against."""

from __future__ import annotations

from bot.types import Answer, Citation, Claim, ClaimKind, Draft, DraftClaim, Evidence, Outcome, Strength


def unguarded(answer: Answer, draft: Draft, evidence: Evidence) -> Answer:
    """Return the answer that a draft makes when nobody checks it: each claim as it was written.

    A citation that points nowhere is kept with the claim's own words as its quote: that is what a reader is shown.
    """
    claims = tuple(_as_written(each, evidence) for each in draft.claims)
    text = "\n\n".join([*(claim.text for claim in claims), *answer.disclaimers])
    return Answer.model_construct(
        **{
            **dict(answer),
            "outcome": Outcome.ANSWERED if claims else Outcome.ABSTAINED,
            "reason": None,
            "claims": claims,
            "certainty": None,
            "text": text,
        }
    )


def _as_written(drafted: DraftClaim, evidence: Evidence) -> Claim:
    passages = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
    citations = []
    for binding in drafted.bindings:
        passage = passages.get(binding.passage_id)
        if passage is not None and binding.sentence < len(passage.sentences):
            sentence = passage.sentences[binding.sentence]
            citations.append(
                Citation(
                    source_id=passage.source_id,
                    passage_id=passage.passage_id,
                    quote=sentence.text,
                    start=sentence.start,
                    end=sentence.end,
                    url=evidence.card(passage.source_id).link,
                )
            )
        else:
            citations.append(
                Citation(
                    source_id="nowhere",
                    passage_id=binding.passage_id,
                    quote=drafted.text,
                    start=0,
                    end=max(1, len(drafted.text)),
                    url="https://example.org",
                )
            )
    return Claim.model_construct(
        text=drafted.text,
        kind=ClaimKind.DESCRIPTIVE,
        strength=Strength.NONE,
        licensed=Strength.NONE,
        citations=tuple(citations),
    )
