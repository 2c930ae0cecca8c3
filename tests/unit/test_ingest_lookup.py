"""Looking up a DOI: recorded answers of the three services, from a server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.ingest.draft import prepare
from bot.ingest.draft_records import CheckKind, Prepared
from bot.ingest.lookup import looked_up
from bot.ingest.lookup_settings import LookupSettings, load_lookup_settings
from bot.ingest.text_file import read_markdown
from bot.lexicon import load_lexicon
from tests.ingest_documents import LEXICON

DOI = "10.99999/jid.2031.0042"
TITLE = "Velutarib for lunar rash"
CROSSREF = {
    "message": {
        "title": [TITLE],
        "author": [{"given": "Ada", "family": "Example"}],
        "container-title": ["Journal of Imaginary Dermatology"],
        "issued": {"date-parts": [[2031, 3]]},
    }
}
EUROPE_PMC = {
    "resultList": {
        "result": [{"title": f"{TITLE}.", "pubYear": "2031", "pubTypeList": {"pubType": ["Journal Article"]}}]
    }
}
PUBMED = {
    "result": {
        "12345678": {"title": TITLE, "pubdate": "2031 Mar", "pubtype": ["Journal Article"], "fulljournalname": "J"}
    }
}


class Services:
    """A server that answers as it is told; `replies` maps the start of a path to its status and body."""

    def __init__(self) -> None:
        self.replies: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                services.asked.append(self.path)
                status, body = next(
                    (reply for start, reply in services.replies.items() if self.path.startswith(start)), (404, b"")
                )
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # because the base class names it so
                """Keep the test's output quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def settings(self) -> LookupSettings:
        base = f"http://127.0.0.1:{self.server.server_port}"
        return LookupSettings(
            crossref_url=f"{base}/cr", pubmed_url=f"{base}/pm", europepmc_url=f"{base}/ep", timeout_s=5
        )


@pytest.fixture
def services() -> Iterator[Services]:
    running = Services()
    running.replies = {
        "/cr/works/10.99999%2Fjid": (200, json.dumps(CROSSREF).encode()),
        "/ep/search": (200, json.dumps(EUROPE_PMC).encode()),
        "/pm/esummary": (200, json.dumps(PUBMED).encode()),
    }
    yield running
    running.close()


def draft(tmp_path: Path, *, title: str = TITLE, doi: str = DOI) -> Prepared:
    path = tmp_path / "lexicon.toml"
    path.write_text(LEXICON, encoding="utf-8")
    raw = (
        f"---\ntitle: {title}\ndoi: {doi}\n---\n\n## Results\n\nThe moon score of the 12 patients with lunar "
        f"rash was 5.1 on velutarib after 8 weeks, and the study was small and short.\n"
    )
    return prepare(read_markdown(raw.encode()), load_lexicon(path), read_on=date(2031, 5, 1))


def test_missing_fields_are_filled_and_say_where_from(services: Services, tmp_path: Path) -> None:
    """What the source itself states stays."""
    told = looked_up(draft(tmp_path), settings=services.settings)

    assert told.fields["authors"] == ["Ada Example"]
    assert told.fields["container"] == "Journal of Imaginary Dermatology"
    assert told.fields["year"] == 2031
    assert {(quote.field, quote.quote) for quote in told.quotes} >= {("year", "looked up at Crossref")}
    assert not {"authors", "year"} & {check.text for check in told.checklist if check.kind is CheckKind.MISSING}
    assert told.why_not_served is None


@pytest.mark.parametrize(
    ("path", "reply", "service"),
    [
        (
            "/cr/works/10.99999%2Fjid",
            {"message": {**CROSSREF["message"], "updated-by": [{"type": "retraction"}]}},
            "Crossref",
        ),
        (
            "/cr/works/10.99999%2Fjid",
            {"message": {**CROSSREF["message"], "title": [f"RETRACTED: {TITLE}"]}},
            "Crossref",
        ),
        (
            "/ep/search",
            {"resultList": {"result": [{"title": TITLE, "pubTypeList": {"pubType": ["Retracted Publication"]}}]}},
            "Europe PMC",
        ),
    ],
)
def test_a_retraction_keeps_an_article_from_being_served(
    path: str, reply: dict[str, object], service: str, services: Services, tmp_path: Path
) -> None:
    """Not even with --accept; the reviewer reads it first."""
    services.replies[path] = (200, json.dumps(reply).encode())
    told = looked_up(draft(tmp_path), settings=services.settings)

    assert told.why_not_served == f"{service} says that it was retracted"
    assert told.checklist[0].text == f"RETRACTED, says {service}"


def test_a_doi_of_another_work_fills_nothing_in(services: Services, tmp_path: Path) -> None:
    """A mistyped DOI must not lend a source somebody else's year."""
    told = looked_up(draft(tmp_path, title="Quandizole in tin ear among sailors"), settings=services.settings)

    assert told.fields["year"] is None
    assert any("another title" in check.text for check in told.checklist)


@pytest.mark.parametrize(
    "reply", [(500, b""), (200, b"<html>"), (200, b"[]"), (200, b'{"message": null}'), (200, b"x" * 2_000_001)]
)
def test_a_service_that_fails_is_a_note(reply: tuple[int, bytes], services: Services, tmp_path: Path) -> None:
    """The draft is as it was, and the reviewer knows that nobody answered."""
    services.replies = {"/": reply}
    before = draft(tmp_path)
    told = looked_up(before, settings=services.settings)

    assert told.fields == before.fields
    assert {check.text for check in told.checklist if check.kind is CheckKind.LOOKED_UP} == {
        "Crossref gave no answer",
        "Europe PMC gave no answer",
    }


def test_without_a_network_it_is_a_note_too(tmp_path: Path) -> None:
    """No server listens there."""
    away = LookupSettings(
        crossref_url="http://127.0.0.1:9/a",
        pubmed_url="http://127.0.0.1:9/b",
        europepmc_url="http://127.0.0.1:9/c",
        timeout_s=2,
    )
    told = looked_up(draft(tmp_path), settings=away)
    assert any("could not be reached" in check.why for check in told.checklist)


def test_without_a_doi_nothing_is_asked(services: Services, tmp_path: Path) -> None:
    """Titles are not sent anywhere."""
    looked_up(draft(tmp_path, doi="none"), settings=services.settings)
    assert services.asked == []


def test_a_setting_that_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither files nor other schemes are opened."""
    monkeypatch.setenv("LITOTES_LOOKUP_CROSSREF_URL", "file:///etc")
    with pytest.raises(SettingsError, match="LITOTES_LOOKUP_CROSSREF_URL"):
        load_lookup_settings()
