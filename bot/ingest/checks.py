"""Holds a source against itself: text against tables, parts against totals, shares against n."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean, pstdev, stdev

from bot.ingest.counts import NUMBER, number
from bot.ingest.document import Block, Table

_I = re.IGNORECASE
_BEFORE = re.compile(r"\b(?:before|baseline|pre|initial|start|week 0)\b", _I)
_AFTER = re.compile(r"\b(?:after|post|at|week|weeks|end|final|follow-up|months?)\b", _I)
_FIGURE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:\s*±\s*(\d+(?:\.\d+)?))?")
_PERCENT = re.compile(r"(?<![\w.–-])(\d{1,3}(?:\.\d+)?) ?%")
_OF_TOTAL = re.compile(
    rf"\b({NUMBER}) (?:of|out of|/) (?:the )?({NUMBER})\b(?: \w+){{0,3}} ?\((\d{{1,3}}(?:\.\d+)?) ?%\)", _I
)
_OF_PEOPLE = re.compile(r"\b(?:patients|people|participants|of them|women|men|adults|children)\b", _I)
_MOST_PEOPLE = 60  # of more people nearly every whole percentage is some number
_STAYED = 0.9  # of the people at least: shares are often of those who were left; chosen, unmeasured
_MEN, _WOMEN = r"(?:males?|m[ae]n|boys?)", r"(?:females?|wom[ae]n|girls?)"
_SEXES = re.compile(
    rf"\b({NUMBER}) (?:were )?{_MEN}\b[^.;]{{0,20}}?\b({NUMBER}) (?:were )?{_WOMEN}\b"
    rf"|\b({NUMBER}) (?:were )?{_WOMEN}\b[^.;]{{0,20}}?\b({NUMBER}) (?:were )?{_MEN}\b",
    _I,
)
_RANGE_OR_MARGIN = re.compile(
    r"\b(?:CI|confidence|interval|improvement|reduction|decrease|increase|at least|"
    r"defined|≥|more than|density|body surface|prevalence|rate of|worldwide|"
    r"population)\b",
    _I,
)
_LIST = re.compile(
    r"((?:\b[A-Z]{3,8}[ -]?\d{2,3}\b(?:,? and |, )?){2,})[^%.]{0,40}?((?:\d+(?:\.\d+)?%(?:,? and |, )?){2,})"
)


def inconsistencies(sentences: Sequence[str], tables: Iterable[Block], participants: int | None) -> list[str]:
    """Return one line for each place where a source disagrees with itself; both figures stand in it."""
    found = list(_totals(sentences, participants))
    for sentence in sentences:
        found += _shares(sentence)
    for at, block in enumerate(tables, start=1):
        if block.table:
            found += _against_table(sentences, block.table, _name(block, at), participants)
    return list(dict.fromkeys(found))


def _name(block: Block, at: int) -> str:
    match = re.match(r"Table\s+\w+", block.text or (block.table.caption if block.table else ""), _I)
    return match.group() if match else f"table {at}"


def _totals(sentences: Sequence[str], participants: int | None) -> Iterator[str]:
    """Men and women of everybody have to add up to everybody."""
    for sentence in sentences:
        match = _SEXES.search(sentence)
        if not match or participants is None:
            continue
        parts = [number(part) for part in match.groups() if part]
        total = sum(parts)
        named = re.search(
            rf"\b{participants}\b(?: \w+){{0,3}} (?:patients|people|participants|adults|children|subjects)",
            sentence,
            _I,
        )
        if total != participants and (named or total > participants):
            yield f"Men and women: {parts[0]} and {parts[1]} make {total}, the text says {participants} people."


def _shares(sentence: str) -> Iterator[str]:
    for match in _OF_TOTAL.finditer(sentence):
        part, whole, share = number(match.group(1)), number(match.group(2)), float(match.group(3))
        if whole and not _agrees(100 * part / whole, match.group(3)):
            yield f"{part} of {whole} is {100 * part / whole:.1f}%, the text says {share:g}%."


def odd_percentages(sentences: Iterable[str], participants: int | None) -> list[str]:
    """Return one line for each share that no number of the study's people makes.

    It may be of a part of them that the sentence does not name: for the reviewer, not for the card.
    """
    if participants is None or participants > _MOST_PEOPLE:
        return []
    found: list[str] = []
    for sentence in sentences:
        told = _OF_PEOPLE.search(sentence) and not _RANGE_OR_MARGIN.search(sentence)
        named = bool(_OF_TOTAL.search(sentence)) or "±" in sentence
        for match in _PERCENT.finditer(sentence) if told and not named else ():
            if not _possible(match.group(1), participants):
                found.append(f"{match.group(1)}% fits no number of {participants} people: “{sentence[:200]}”")
    return list(dict.fromkeys(found))


def _agrees(exact: float, printed: str) -> bool:
    decimals = len(printed.partition(".")[2])
    return bool(abs(exact - float(printed)) <= 0.5 * 10**-decimals + 0.001 + (0.5 if decimals == 0 else 0))


def _possible(printed: str, people: int) -> bool:
    """Say whether some number of so many people, or of a few fewer who were left, makes this share."""
    fewest = max(1, math.ceil(_STAYED * people))
    return any(_agrees(100 * part / left, printed) for left in range(fewest, people + 1) for part in range(left + 1))


def _against_table(sentences: Sequence[str], table: Table, name: str, participants: int | None) -> Iterator[str]:
    columns = {heading: numbers for at, heading in enumerate(table.header) if at and (numbers := _numbers(table, at))}
    if participants is not None and len(table.rows) != participants and _is_by_person(table):
        yield f"{name} lists {len(table.rows)} people, the text says {participants}."
    if not _is_by_person(table):
        return
    for heading, numbers in columns.items():
        yield from _means(sentences, heading, numbers, name)
    yield from _responders(sentences, columns, name)
    yield from _sexes(sentences, table, name)


def _is_by_person(table: Table) -> bool:
    first = [row[0] for row in table.rows]
    return len(first) > 2 and first == [str(at) for at in range(1, len(first) + 1)]


def _numbers(table: Table, at: int) -> list[float]:
    cells = [row[at] for row in table.rows]
    return [float(cell) for cell in cells] if all(re.fullmatch(r"-?\d+(?:\.\d+)?", cell) for cell in cells) else []


def _means(sentences: Sequence[str], heading: str, numbers: Sequence[float], name: str) -> Iterator[str]:
    """A mean of the text that belongs to this column has to be the column's mean, its spread the column's spread."""
    measure = heading.split()[0].casefold()
    for sentence in sentences:
        for figure, spread in _mean_in(sentence, measure, heading):
            mean = fmean(numbers)
            if abs(mean - float(figure)) > _step(figure):
                yield f"Mean of {heading}: the text says {figure}, {name} gives {mean:.2f}."
            elif spread and not any(
                abs(each - float(spread)) <= _step(spread) for each in (pstdev(numbers), stdev(numbers))
            ):
                yield f"Spread of {heading}: the text says {spread}, {name} gives {pstdev(numbers):.2f}."


def _step(figure: str) -> float:
    decimals = len(figure.partition(".")[2])
    return 0.51 * 10**-decimals if decimals else 0.51


def _mean_in(sentence: str, measure: str, heading: str) -> Iterator[tuple[str, str | None]]:
    low = sentence.casefold()
    if measure not in low.split() and f"{measure} " not in low:
        return
    span = re.search(
        rf"\b{re.escape(measure)}\b[^.;]{{0,60}}?\bfrom \(?{_FIGURE.pattern}\)?[^.;]{{0,25}}? to \(?{_FIGURE.pattern}",
        sentence,
        _I,
    )
    if span:
        before, before_spread, after, after_spread = span.groups()
        if _BEFORE.search(heading):
            yield before, before_spread
        elif _AFTER.search(heading):
            yield after, after_spread
        return
    if _BEFORE.search(heading) or _AFTER.search(heading):
        return
    single = re.search(rf"\b(?:mean|average) {re.escape(measure)}\b[^.;\d]{{0,25}}{_FIGURE.pattern}", sentence, _I)
    if single:
        yield single.group(1), single.group(2)


def _responders(sentences: Sequence[str], columns: dict[str, list[float]], name: str) -> Iterator[str]:
    """ "SCORE 75 in 50%": so many people of the table must have fallen by at least 75%."""
    for before, after in _pairs(columns):
        score = before.split()[0]
        falls = [100 * (a - b) / a for a, b in zip(columns[before], columns[after], strict=True) if a > 0]
        if not falls:
            continue
        for sentence in sentences:
            for step, share in _steps_in(sentence, score):
                reached = sum(fall >= step - 1e-9 for fall in falls)
                if not _agrees(100 * reached / len(falls), share):
                    yield (
                        f"{score} {step:g}: the text says {share}%, {name} gives {reached} of {len(falls)} "
                        f"({100 * reached / len(falls):.0f}%)."
                    )


def _pairs(columns: dict[str, list[float]]) -> Iterator[tuple[str, str]]:
    for before in columns:
        if _BEFORE.search(before):
            for after in columns:
                if after != before and after.split()[0] == before.split()[0] and not _BEFORE.search(after):
                    yield before, after


def _steps_in(sentence: str, score: str) -> Iterator[tuple[float, str]]:
    for match in _LIST.finditer(sentence):
        steps = re.findall(rf"\b{re.escape(score)}[ -]?(\d{{2,3}})\b", match.group(1), _I)
        shares = re.findall(r"(\d+(?:\.\d+)?)%", match.group(2))
        if len(steps) == len(shares):
            yield from ((float(step), share) for step, share in zip(steps, shares, strict=True))
            return
    for match in re.finditer(rf"\b{re.escape(score)}[ -]?(\d{{2,3}})\b[^.;%]{{0,40}}?\b(\d+(?:\.\d+)?)%", sentence, _I):
        yield float(match.group(1)), match.group(2)


def _sexes(sentences: Sequence[str], table: Table, name: str) -> Iterator[str]:
    at = next((at for at, heading in enumerate(table.header) if heading.casefold() in {"gender", "sex"}), None)
    if at is None:
        return
    men = sum(row[at].casefold() in {"m", "male", "man"} for row in table.rows)
    women = sum(row[at].casefold() in {"f", "female", "woman"} for row in table.rows)
    if men + women != len(table.rows):
        return
    for sentence in sentences:
        match = _SEXES.search(sentence)
        if not match:
            continue
        told = [number(part) for part in match.groups() if part]
        told = told if match.group(1) else told[::-1]
        if sum(told) == len(table.rows) and told != [men, women]:
            yield f"Men and women: the text says {told[0]} and {told[1]}, {name} gives {men} and {women}."
