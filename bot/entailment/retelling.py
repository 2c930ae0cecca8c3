"""A claim that retells one sentence nearly word by word: may it change the words that it changes?

Both are laid side by side. What a retelling leaves out or puts in must not be a negation, a hedge, a restriction, an
assurance, a bigger group of people, an opposite, or a new effect. Whole clauses may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from bot.entailment.attribution import ends_with_a_speaker, is_told_as_words
from bot.entailment.retelling_words import (
    ASSURANCES,
    COMPARISON,
    CONJUNCTIONS,
    EVERYBODY,
    FEMALE,
    HEDGES,
    MALE,
    NUMBERS,
    OF_DENIALS,
    OPPOSITE,
    PLURAL,
    RESTRICTIONS,
    SINGULAR,
    TELLING,
    TIMES,
    YOUNG,
)
from bot.entailment.stances import NEGATORS, clauses_of, closest_clause, is_content
from bot.entailment.statements import Statement
from bot.entailment.windows import TOLD_AS_WORDS, listed
from bot.lexicon import NameKind
from bot.text.polarity import Axis, event_table
from bot.text.words import Word
from bot.types import Judgement, Support

# Share of the claim's words that one sentence has in the same order, from which the claim retells it; chosen on
# the mutants and the tuning half of bench/honest_claims.jsonl (python -m bench.mutate_guard).
_RETELLS = 0.62
_NEARLY_VERBATIM = 0.85
_ADDS_A_WORD = 0.93  # from here on even one new word is held to be a change of meaning
_DROPPED_CLAUSE = 0.25  # share of a clause's words; with less in common it was left out, or added, as a whole
_FEWEST = 4  # words in common; three in a row of twenty are no retelling
_HEAD = 45  # characters: "According to the letter,", "The authors themselves conclude"
_LONGEST = 150  # words; the comparison is quadratic in them


@dataclass(frozen=True)
class _Side:
    """One of the two texts: the words that it does not share, outside clauses that stand alone, and those inside."""

    words: tuple[Word, ...]
    own: tuple[Word, ...]
    alone: tuple[Word, ...]  # of whole clauses that the other text does not have

    def has(self, listed: frozenset[str]) -> list[str]:
        return [word.written for word in self.own if word.written in listed]


def retell(claim: Statement, passage: Sequence[Statement], card: Statement) -> Judgement | None:
    """Return why the claim is no honest retelling of the sentence it is nearest to; None if it is, or retells none."""
    ours = clauses_of(claim.text)
    if not 3 <= len(ours.words) <= _LONGEST:
        return None
    nearest: tuple[float, Statement, SequenceMatcher[str]] | None = None
    for statement in passage:
        theirs = clauses_of(statement.text)
        if not theirs.words or len(theirs.words) > _LONGEST:
            continue
        matcher = SequenceMatcher(None, _keys(ours.words), _keys(theirs.words), autojunk=False)
        shared = sum(block.size for block in matcher.get_matching_blocks()) / len(ours.words)
        if nearest is None or shared > nearest[0]:
            nearest = shared, statement, matcher
    if nearest is None or nearest[0] < _RETELLS or nearest[0] * len(ours.words) < _FEWEST:
        return None
    shared, statement, matcher = nearest
    theirs = clauses_of(statement.text)
    mine = _side(ours.words, ours.clause_of, {b.a + i for b in matcher.get_matching_blocks() for i in range(b.size)})
    source = _side(
        theirs.words, theirs.clause_of, {b.b + i for b in matcher.get_matching_blocks() for i in range(b.size)}
    )
    known = frozenset().union(*(each.forms for each in passage))
    fault = (
        _fault(mine, source, known, shared=shared)
        or _widened(mine, source, claim, statement)
        or _untold(claim, statement)
        or _names(mine, source, claim, statement, card)
    )
    return Judgement(support=fault.support, why=fault.why, sentence=statement.index) if fault else None


@dataclass(frozen=True)
class _Fault:
    support: Support
    why: str


def _fault(mine: _Side, source: _Side, known: frozenset[str], *, shared: float) -> _Fault | None:
    denied, denied_there = mine.has(NEGATORS), source.has(NEGATORS)
    if len(denied) % 2 != len(denied_there) % 2:
        if denied:
            return _Fault(Support.NO, f"The claim says “{denied[0]}”; the source does not.")
        return _Fault(Support.NO, f"The source says “{denied_there[0]}”; the claim leaves that out.")
    for word in mine.own:
        if _is_or_more(word, mine.words):
            continue
        for other in source.own:
            if frozenset((word.written, other.written)) in OPPOSITE or _pull_apart(word, other):
                return _Fault(Support.NO, f"The source says “{other.written}”; the claim says “{word.written}”.")
    return _surer(mine, source) or _other_people(mine, source) or _other_effects(mine, source, known, shared=shared)


def is_attributed_throughout(text: str, forms: frozenset[str]) -> bool:
    """Say whether somebody is named at the head of a sentence, or in the clause that is retold."""
    head = is_told_as_words(text[:_HEAD]) or ends_with_a_speaker(text)
    return head or "according to" in text or is_told_as_words(closest_clause(text, forms))


def _untold(claim: Statement, sentence: Statement) -> _Fault | None:
    if is_attributed_throughout(sentence.text, claim.forms) and not is_told_as_words(claim.text):
        return _Fault(Support.NOT_FOUND, TOLD_AS_WORDS)
    return None


_DEGREES = frozenset({"severe", "moderate", "mild", "segmental", "active", "extensive"})


def _widened(mine: _Side, source: _Side, claim: Statement, sentence: Statement) -> _Fault | None:
    """ "Severe alopecia areata" told as "alopecia areata" speaks of more people than the source does."""
    ours = {word.written for word in mine.words}
    for at, (word, following) in enumerate(pairwise(source.words)):
        if at and source.words[at - 1].written == "how":
            continue  # "a score of how severe it is"
        named = following.form in sentence.conditions or following.written in sentence.conditions
        if word.written in _DEGREES and named and word.written not in ours:
            return _Fault(Support.NOT_FOUND, f"The source says “{word.written}”; the claim leaves that out.")
    for wide in claim.conditions - sentence.conditions:
        narrow = [name for name in sentence.conditions - claim.conditions if name.endswith(wide)]
        if narrow and not any(name.endswith(wide) for name in claim.conditions - {wide}):
            return _Fault(Support.NOT_FOUND, f"The source speaks of {listed(narrow)} only.")
    said, told = (_BARE_HARM.sub("", " ".join(w.written for w in side.words)) for side in (source, mine))
    if _GRAVE_HARM.search(said) and _HARM.search(told) and not _GRAVE_HARM.search(told) and not _UNGRAVE.search(said):
        return _Fault(Support.NOT_FOUND, "The source says “serious”; the claim leaves that out.")
    if (
        len(_GRAVE_HARM.findall(said)) > len(_GRAVE_HARM.findall(told))
        and _UNGRAVE.search(told)
        and not _UNGRAVE.search(said)
    ):
        return _Fault(Support.NOT_FOUND, "The source says “serious”; the claim leaves that out.")
    return None


_UP_TO = re.compile(r"\bup to\b")
_BARE_HARM = re.compile(r"\b(?:list|kinds?|types?) of sideeffects?\b")
_HARM = re.compile(r"\b(?:sideeffects?|infections?)\b")
_GRAVE_HARM = re.compile(r"\b(?:serious|severe|grave|major) (?:sideeffects?|infections?)\b")
_UNGRAVE = re.compile(r"(?<!serious )(?<!severe )(?<!grave )(?<!major )\b(?:sideeffects?|infections?)\b")


def _names(mine: _Side, source: _Side, claim: Statement, sentence: Statement, card: Statement) -> _Fault | None:
    for kind in NameKind:
        ours = {w.form for w in mine.own} & claim.names(kind)
        theirs = {w.form for w in source.own} & sentence.names(kind)
        if kind is NameKind.DRUG and ours and "placebo" in {w.form for w in source.own} - {w.form for w in mine.words}:
            return _Fault(Support.NO, "The source says this of the placebo.")
        added = ours - sentence.names(kind) - card.names(kind)
        if added or (ours - theirs and theirs - ours):
            return _Fault(Support.NO, "The source names another drug or disease here than the claim does.")
    return None


def _pull_apart(word: Word, other: Word) -> bool:
    ours, theirs = event_table().get(word.written), event_table().get(other.written)
    return bool(ours and theirs) and ours[0] is theirs[0] and ours[1] != theirs[1]  # type: ignore[index]  # because of bool()


def _surer(mine: _Side, source: _Side) -> _Fault | None:
    silent = any(word.written in {"unsaid", "uncertain"} for word in source.words)
    if mine.has(frozenset({"unsaid"})) and not silent:
        return _Fault(Support.NO, "The claim says that the source is silent; it is not.")
    if source.has(frozenset({"nocomparison"})) and mine.has(COMPARISON):
        return _Fault(Support.NO, "The source had no comparison group.")
    for unknown, why in (("uncertain", "is not known"), ("unsaid", "is not said")):
        if source.has(frozenset({unknown})) and not mine.has(frozenset({"uncertain", "unsaid"}) | NEGATORS):
            return _Fault(Support.NOT_FOUND, f"The source says that this {why}; the claim leaves that out.")
    hedges = [word for word in source.has(HEDGES) if word != "uncertain"]
    if hedges and not mine.has(HEDGES):
        return _Fault(Support.NOT_FOUND, f"The source says “{hedges[0]}”; the claim leaves that out.")
    denies = any(word.written in NEGATORS for word in source.words)
    restrictions = source.has(RESTRICTIONS) + (source.has(OF_DENIALS) if denies else [])
    kept = {word.form for word in mine.words}
    lost = [w for w in restrictions if not _stands_in(w, source, kept)]
    if not _UP_TO.search(" ".join(word.written for word in source.words)):
        lost = [w for w in lost if w != "up"]  # of the name of a trial: "Heads Up"
    if _AT_LEAST.search(" ".join(word.written for word in mine.words)):
        lost = [w for w in lost if w != "least"]  # whether the figure is the same is held elsewhere
    if lost and not mine.has(RESTRICTIONS):
        return _Fault(Support.NOT_FOUND, f"The source says “{lost[0]}”; the claim leaves that out.")
    said = [word.written for word in source.words]
    ours = [word.written for word in mine.words]
    assured = [w for w in ours if w in ASSURANCES and ours.count(w) > said.count(w)]
    if assured:
        return _Fault(Support.NOT_FOUND, f"The claim says “{assured[0]}”; the source does not go so far.")
    return None


def _is_or_more(word: Word, words: Sequence[Word]) -> bool:
    """ "Half or more": a bound of the figure, and no change."""
    at = next((i for i, each in enumerate(words) if each is word), 0)
    return (
        at > 0
        and word.written in {"more", "over", "older", "above", "longer"}
        and words[at - 1].written in {"or", "and"}
    )


_AT_LEAST = re.compile(r"\b(?:or|and) (?:more|over|older|above|longer)\b|\b(?:no|not) (?:less|fewer|under)\b")


def _stands_in(written: str, source: _Side, kept: frozenset[str] | set[str]) -> bool:
    return any(word.form in kept for word in source.own if word.written == written)


def _other_people(mine: _Side, source: _Side) -> _Fault | None:
    said = {word.written for word in source.words}
    wider = [
        w.written
        for w in (*mine.own, *mine.alone)
        if w.written in EVERYBODY
        and w.written not in said
        and not _counts(w, mine.words)
        and not _renames_people(w, mine.words, source.words)
    ]
    if wider:
        return _Fault(
            Support.NOT_FOUND, f"The claim speaks of “{wider[0]}”; the source speaks only of those it studied."
        )
    for group in (FEMALE, MALE, YOUNG):
        ours = [w.written for w in (*mine.own, *mine.alone) if w.written in group]
        if ours and not said & group:
            return _Fault(Support.NO, f"The source does not speak of “{ours[0]}” here.")
    counted = [w for w in source.own if _is_number(w) and _counts_people(w, source.words)]
    if counted and any(_is_uncounted(at, mine.words) for at in range(len(mine.words))):
        return _Fault(
            Support.NOT_FOUND, f"The source says how many people ({counted[0].written}); the claim leaves that out."
        )
    alone = [w.written for w in (*source.own, *source.alone) if w.written in SINGULAR]
    many = [w.written for w in (*mine.own, *mine.alone) if w.written in PLURAL]
    if alone and many and not {w.written for w in mine.words} & SINGULAR:
        return _Fault(Support.NO, f"The source speaks of one person (“{alone[0]}”); the claim speaks of “{many[0]}”.")
    return None


def _other_effects(mine: _Side, source: _Side, known: frozenset[str], *, shared: float) -> _Fault | None:
    said = {word.form for word in source.words}
    added = [w for w in mine.alone if w.written in event_table() and w.form not in said]
    if added:
        return _Fault(Support.NOT_FOUND, f"The source does not say “{added[0].written}” of this.")
    spans = {_span(word.written) for word in source.words}
    times = [
        w for w in mine.own if w.written in TIMES and _span(w.written) not in spans and not _measures(w, mine.words)
    ]
    figures = [{_value(w) for w in side.own if _is_number(w)} for side in (mine, source)]
    if source.has(TIMES) and not any(figures):
        times += [w for w in mine.own if w.written in TIMES and _span(w.written) not in map(_span, source.has(TIMES))]
    if times:
        return _Fault(Support.NO, f"The source does not say “{times[0].written}” of this.")
    if shared < _NEARLY_VERBATIM:
        return None
    if figures[0] - figures[1] and figures[1] - figures[0]:
        ours, theirs = sorted(figures[0] - figures[1])[0], sorted(figures[1] - figures[0])[0]
        return _Fault(Support.NO, f"The source says {theirs} here; the claim says {ours}.")
    open_both = all(any(w.written == "uncertain" for w in side.words) for side in (mine, source))
    new = [w for w in mine.own if _means_something(w) and w.form not in known and not (open_both and _is_link(w))]
    same = {event_table().get(w.written) for w in source.own} - {None}
    new = [w for w in new if event_table().get(w.written) not in same]  # "licensed" for "approved"
    old = [w for w in source.own if _means_something(w)]
    if new and (old or shared >= _ADDS_A_WORD):
        said_there = f"says “{old[0].written}”" if old else "does not say so"
        return _Fault(Support.NOT_FOUND, f"The claim says “{new[0].written}”; the source {said_there}.")
    return None


def _is_link(word: Word) -> bool:
    """ "How much came from it" and "how much it caused" leave the same open."""
    event = event_table().get(word.written)
    return event is not None and event[0] is Axis.RELATION and not event[2]


def _means_something(word: Word) -> bool:
    light = word.written in TELLING or word.form == "take"  # "received" for "got"
    return is_content(word) and not word.written.isdigit() and not light


_PEOPLE = frozenset({"people", "patients", "participants", "persons"})


def _renames_people(word: Word, words: Sequence[Word], source: Sequence[Word]) -> bool:
    """ "Of the 20 patients with" for "of the 20 people with": the same people, where both neighbours are the same."""
    if word.written not in _PEOPLE:
        return False
    at = next(i for i, each in enumerate(words) if each is word)
    ours = _neighbours(words, at)
    if ours[0].isdigit() and any(
        each.form == "person" and i and source[i - 1].written == ours[0] for i, each in enumerate(source)
    ):
        return True  # the same number of people
    return any(each.written in _PEOPLE and _neighbours(source, i) == ours for i, each in enumerate(source))


def _neighbours(words: Sequence[Word], at: int) -> tuple[str, str]:
    before = words[at - 1].written if at else ""
    return before, words[at + 1].form if at + 1 < len(words) else ""


def _counts(word: Word, words: Sequence[Word]) -> bool:
    """ "All 6 people", "most of the 20 people": held to the figure."""
    at = next(i for i, each in enumerate(words) if each is word)
    beside = [each.written for each in words[at + 1 : at + 4]]
    return word.written in {"all", "most", "every"} and any(each.isdigit() or each in NUMBERS for each in beside)


def _counts_people(number: Word, words: Sequence[Word]) -> bool:
    at = next(i for i, each in enumerate(words) if each is number)
    return any(each.form == "person" for each in words[at + 1 : at + 3])


def _is_uncounted(at: int, words: Sequence[Word]) -> bool:
    """ "Some people", "all people", "in people": no number, and no word that points back to those counted."""
    before = [each.written for each in words[max(0, at - 4) : at]]
    pointing = {"these", "those", "the", "same", "other", "her", "his"}
    return (
        words[at].written in {"people", "patients", "participants"}
        and not any(each.isdigit() or each in NUMBERS for each in before)
        and not pointing & set(before[-2:])
    )


def _measures(word: Word, words: Sequence[Word]) -> bool:
    """A unit beside a number is held to its figure elsewhere: twelve weeks are three months."""
    at = next(i for i, each in enumerate(words) if each is word)
    before = words[at - 1] if at else None
    after = words[at + 1] if at + 1 < len(words) else None
    if before and _is_number(before):
        return True
    return (
        after is not None and _is_number(after) and (before is None or before.written not in {"a", "an", "per", "each"})
    )


def _is_number(word: Word) -> bool:
    return word.written.isdigit() or word.written in NUMBERS


def _value(word: Word) -> str:
    return str(NUMBERS.index(word.written)) if word.written in NUMBERS else word.written


def _span(written: str) -> str:
    """ "Daily", "days" and "day" are one unit."""
    return written.replace("daily", "day").removesuffix("s").removesuffix("ly")


def _keys(words: Iterable[Word]) -> list[str]:
    return [
        word.written if word.form in {"person", "child"} or word.written in NEGATORS else word.form for word in words
    ]


def _side(words: Sequence[Word], clause_of: Sequence[int], matched: set[int]) -> _Side:
    clause_of = _finer(words, clause_of)
    shares: dict[int, list[bool]] = {}
    for at, word in enumerate(words):
        if is_content(word):
            shares.setdefault(clause_of[at], []).append(at in matched)
    alone = {clause for clause, found in shares.items() if sum(found) <= _DROPPED_CLAUSE * len(found)}
    own = tuple(word for at, word in enumerate(words) if at not in matched and clause_of[at] not in alone)
    apart = tuple(word for at, word in enumerate(words) if at not in matched and clause_of[at] in alone)
    return _Side(tuple(words), own, apart)


def _finer(words: Sequence[Word], clause_of: Sequence[int]) -> list[int]:
    """Cut the clauses at conjunctions too."""
    cuts, found = 0, []
    for word, clause in zip(words, clause_of, strict=True):
        cuts += word.written in CONJUNCTIONS
        found.append(clause + cuts)
    return found
