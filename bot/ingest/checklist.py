"""What a reviewer has to look at, most urgent first, and what is held back or not served."""

from __future__ import annotations

from collections.abc import Iterable

from bot.ingest.card import Card, title_of
from bot.ingest.checks import odd_percentages
from bot.ingest.clean import Cleaned
from bot.ingest.counts import Fact, Undecided
from bot.ingest.document import Reason
from bot.ingest.draft_records import Check, CheckKind, HeldBack
from bot.ingest.rules_on_use import GUIDELINE, LABEL
from bot.ingest.sections import Sorted
from bot.types import StudyCard


def checklist_of(found: Card, cleaned: Cleaned, sections: Sorted, disagreements: Iterable[str]) -> tuple[Check, ...]:
    checks = [
        Check(kind=CheckKind.PLANTED, text=each[:600], why="taken out; ask where this file comes from")
        for each in cleaned.planted
    ]
    checks += [
        Check(kind=CheckKind.OVERSTATED, text=each.sentence, why=each.why)
        for each in sections.held_back
        if found.names_a_drug(each.sentence) or "licenses" not in each.why
    ]
    checks += [
        Check(kind=CheckKind.DISAGREES, text=each, why="tell both figures, or ask the authors")
        for each in disagreements
    ]
    people = found.participants.value if isinstance(found.participants, Fact) else None
    checks += [
        Check(kind=CheckKind.DISAGREES, text=each, why="it may be of a part of them; see of which")
        for each in odd_percentages(found.text, people)
    ]
    checks += [
        Check(
            kind=CheckKind.UNDECIDED,
            text=f"{each.field}: {'; '.join(each.readings)[:600]}",
            why="choose one, or leave it unknown",
        )
        for each in (found.participants, found.duration)
        if isinstance(each, Undecided)
    ]
    missing = {
        "title": found.books.title,
        "authors": found.books.authors,
        "journal or site": found.books.journal,
        "year": found.books.year,
        "doi": found.books.doi,
        "address": found.books.url or found.books.doi,
        "design": found.design,
        "participants": found.participants,
        "comparator": found.comparator,
        "duration": found.duration,
        "centres": found.centres,
        "funding": found.funding,
        "whether it is second-hand (taken to be)": found.second_hand,
        "drugs": found.names.drugs,
        "conditions": found.names.conditions,
    }
    checks += [
        Check(kind=CheckKind.MISSING, text=name, why="left unknown; fill it in if the source states it")
        for name, fact in missing.items()
        if not fact
    ]
    checks += [
        Check(kind=CheckKind.NAME, text=name, why="if it is a drug, add it to lexicon.toml and ingest the file again")
        for name in found.names.unlisted
    ]
    checks += [
        Check(kind=CheckKind.TABLE, text=each.text[:300], why="copy its rows by hand if an answer needs them")
        for each in cleaned.removed
        if each.reason is Reason.TABLE
    ]
    if match := LABEL.search("\n".join(found.sentences)) or GUIDELINE.search(title_of(found)):
        checks.append(
            Check(
                kind=CheckKind.LABEL,
                text=match.group(),
                why="filed as a reference text; set kind and design yourself if it is one",
            )
        )
    summary = "say in a sentence or two, with the number of people, what it found; the draft says only what it is"
    checks.append(Check(kind=CheckKind.MISSING, text="In short", why=summary))
    if not found.books.licence:
        checks.append(
            Check(
                kind=CheckKind.RIGHTS,
                text="no licence found",
                why="the sections hold the source's own words: reword them, or make sure that you may show them",
            )
        )
    return tuple(checks)


def held_silence(sentence: str, card: StudyCard) -> HeldBack:
    told = "it is told again with the number of people" if card.participants else "the number of people is not known"
    return HeldBack(sentence=sentence, why=f"silence about harm, which reassures nobody by itself; {told}")


def why_not_served(found: Card, cleaned: Cleaned) -> str | None:
    if any(each.reason is Reason.PLANTED for each in cleaned.removed):
        return "it holds an instruction for a program; a person has to look at it first: litotes review"
    if not found.names.drugs:
        return "no drug of lexicon.toml was found in it; add the drug there and ingest the file again"
    if not found.names.conditions:
        return "no condition of lexicon.toml was found in it; add the condition there and ingest the file again"
    return None
