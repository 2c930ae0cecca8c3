"""`sites.toml`: which sites may embed Litotes, under which limits, with whose telephone numbers.

Deny by default: a site that is not written here is unknown, an origin that is not listed is refused, and `*` is no
origin. The file is read again when it changes; one that is broken leaves the last good one in force and is logged.
"""

from __future__ import annotations

import logging
import re
import threading
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator

from bot.errors import SettingsError
from bot.settings import Settings
from bot.types import Record

_log = logging.getLogger("litotes.sites")

OWN = "own"  # the site of our own page and of callers that name none
_PHONE = r"^\+?[0-9][0-9 ()./-]{1,28}$"
_ORIGIN = re.compile(r"^https?://[a-z0-9.-]+(:\d{1,5})?$|^https?://\[[0-9a-f:]+\](:\d{1,5})?$")
_TOLD_NUMBER = re.compile(r"(\+?\d[\d ()-]{1,28}\d)\s+(?:in|for)\s+(?:the\s+)?([^,;]+)")

Phone = Annotated[str, StringConstraints(pattern=_PHONE)]


class Contact(Record):
    """A number that a reader can call, and whose it is."""

    label: str
    number: str

    @property
    def link(self) -> str:
        return "tel:" + re.sub(r"[^+\d]", "", self.number)


class Region(Record):
    """The numbers of one country or region."""

    emergency: Phone
    crisis: Phone | None = None
    clinic: Phone | None = None


class Site(Record):
    """One site that may embed Litotes. Nothing here removes a disclaimer or a number; it can only add."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(min_length=2, max_length=80)
    origins: tuple[str, ...] = Field(default=(), description="'https://www.clinic.example', nothing after the host")
    paused: bool = Field(default=False, description="the kill switch: nothing is answered")
    region: str | None = Field(default=None, description="which of `regions` its readers are in")
    regions: dict[str, Region] = Field(default={}, description="'GB' → numbers")
    languages: tuple[str, ...] = Field(default=("en",), min_length=1, description="BCP 47, of the page around answers")
    emergency_text: str = Field(default="", max_length=500, description="told before an urgent answer, never instead")
    per_minute: int | None = Field(default=None, ge=1, le=100_000)
    visitor_per_minute: int | None = Field(default=None, ge=1, le=10_000)
    address_per_minute: int | None = Field(default=None, ge=1, le=100_000)
    daily_budget: int | None = Field(default=None, ge=0, description="questions a day, UTC; none: no limit")
    keep_text: bool = Field(default=False, description="whether the audit keeps masked questions and answers")
    retention_days: int = Field(default=30, ge=1, le=3_650, description="after which kept text is deleted")

    @field_validator("origins")
    @classmethod
    def _explicit(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if "*" in origin or not _ORIGIN.match(origin):
                raise ValueError(f"{origin!r} is no origin; write scheme and host alone, and never '*'")
        return origins

    @model_validator(mode="after")
    def _region_is_known(self) -> Site:
        if self.region is not None and self.region not in self.regions:
            raise ValueError(f"region {self.region!r} has no [sites.{self.id}.regions.{self.region}]")
        return self

    def contacts(self, settings: Settings) -> tuple[Contact, ...]:
        """Return the numbers to show, the site's own first; there is always an emergency number."""
        region = self.regions.get(self.region or "")
        own: list[Contact] = []
        if region:
            own.append(Contact(label="Emergency", number=region.emergency))
            own += [Contact(label="Crisis line", number=region.crisis)] if region.crisis else []
            own += [Contact(label=self.name, number=region.clinic)] if region.clinic else []
            return tuple(own)
        emergency = _told("Emergency", settings.emergency_phone)
        return (*emergency, *_told("Crisis line", settings.crisis_phone))


def _told(label: str, text: str) -> tuple[Contact, ...]:
    """Read "112 in Europe, 999 in the UK" as two contacts; a plain number as one."""
    found = [Contact(label=f"{label}, {place.strip()}", number=number) for number, place in _TOLD_NUMBER.findall(text)]
    return tuple(found) or (Contact(label=label, number=text),)


class Sites:
    """The sites of a file, read again whenever it has changed; threads may share it."""

    def __init__(self, path: Path | None) -> None:
        """Read the file.

        Raises:
            SettingsError: it cannot be read or breaks the format. Later, when it changes, that is only logged.
        """
        self._path = path
        self._lock = threading.Lock()
        self._own = Site(id=OWN, name="Litotes")
        self._stamp = self._stamped()
        self._sites = read_sites(path) if path else {}

    def find(self, site_id: str | None) -> Site | None:
        """Return a site; none named is our own page, an unknown one is None."""
        self._refresh()
        name = site_id or OWN
        return self._sites.get(name) or (self._own if name == OWN else None)

    def all(self) -> tuple[Site, ...]:
        self._refresh()
        return tuple(self._sites.values())

    def _refresh(self) -> None:
        if self._path is None or self._stamped() == self._stamp:
            return
        with self._lock:
            stamp = self._stamped()
            if stamp == self._stamp:
                return
            self._stamp = stamp
            try:
                self._sites = read_sites(self._path)
                _log.info("sites read again")
            except SettingsError as error:
                _log.error("sites.toml is broken, the sites read before stay in force: %s", error)

    def _stamped(self) -> tuple[int, int]:
        try:
            found = self._path.stat() if self._path else None
        except OSError:
            return (0, -1)
        return (found.st_mtime_ns, found.st_size) if found else (0, 0)


class Origins(Sequence[str]):
    """Every site's origins, as they are now: Starlette's CORS middleware keeps the collection that it was given."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites

    def _now(self) -> list[str]:
        return [origin for site in self._sites.all() for origin in site.origins]

    def __contains__(self, origin: object) -> bool:
        return origin in self._now()

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def __getitem__(self, index: Any) -> Any:
        return self._now()[index]


def read_sites(path: Path) -> dict[str, Site]:
    """Return the sites of a file by id.

    Raises:
        SettingsError: says which site and what is wrong with it.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"cannot read {str(path)!r} ({type(error).__name__}); set LITOTES_SITES to a file"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{str(path)!r} is not TOML: {error}") from error
    tables = given.pop("sites", None)
    if given or not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise SettingsError(f"{str(path)!r} holds tables [sites.NAME] and nothing else; found {sorted(given)}")
    return {name: _read_site(path, name, table) for name, table in tables.items()}


def _read_site(path: Path, name: str, table: dict[str, Any]) -> Site:
    try:
        return Site.model_validate({**table, "id": name})
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in (name, *fault["loc"]))
        raise SettingsError(
            f"{str(path)!r}: sites.{where}: {fault['msg']}; docs/embedding.md shows each field"
        ) from error
