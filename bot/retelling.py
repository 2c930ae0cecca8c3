"""A claim that retells one sentence nearly word by word: may it change the words that it changes?

Both are laid side by side. What a retelling leaves out or puts in must not be a negation, a hedge, a restriction, an
assurance, a bigger group of people, an opposite, or a new effect. Whole clauses may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.polarity import event_table
from bot.stances import NEGATORS, clauses_of, is_content
from bot.statements import Statement
from bot.types import Judgement, Support
from bot.wordlists import word_pairs, word_set
from bot.words import Word

# Share of the claim's words that one sentence has in the same order, from which the claim retells it; chosen on
# the mutants and the tuning half of bench/honest_claims.jsonl (python -m bench.mutate_guard).
_RETELLS = 0.62
_NEARLY_VERBATIM = 0.85
_DROPPED_CLAUSE = 0.25  # share of a clause's words; with less in common it was left out, or added, as a whole
_LONGEST = 150  # words; the comparison is quadratic in them

_HEDGES = word_set(
    "may might could can possibly possible potential potentially perhaps maybe uncertain unclear unknown unsure whether "
    "presumed presume presumably likely unlikely probably fits "
    "exploring explored opinion seem seems appear appears would"
)
_RESTRICTIONS = word_set("only small early some almost nearly few too almost up least most partly short-lived")
_OF_DENIALS = word_set("severe serious serious severely long-term widespread firm standard official unexpected")
_ASSURANCES = word_set(
    "always proven proves prove proved proof certain certainly clear clearly definite definitely doubt undoubtedly "
    "guaranteed guarantee guarantees completely fully totally entirely highly forever good experts confirmed confirm "
    "confirms established knew known know sure surely obviously evidently shows show shown cure cures cured best very"
)
_EVERYBODY = word_set(
    "everyone everybody anyone anybody you your yours patients many most every all everywhere thousands several"
)
_SINGULAR = word_set("woman man person patient girl boy child participant she he her his him")
_PLURAL = word_set("women men people patients girls boys children participants they their them everyone everybody your")
_FEMALE = word_set("woman women female females she her hers girl girls")
_MALE = word_set("man men male males he his him boy boys")
_YOUNG = word_set("girl girls boy boys child children infant infants baby babies teenager teenagers kids")
_OPPOSITES = word_pairs(
    "before:after more:less more:fewer larger:smaller bigger:smaller higher:lower highest:lowest first:last over:under "
    "above:below earlier:later least:most dense:denser raised:lowered abnormal:normal longer:shorter older:younger "
    "start:stop started:stopped continued:stopped lost:gained lost:grew lost:kept worse:better fail:work with:without "
    "safe:unsafe agree:disagree contradicts:agrees complete:incomplete common:rare mild:severe fast:slow best:worst "
    "many:few small:large same:different includes:excludes including:excluding none:some none:most none:all "
    "nobody:everybody fewer:more calm:stir rise:fall rose:fell start:end"
)
_OPPOSITE = {frozenset(pair) for pair in _OPPOSITES}
_TIMES = word_set("day week month year hour days weeks months years hours daily weekly monthly yearly mg g ml micrograms points")


@dataclass(frozen=True)
class _Side:
    """One of the two texts: the words that it does not share, outside clauses that stand alone, and those inside."""

    words: tuple[Word, ...]
    own: tuple[Word, ...]
    alone: tuple[Word, ...]  # of whole clauses that the other text does not have

    def has(self, listed: frozenset[str]) -> list[str]:
        return [word.written for word in self.own if word.written in listed]


def retell(claim: Statement, passage: Sequence[Statement]) -> Judgement | None:
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
    if nearest is None or nearest[0] < _RETELLS:
        return None
    shared, statement, matcher = nearest
    theirs = clauses_of(statement.text)
    mine = _side(ours.words, ours.clause_of, {b.a + i for b in matcher.get_matching_blocks() for i in range(b.size)})
    source = _side(theirs.words, theirs.clause_of, {b.b + i for b in matcher.get_matching_blocks() for i in range(b.size)})
    known = frozenset().union(*(each.forms for each in passage))
    fault = _fault(mine, source, known, close=shared >= _NEARLY_VERBATIM)
    return Judgement(support=fault.support, why=fault.why, sentence=statement.index) if fault else None


@dataclass(frozen=True)
class _Fault:
    support: Support
    why: str


def _fault(mine: _Side, source: _Side, known: frozenset[str], *, close: bool) -> _Fault | None:
    denied, denied_there = mine.has(NEGATORS), source.has(NEGATORS)
    if len(denied) % 2 != len(denied_there) % 2:
        if denied:
            return _Fault(Support.NO, f"The claim says “{denied[0]}”; the source does not.")
        return _Fault(Support.NO, f"The source says “{denied_there[0]}”; the claim leaves that out.")
    for word in mine.own:
        for other in source.own:
            if frozenset((word.written, other.written)) in _OPPOSITE:
                return _Fault(Support.NO, f"The source says “{other.written}”; the claim says “{word.written}”.")
    return (
        _surer(mine, source)
        or _other_people(mine, source)
        or _other_effects(mine, source, known, close=close)
    )


def _surer(mine: _Side, source: _Side) -> _Fault | None:
    hedges = source.has(_HEDGES)
    if hedges and not mine.has(_HEDGES):
        return _Fault(Support.NOT_FOUND, f"The source says “{hedges[0]}”; the claim leaves that out.")
    said = {word.written for word in source.words}
    denies = any(word.written in NEGATORS for word in source.words)
    restrictions = source.has(_RESTRICTIONS) + (source.has(_OF_DENIALS) if denies else [])
    kept = {word.form for word in mine.words}
    lost = [w for w in restrictions if not _stands_in(w, source, kept)]
    if lost and not mine.has(_RESTRICTIONS):
        return _Fault(Support.NOT_FOUND, f"The source says “{lost[0]}”; the claim leaves that out.")
    assured = [w.written for w in (*mine.own, *mine.alone) if w.written in _ASSURANCES and w.written not in said]
    if assured:
        return _Fault(Support.NOT_FOUND, f"The claim says “{assured[0]}”; the source does not go so far.")
    return None


def _stands_in(written: str, source: _Side, kept: frozenset[str] | set[str]) -> bool:
    return any(word.form in kept for word in source.own if word.written == written)


def _other_people(mine: _Side, source: _Side) -> _Fault | None:
    said = {word.written for word in source.words}
    wider = [
        w.written
        for w in (*mine.own, *mine.alone)
        if w.written in _EVERYBODY and w.written not in said and not _counts(w, mine.words)
    ]
    if wider:
        return _Fault(Support.NOT_FOUND, f"The claim speaks of “{wider[0]}”; the source speaks only of those it studied.")
    for listed in (_FEMALE, _MALE, _YOUNG):
        ours = [w.written for w in mine.own if w.written in listed]
        if ours and not said & listed:
            return _Fault(Support.NO, f"The source does not speak of “{ours[0]}” here.")
    alone = source.has(_SINGULAR)
    many = mine.has(_PLURAL)
    if alone and many and not {w.written for w in mine.words} & _SINGULAR:
        return _Fault(Support.NO, f"The source speaks of one person (“{alone[0]}”); the claim speaks of “{many[0]}”.")
    return None


def _other_effects(mine: _Side, source: _Side, known: frozenset[str], *, close: bool) -> _Fault | None:
    said = {word.form for word in source.words}
    added = [w for w in mine.alone if w.written in event_table() and w.form not in said]
    if added:
        return _Fault(Support.NOT_FOUND, f"The source does not say “{added[0].written}” of this.")
    times = [w for w in mine.own if w.written in _TIMES and w.form not in said and not _measures(w, mine.words)]
    if times and source.has(_TIMES):
        return _Fault(Support.NO, f"The source says “{source.has(_TIMES)[0]}”; the claim says “{times[0].written}”.")
    if not close:
        return None
    new = [w for w in mine.own if _means_something(w) and w.form not in known]
    old = [w for w in source.own if _means_something(w)]
    if new and old:
        return _Fault(Support.NOT_FOUND, f"The source says “{old[0].written}”; the claim says “{new[0].written}”.")
    return None


def _means_something(word: Word) -> bool:
    return is_content(word) and not word.written.isdigit() and word.written not in _TELLING


def _counts(word: Word, words: Sequence[Word]) -> bool:
    """ "All 6 people", "most of the 20 people": held to the figure."""
    at = next(i for i, each in enumerate(words) if each is word)
    beside = [each.written for each in words[at + 1 : at + 4]]
    return word.written in {"all", "most", "every"} and any(each.isdigit() or each in _NUMBERS for each in beside)


def _measures(word: Word, words: Sequence[Word]) -> bool:
    """A unit beside a number is held to its figure elsewhere: twelve weeks are three months."""
    at = next(i for i, each in enumerate(words) if each is word)
    beside = [words[i].written for i in (at - 1, at + 1) if 0 <= i < len(words)]
    return any(each[0].isdigit() or each in _NUMBERS for each in beside)


_TELLING = word_set(
    "says say states state reports report lists list names name gives give takes take reads read mentions mention tells "
    "describes describe notes note counts told stated listed named mentioned described given according"
)
_NUMBERS = word_set("one two three four five six seven eight nine ten eleven twelve fifty-two twenty thirty forty")


def _keys(words: Iterable[Word]) -> list[str]:
    return [word.written if word.form in {"person", "child"} or word.written in NEGATORS else word.form for word in words]


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
        cuts += word.written in _CONJUNCTIONS
        found.append(clause + cuts)
    return found


_CONJUNCTIONS = word_set("and but so because which while although though yet whereas")
