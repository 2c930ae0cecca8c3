"""A message that asks two things at once: "does it work, and what are the risks?" is two questions, each made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.lexicon import Lexicon
from bot.questions.facets import asks_of_harm
from bot.questions.follow_ups import completed_by
from bot.questions.queries import understand
from bot.questions.topics import OF_A_BABY, topics
from bot.types import Facet, Query

_FLAGS = re.IGNORECASE

_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had)"
_SUBJECT = (
    r"(?:its?|they|there|the|this|that|these|those|one|each|any\w*|people|patients|i|we|you|s?he|my|your|his|her|\d+)"
)
_ASKS = rf"(?:how|what|what's|whats|any (?:side|risks?|harms?)|{_AUXILIARY}(?:n'?t)? {_SUBJECT}\b)"
_ASKS_JOINED = (
    rf"(?:{_ASKS}|(?:which|who|when|where) {_AUXILIARY}|who (?:paid|wrote|ran|made|funded|took)|(?:does|did) \w+"
    rf"|{_AUXILIARY} \w+ (?:safe|dangerous|harmful|risky|effective|approved|licen[sc]ed|available|better)"
    r"|which \w+|why)"
)
# Where a second question begins: behind a question mark, a colon or a dash, behind "and", and behind a comma.
_BREAK = re.compile(
    rf"\?+\W*(?:(?:and|so|also|or)\W+)?(?=\w)|(?:[:;]|\s[-–])\s+(?={_ASKS_JOINED}\b)"
    rf"|,?\s+(?:and|&|\+|plus|or|also)(?: also| then)?,?\s+(?={_ASKS_JOINED}\b)|,\s+(?={_ASKS}\b)",
    _FLAGS,
)
_NAMES_ADDED = re.compile(r"\s*\(([^()]*)\)\W*$")  # by a follow-up that was made whole
# "If I do nothing", "my mother is 71", "since it is approved": told, and no question.
_ASKS_AT_ALL = re.compile(
    rf"^(?:(?:so|and|but|also|hi|hello|hey|please|ok|okay|well|then|now)\W+)*(?:{_ASKS_JOINED}|{_AUXILIARY})\b"
    rf"|(?:[.!:,]|\s[-–])\s+(?:{_ASKS_JOINED})\b|[.!:]\s+{_AUXILIARY}\b|\b(?:how|what|which|why)\b",
    _FLAGS,
)
_SHORTEST = 2  # words
_RULED_FIRST = OF_A_BABY | {"older", "children", "kidney", "liver"}
_PLAIN_FACTS = {Facet.STUDY, Facet.CASE, Facet.DOSE}


def parts_of(query: Query, lexicon: Lexicon, studies: Sequence[str] = ()) -> tuple[Query, ...]:
    """Return what a message asks, part by part, each with the names that it leaves to another.

    None if all of it wants one kind of answer. `studies` are names by which people point at one.
    """
    added = _NAMES_ADDED.search(query.question)
    pieces = _pieces(query.question[: added.start()] if added else query.question)
    if len(pieces) < 2:
        return ()
    tail = f" ({added[1]})" if added else ""
    parts: list[Query] = []
    for at, piece in enumerate(pieces):
        others = [*pieces[at + 1 :], *pieces[:at]]  # the last is what a follow-up leans on first
        whole = completed_by(f"{piece}{tail}", others, lexicon, studies)
        part = understand(whole, lexicon)
        if missing := _missing(part, query, lexicon):
            part = understand(f"{whole} ({', '.join(missing)})", lexicon)
        parts.append(part.model_copy(update={"before": query.before}))
    wanted = {part: kind for part in parts if (kind := _wanted(part))}  # "and what do you think?" wants nothing
    # What rules for the person comes before what holds for anybody: "what size is it, and is it safe at 76?"
    return tuple(sorted(wanted, key=_is_of_nobody)) if len(set(wanted.values())) > 1 else ()


def _is_of_nobody(part: Query) -> bool:
    return not _RULED_FIRST & set(part.topics)


def _missing(part: Query, whole: Query, lexicon: Lexicon) -> list[str]:
    """Return the names of the whole that a part leaves out: its medicines, its diseases."""
    drugs = () if part.drugs or part.other_drugs else (*whole.drugs, *whole.other_drugs)
    diseases = () if part.conditions or part.other_conditions else (*whole.conditions, *whole.other_conditions)
    return [lexicon.plain(name) for name in (*drugs, *diseases)]


def _pieces(question: str) -> list[str]:
    """Return the questions as they stand; what asks nothing is left with the one behind it, or before it at the end."""
    pieces: list[str] = []
    told = ""
    for piece in _cut(question):
        if _ASKS_AT_ALL.search(piece) and len(piece.split()) >= _SHORTEST:
            pieces.append(f"{told}{piece}")
            told = ""
        else:
            told += f"{piece}, "
    if told and pieces:
        pieces[-1] = f"{pieces[-1]}, {told.rstrip(', ')}"
    return pieces


def _cut(question: str) -> list[str]:
    at, cut = 0, []
    for found in _BREAK.finditer(question):
        cut.append(question[at : found.start()])
        at = found.end()
    return [piece for piece in (each.strip(" ,?;:-–") for each in (*cut, question[at:])) if piece]


def _wanted(query: Query) -> tuple[Facet, bool, frozenset[str]] | None:
    """Return what kind of answer is wanted of which treatments, of two also whether of harm; None where nothing tells.

    Two topics of one kind, "how long was it, and who was in it?", are told together without being parted; so are a
    study's people and its dose.
    """
    if query.facet is Facet.GENERAL and not query.terms and all(topics()[topic].soft for topic in query.topics):
        return None
    if query.facet is Facet.COMPARISON and len((*query.drugs, *query.other_drugs)) < 2:  # "and is 30 worse than 15?"
        return None
    facet = Facet.STUDY if query.facet in _PLAIN_FACTS else query.facet
    named = frozenset((*query.drugs, *query.other_drugs))
    return facet, facet is Facet.COMPARISON and asks_of_harm(query.question), named
