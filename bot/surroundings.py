"""What stands around a direct answer: the evidence, the harms, what is not known. Each as the digests have it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bot.approvals import speaks_of_approval
from bot.selection import Candidate
from bot.types import Binding, DraftClaim, Evidence, Part, Reading, Role, Strength

SENTENCES_PER_SOURCE = 2

Read = Callable[[str], Reading]


def claim(candidate: Candidate, part: Part) -> DraftClaim:
    """Return a sentence of a digest as it is, cited to itself."""
    return DraftClaim(text=candidate.text, part=part, bindings=(candidate.binding,))


def first_per_source(candidates: Sequence[Candidate]) -> list[Candidate]:
    return most_per_source(candidates, 1)


def most_per_source(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Return the first `most` candidates of each source, the sources in the order they come."""
    by_source: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_source.setdefault(candidate.card.id, []).append(candidate)
    return [candidate for own in by_source.values() for candidate in own[:most]]


def around(evidence: Evidence, candidates: Sequence[Candidate]) -> list[DraftClaim]:
    """Return findings, harms and limits of every source of the evidence.

    Where a source studied several conditions, its findings on the one that was asked about come alone.
    """
    sources = {card.id for card in evidence.cards}
    asked = set(evidence.query.conditions)
    on_it = {each.card.id for each in candidates if each.role is Role.FOUND and asked & each.names}
    mixed = {card.id for card in evidence.cards if len(card.conditions) > 1} & on_it
    telling = [each for each in candidates if each.card.id not in mixed or asked & each.names]
    found = in_order(telling, Role.FOUND, Part.EVIDENCE, sources)
    found = found or in_order(candidates, Role.SUMMARY, Part.EVIDENCE, sources, most=1)
    return [*found, *in_order(candidates, Role.HARMS, Part.HARMS, sources), *limits(candidates, sources)]


def limits(candidates: Sequence[Candidate], sources: Collection[str]) -> list[DraftClaim]:
    """Return of each source what it cannot tell that is nearest to the question."""
    own = [
        each
        for each in candidates
        if each.role is Role.LIMITS and each.card.id in sources and not speaks_of_approval(each.text)
    ]
    return [claim(each, Part.UNKNOWN) for each in most_per_source(own, SENTENCES_PER_SOURCE)]


def in_order(
    candidates: Sequence[Candidate],
    role: Role,
    part: Part,
    sources: Collection[str],
    *,
    most: int = SENTENCES_PER_SOURCE,
) -> list[DraftClaim]:
    """Return a section's first sentences as the digest has them: one qualifies the one before it."""
    section = sorted((each for each in candidates if each.role is role and each.card.id in sources), key=_place)
    return [claim(each, part) for each in most_per_source(section, most)]


def with_qualifiers(leads: Sequence[Candidate], candidates: Sequence[Candidate], read: Read) -> list[Candidate]:
    """Put before a finding what its own passage says cannot be told from it."""
    qualified: list[Candidate] = []
    for lead in leads:
        if lead.role is Role.FOUND:
            passage = lead.binding.passage_id
            beside = [each for each in candidates if each.binding.passage_id == passage]
            qualified += [each for each in beside if read(each.text).strength is Strength.UNCERTAIN]
        qualified.append(lead)
    return list(dict.fromkeys(qualified))


def doubt(source_id: str, candidates: Sequence[Candidate], read: Read) -> Binding | None:
    """Return where a source's digest says why its evidence does not decide the question."""
    own = [c for c in candidates if c.card.id == source_id and c.role in {Role.SUMMARY, Role.LIMITS}]
    unsure = [c for c in own if read(c.text).strength is Strength.UNCERTAIN]
    return (unsure or own)[0].binding if own else None


def _place(candidate: Candidate) -> tuple[str, int, int]:
    """Where a sentence stands: its article, the passage's number in its section, its own number."""
    number = candidate.binding.passage_id.rsplit("-", 1)[1]
    return candidate.card.id, int(number), candidate.binding.sentence
