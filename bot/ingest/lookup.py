"""DOI or PMID → what Crossref, Europe PMC and PubMed know: missing fields of the card, and whether it was retracted.

What the source itself states stays as it is. A service that does not answer is a note for the reviewer, no failure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from pydantic import Field
from rapidfuzz import fuzz

from bot.ingest.draft_records import Check, CheckKind, Prepared, Quoted
from bot.ingest.limits import MAX_LOOKUP_BYTES
from bot.ingest.lookup_settings import LookupSettings
from bot.types import Record

_SAME_TITLE = 70  # of 100: rapidfuzz's token_set_ratio; chosen, unmeasured
_RETRACTED = re.compile(r"\b(?:retracted publication|retraction|withdrawn)\b", re.IGNORECASE)
_RETRACTED_TITLE = re.compile(r"^\W*(?:retracted|withdrawn)\b", re.IGNORECASE)


class LookedUp(Record):
    """What one service says. Empty where it says nothing."""

    service: str
    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    retracted: bool = False
    failure: str = Field(default="", description="why it gave no answer")


def looked_up(prepared: Prepared, *, settings: LookupSettings) -> Prepared:
    """Return the draft with what the services add."""
    if not prepared.doi and not prepared.pmid:
        note = Check(kind=CheckKind.LOOKED_UP, text="nothing was looked up", why="the source states no DOI or PMID")
        return prepared.model_copy(update={"checklist": (*prepared.checklist, note)})
    answers = [ask(prepared, settings) for ask in (_crossref, _europe_pmc, _pubmed)]
    told = [answer for answer in answers if answer]
    return _with_answers(prepared, told)


def _with_answers(prepared: Prepared, answers: list[LookedUp]) -> Prepared:
    fields, quotes, checks = dict(prepared.fields), list(prepared.quotes), list(prepared.checklist)
    why_not_served = prepared.why_not_served
    tells_of_another = any(each.field == "second_hand" and each.value == "True" for each in quotes)
    for answer in answers:
        if answer.failure:
            checks.append(Check(kind=CheckKind.LOOKED_UP, text=f"{answer.service} gave no answer", why=answer.failure))
            continue
        if answer.retracted:
            checks.insert(
                0,
                Check(
                    kind=CheckKind.LOOKED_UP,
                    text=f"RETRACTED, says {answer.service}",
                    why="do not accept it; retracted work is no evidence",
                ),
            )
            why_not_served = f"{answer.service} says that it was retracted"
        if tells_of_another:
            continue  # because the DOI is of the work that it tells of
        if answer.title and not str(fields["title"]).startswith("Untitled"):
            likeness = fuzz.token_set_ratio(answer.title.casefold(), str(fields["title"]).casefold())
            if likeness < _SAME_TITLE:
                checks.append(
                    Check(
                        kind=CheckKind.LOOKED_UP,
                        text=f"{answer.service} has another title for this DOI: {answer.title}",
                        why="the DOI may be of another work; nothing of it was filled in",
                    )
                )
                continue
        for name, value in (
            ("authors", list(answer.authors)),
            ("container", answer.journal),
            ("year", answer.year),
            ("title", answer.title),
        ):
            unknown = fields[name] in (None, "not stated") or (
                name == "title" and str(fields[name]).startswith("Untitled")
            )
            if value and unknown:
                fields[name] = value
                shown = ", ".join(value) if isinstance(value, list) else str(value)
                quotes.append(Quoted(field=name, value=shown, quote=f"looked up at {answer.service}"))
    missing = {name for name in ("authors", "year", "title") if fields[name] not in (None, "not stated")}
    if fields["container"] != "not stated":
        missing.add("journal or site")
    kept = [
        each
        for each in checks
        if not (
            each.kind is CheckKind.MISSING and each.text in missing and not str(fields["title"]).startswith("Untitled")
        )
    ]
    return prepared.model_copy(
        update={"fields": fields, "quotes": tuple(quotes), "checklist": tuple(kept), "why_not_served": why_not_served}
    )


def _crossref(prepared: Prepared, settings: LookupSettings) -> LookedUp | None:
    if not prepared.doi:
        return None
    return _asked("Crossref", f"{settings.crossref_url}/works/{quote(prepared.doi, safe='')}", settings, _from_crossref)


def _from_crossref(reply: Any) -> LookedUp:
    work = reply["message"]
    issued = (work.get("issued") or {}).get("date-parts") or [[None]]
    updates = [str(each.get("type", "")) for each in work.get("updated-by") or []]
    title = " ".join(work.get("title") or [])
    return LookedUp(
        service="Crossref",
        title=title,
        authors=tuple(f"{each.get('given', '')} {each.get('family', '')}".strip() for each in work.get("author") or []),
        journal=" ".join((work.get("container-title") or [])[:1]),
        year=issued[0][0] if issued and issued[0] else None,
        retracted=any(_RETRACTED.search(each) for each in updates) or _RETRACTED_TITLE.match(title) is not None,
    )


def _europe_pmc(prepared: Prepared, settings: LookupSettings) -> LookedUp | None:
    query = f'DOI:"{prepared.doi}"' if prepared.doi else f"EXT_ID:{prepared.pmid}"
    address = f"{settings.europepmc_url}/search?query={quote(query, safe='')}&format=json&resultType=core&pageSize=1"
    return _asked("Europe PMC", address, settings, _from_europe_pmc)


def _from_europe_pmc(reply: Any) -> LookedUp | None:
    found = reply["resultList"]["result"]
    if not found:
        return None
    work = found[0]
    kinds = (work.get("pubTypeList") or {}).get("pubType") or []
    notices = [
        str(each.get("type", "")) for each in (work.get("commentCorrectionList") or {}).get("commentCorrection") or []
    ]
    year = str(work.get("pubYear") or "")
    return LookedUp(
        service="Europe PMC",
        title=str(work.get("title") or "").rstrip("."),
        authors=tuple(part.strip(" .") for part in str(work.get("authorString") or "").split(",") if part.strip(" .")),
        journal=str(((work.get("journalInfo") or {}).get("journal") or {}).get("title") or ""),
        year=int(year) if year.isdigit() else None,
        retracted=any(_RETRACTED.search(str(kind)) for kind in kinds)
        or any(note.casefold().startswith("retraction in") for note in notices),
    )


def _pubmed(prepared: Prepared, settings: LookupSettings) -> LookedUp | None:
    if not prepared.pmid.isdigit():
        return None
    address = f"{settings.pubmed_url}/esummary.fcgi?db=pubmed&id={prepared.pmid}&retmode=json"

    def read(reply: Any) -> LookedUp:
        work = reply["result"][prepared.pmid]
        dated = re.match(r"\d{4}", str(work.get("pubdate") or ""))
        return LookedUp(
            service="PubMed",
            title=str(work.get("title") or "").rstrip("."),
            authors=tuple(str(each.get("name")) for each in work.get("authors") or []),
            journal=str(work.get("fulljournalname") or ""),
            year=int(dated.group()) if dated else None,
            retracted=any(_RETRACTED.search(str(kind)) for kind in work.get("pubtype") or []),
        )

    return _asked("PubMed", address, settings, read)


def _asked(
    service: str, address: str, settings: LookupSettings, read: Callable[[Any], LookedUp | None]
) -> LookedUp | None:
    request = Request(address, headers={"User-Agent": "litotes", "Accept": "application/json"})  # noqa: S310  # because settings allow http(s) alone
    try:
        with urlopen(request, timeout=settings.timeout_s) as reply:  # noqa: S310  # because of the same
            raw = reply.read(MAX_LOOKUP_BYTES + 1)
        if len(raw) > MAX_LOOKUP_BYTES:
            return LookedUp(service=service, failure="its answer was too long")
        return read(json.loads(raw))
    except (URLError, OSError) as error:
        return LookedUp(
            service=service, failure=f"it could not be reached ({getattr(error, 'reason', error)}); run it again later"
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return LookedUp(service=service, failure="its answer could not be read")
