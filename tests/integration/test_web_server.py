"""The server from outside: what it answers, whom it refuses, what it sends with every response, what it keeps."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from bot.answers.events import Event
from bot.errors import QuestionError
from bot.pipeline import Bot
from bot.settings import Settings
from bot.types import Answer
from bot.web.embed import check, snippet
from bot.web.server import app_of
from bot.web.widget import assets, widget_version

ROOT = Path(__file__).parents[2]
HAIR = "Does dupilumab cause hair loss?"
CLINIC = "https://www.clinic.example"
SITES = f"""
[sites.clinic]
name = "Example Clinic"
origins = ["{CLINIC}"]
region = "GB"
keep_text = true
regions.GB = {{ emergency = "999", clinic = "+44 20 7946 0000" }}
[sites.paused]
name = "Paused Clinic"
origins = ["{CLINIC}"]
paused = true
region = "GB"
regions.GB = {{ emergency = "999", clinic = "+44 20 7946 0000" }}
"""


class Slow:
    """The bot, held back until told to go on."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.go = asyncio.Event()
        self.begun = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)

    async def stream(self, given: dict[str, Any]) -> AsyncIterator[Event]:
        self.begun += 1
        if given["question"].startswith("fail"):
            raise RuntimeError(given["question"])
        if given["question"].startswith("unread"):
            raise QuestionError(given["question"])
        while given["question"].startswith("wait") and not self.go.is_set():
            await asyncio.sleep(0.01)
        async for event in self._bot.stream({**given, "question": given["question"].removeprefix("wait ")}):
            yield event


@contextmanager
def serving(bot: Any, settings: Settings) -> Iterator[tuple[str, Any]]:
    """Serve on a free port from a thread."""
    app = app_of(bot, settings, with_page=False)
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="critical", server_header=False, timeout_graceful_shutdown=10)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", app.state.desk
    finally:
        server.should_exit = True
        thread.join(15)


def made(tmp_path: Path, **given: Any) -> Settings:
    (tmp_path / "sites.toml").write_text(SITES, encoding="utf-8")
    return Settings(data_dir=tmp_path, sites=tmp_path / "sites.toml", **given)


@pytest.fixture(scope="module")
def home(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    generous = {"address_per_minute": 10_000, "site_per_minute": 10_000}
    with serving(Slow(bot), made(folder, audit="on", staff_token="x" * 24, max_request_bytes=20_000, **generous)) as (
        at,
        _,
    ):
        yield at


def events_of(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_ask_and_chat_give_the_same_verified_answer(home: str) -> None:
    """Stages, then sentences, then the answer, its layout, and done; each sentence is a claim of the answer."""
    asked = Answer.model_validate(httpx.post(f"{home}/api/v1/ask", json={"question": HAIR}, timeout=60).json())
    response = httpx.post(f"{home}/api/v1/chat", json={"question": HAIR, "site": "clinic"}, timeout=60)
    events = events_of(response.text)

    names = [name for name, _ in events]
    assert names == sorted(names, key=["stage", "sentence", "answer", "layout", "done"].index)
    answer = Answer.model_validate(dict(events)["answer"])
    told = [data["text"] for name, data in events if name == "sentence"]
    assert sorted(told) == sorted(claim.text for claim in answer.claims)
    assert all(sentence in answer.text for sentence in told)
    assert answer.text == asked.text
    assert dict(events)["done"] == {"answer_id": answer.answer_id}
    assert dict(events)["layout"]["calls"][0] == {"label": "Emergency", "number": "999", "link": "tel:999"}
    assert response.headers["content-type"].startswith("text/event-stream")


def test_a_failure_on_the_way_is_told_and_names_nothing(home: str) -> None:
    """No half of an answer, no word of the question, a number to call."""
    for path in ("ask", "chat"):
        response = httpx.post(
            f"{home}/api/v1/{path}", json={"question": "fail my secret", "site": "clinic"}, timeout=30
        )
        assert "secret" not in response.text
        assert "999" in response.text
        assert "+44 20 7946 0000" in response.text
        assert "not a doctor" in response.text
    assert response.text.startswith("event: error")
    unread = httpx.post(f"{home}/api/v1/ask", json={"question": "unread secret"}, timeout=30)
    assert (unread.status_code, "secret" in unread.text) == (422, False)


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ({"question": HAIR, "site": "nobody"}, {}, 404, "unknown_site"),
        ({"question": HAIR, "site": "paused"}, {}, 503, "paused"),
        ({"question": HAIR, "site": "clinic"}, {"origin": "https://other.example"}, 403, "forbidden_origin"),
        ({"question": HAIR}, {"origin": CLINIC}, 403, "forbidden_origin"),
        ({"question": HAIR, "site": "clinic"}, {"origin": "null"}, 403, "forbidden_origin"),
        ({"question": 7}, {}, 422, "bad_request"),
        ({"question": HAIR, "disclaimers": False}, {}, 422, "bad_request"),
        ({"question": "x" * 21_000}, {}, 413, "too_large"),
    ],
)
def test_what_is_not_let_in(home: str, body: dict[str, Any], headers: dict[str, str], status: int, code: str) -> None:
    """Closed, with a reason for programs and a text for people."""
    for path in ("ask", "chat"):
        response = httpx.post(f"{home}/api/v1/{path}", json=body, headers=headers, timeout=30)
        error = response.json()["error"]
        assert (response.status_code, error["code"]) == (status, code)
        assert error["text"]
        if status in {404, 403, 503}:
            assert "In an emergency call" in error["text"]
            assert error["disclaimers"]


def test_an_allowed_origin_is_let_in_and_a_strange_one_gets_no_header(home: str) -> None:
    """Starlette's CORS with the list of sites.toml."""
    allowed = httpx.post(
        f"{home}/api/v1/ask", json={"question": HAIR, "site": "clinic"}, headers={"origin": CLINIC}, timeout=60
    )
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, CLINIC)
    assert "access-control-allow-credentials" not in allowed.headers
    ask_first = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    assert httpx.options(f"{home}/api/v1/ask", headers={"origin": CLINIC, **ask_first}).status_code == 200
    strange = httpx.options(f"{home}/api/v1/ask", headers={"origin": "https://evil.example", **ask_first})
    assert "access-control-allow-origin" not in strange.headers


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://example.org", "/config", "/docs",
     "/gradio_api/run/reply", "/gradio_api/call/reply", "/monitoring", "/login", "/gradio_api/info", "/../etc/passwd"],
)  # fmt: skip
def test_what_is_not_ours_to_serve_is_not_there(home: str, path: str) -> None:
    """Gradio's routes for uploads, files, proxies and calls are closed before they are reached."""
    assert {httpx.get(f"{home}{path}").status_code, httpx.post(f"{home}{path}", content=b"x").status_code} == {404}


@pytest.mark.parametrize(
    "path", ["/health/live", "/widget/page?site=clinic", "/widget/v1.js", "/api/v1/coverage", "/nowhere", "/staff"]
)
def test_every_response_carries_its_headers(home: str, path: str) -> None:
    """Also errors; and never a cookie."""
    response = httpx.get(f"{home}{path}")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in response.headers
    assert "server" not in response.headers


def test_each_site_is_framed_by_its_own_origins_alone(home: str) -> None:
    def ancestors(query: str) -> str:
        policy = httpx.get(f"{home}/widget/page{query}").headers["content-security-policy"]
        return policy.split("frame-ancestors ")[1]

    assert ancestors("?site=clinic") == f"'self' {CLINIC}"
    assert ancestors("") == "'self'"
    assert ancestors("?site=nobody") == "'none'"


def test_no_attribute_of_the_host_takes_a_number_or_a_disclaimer_away(home: str) -> None:
    """`data-phone` adds; everything else that a host may write is not looked at."""
    plain = httpx.get(f"{home}/widget/page?site=clinic").text
    dressed = httpx.get(
        f"{home}/widget/page",
        params={
            "site": "clinic",
            "phone": "+49 30 1234567",
            "disclaimers": "",
            "calls": "",
            "theme": '"><script>',
            "lang": "<b>",
        },
    ).text
    for told in (
        "Litotes is a computer program, not a doctor.",
        "Do not start, stop or change",
        "tel:999",
        "tel:+442079460000",
    ):
        assert plain.count(told) == dressed.count(told) >= 1
    assert "tel:+49301234567" in dressed
    assert '"><script>' not in dressed
    assert "<b>" not in httpx.get(f"{home}/widget/page?site=clinic&phone=<b>1</b>").text


def test_the_widget_is_small_fixed_and_pinned(home: str, tmp_path: Path) -> None:
    """2 KB and 25 KB on the wire; the fixed path never changes, the moving one soon does."""
    moving = httpx.get(f"{home}/widget/v1.js")
    fixed = httpx.get(f"{home}/widget/{widget_version()}/widget.js")
    assert moving.content == fixed.content == assets()["widget.js"].body
    assert "immutable" in fixed.headers["cache-control"]
    assert "immutable" not in moving.headers["cache-control"]
    sizes = {}
    for name in ("widget.js", "page.js", "page.css"):
        with httpx.stream("GET", f"{home}/widget/{widget_version()}/{name}") as response:
            sizes[name] = len(b"".join(response.iter_raw()))
    page = len(httpx.get(f"{home}/widget/page?site=clinic").content)
    assert sizes["widget.js"] <= 2_048
    assert sizes["page.js"] + sizes["page.css"] + page <= 25_600
    assert httpx.get(f"{home}/widget/0.0.0-none/widget.js").status_code == 404
    assert httpx.get(f"{home}/widget/..%2f..%2fpage.html/x").status_code == 404
    tag = snippet(made(tmp_path), "clinic")
    assert assets()["widget.js"].integrity in tag
    assert 'data-site="clinic"' in tag
    assert "<noscript><a href=" in tag


def test_embed_check_sees_what_is_wrong(home: str) -> None:
    """It passes this server, page apart (these tests run without it), and finds a header that is missing."""
    from bot.web.embed import Fetched, _fetch

    found = {each.what: each.fine for each in check(home, "clinic")}
    assert [what for what, fine in found.items() if not fine] == ["the page is there"]

    def stripped(url: str, headers: Any) -> Fetched:
        got = _fetch(url, headers)
        return got.model_copy(
            update={"headers": {**got.headers, "content-security-policy": "script-src 'unsafe-inline'"}}
        )

    worse = {each.what for each in check(home, "clinic", stripped) if not each.fine}
    assert worse >= {"the widget's page: no inline or evaluated scripts", "only named origins may frame it"}


def test_the_staff_page_is_closed_without_the_token(home: str, bot: Bot, tmp_path: Path) -> None:
    """And is not there at all where nobody set one."""
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Basic !!"}, {"x-staff": "anna"}):
        assert httpx.get(f"{home}/staff", headers=headers).status_code == 401
    signed = {"authorization": f"Bearer {'x' * 24}"}
    assert httpx.get(f"{home}/staff", headers=signed).status_code == 200
    foreign = {**signed, "origin": "https://evil.example"}
    assert httpx.post(f"{home}/staff/check", data={"text": "x"}, headers=foreign).status_code == 403
    checked = httpx.post(f"{home}/staff/check", data={"text": "Rinvoq <b>cures</b> PPP."}, headers=signed, timeout=60)
    assert "&lt;b&gt;" in checked.text
    with serving(bot, made(tmp_path)) as (other, _):
        assert httpx.get(f"{other}/staff", headers=signed).status_code == 404


def test_staff_review_drafts(bot: Bot, tmp_path: Path) -> None:
    """A draft is shown as text, and accepted under a name."""
    corpus = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", corpus)
    (corpus / "drafts").mkdir(exist_ok=True)
    source = sorted((corpus / "articles").glob("*.md"))[0]
    text = source.read_text(encoding="utf-8").replace("status: reviewed", "status: unreviewed")
    (corpus / "drafts" / source.name).write_text(text, encoding="utf-8")
    source.unlink()
    signed = {"authorization": f"Bearer {'x' * 24}"}
    with serving(bot, made(tmp_path, corpus=corpus, staff_token="x" * 24)) as (at, _):
        assert source.stem in httpx.get(f"{at}/staff/drafts", headers=signed).text
        shown = httpx.get(f"{at}/staff/drafts/{source.stem}", headers=signed)
        assert "status: unreviewed" in shown.text
        assert httpx.get(f"{at}/staff/drafts/no-such", headers=signed).status_code == 404
        to = f"{at}/staff/drafts/{source.stem}"
        broken = {"decision": "save", "by": "Anna", "text": "no front matter"}
        assert httpx.post(to, data=broken, headers=signed).status_code == 422
        assert httpx.post(to, data={"decision": "reject", "by": "Anna"}, headers=signed).status_code == 422
        edited = {"decision": "save", "by": "Anna", "text": text.replace("\n", "\r\n") + "One more sentence.\r\n"}
        assert httpx.post(to, data=edited, headers=signed).status_code == 303
        assert httpx.post(to, data={"decision": "accept", "by": "Anna"}, headers=signed).status_code == 303
    accepted = source.read_text(encoding="utf-8")
    assert "status: reviewed" in accepted
    assert accepted.endswith("One more sentence.\n")
    events = [json.loads(line) for line in (corpus / "history.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["what"], each["by"]) for each in events] == [
        ("edited", "Anna (signed in as staff)"),
        ("accepted", "Anna (signed in as staff)"),
    ]


def test_staff_reject_with_a_reason(bot: Bot, tmp_path: Path) -> None:
    corpus = shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    source = sorted((corpus / "articles").glob("*.md"))[0]
    source.write_text(source.read_text(encoding="utf-8").replace("status: reviewed", "status: unreviewed"))
    signed = {"authorization": f"Bearer {'x' * 24}"}
    with serving(bot, made(tmp_path, corpus=corpus, staff_token="x" * 24)) as (at, _):
        decided = {"decision": "reject", "by": "staff", "why": "an advertisement"}
        assert httpx.post(f"{at}/staff/drafts/{source.stem}", data=decided, headers=signed).status_code == 303
    assert not source.exists()
    assert '"why": "an advertisement"' in (corpus / "history.jsonl").read_text(encoding="utf-8")


def test_a_staff_header_counts_from_a_trusted_proxy_alone(bot: Bot, tmp_path: Path) -> None:
    named = {"x-staff": "anna"}
    with serving(bot, made(tmp_path, staff_header="X-Staff", trusted_proxies="127.0.0.1")) as (at, _):
        assert httpx.get(f"{at}/staff", headers=named).status_code == 200
    with serving(bot, made(tmp_path, staff_header="X-Staff")) as (at, _):
        assert httpx.get(f"{at}/staff", headers=named).status_code == 401


def test_a_full_queue_refuses_at_once(bot: Bot, tmp_path: Path) -> None:
    """One answered, one waiting, the third gets 429 and when to come back; the others are still answered."""
    slow = Slow(bot)
    body = {"question": f"wait {HAIR}"}
    with serving(slow, made(tmp_path, answer_slots=1, waiting_slots=1)) as (at, desk):
        answers: list[int] = []
        threads = [
            threading.Thread(
                target=lambda: answers.append(httpx.post(f"{at}/api/v1/ask", json=body, timeout=60).status_code)
            )
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        while desk.metrics.registry.get_sample_value("litotes_questions_inside") != 2:
            time.sleep(0.01)
        refused = httpx.post(f"{at}/api/v1/chat", json=body, timeout=60)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "3")
        assert slow.begun == 1
        assert httpx.get(f"{at}/health/live").status_code == 200
        slow.go.set()
        for thread in threads:
            thread.join()
        assert answers == [200, 200]
        assert desk.metrics.registry.get_sample_value("litotes_questions_inside") == 0


def test_what_takes_too_long_is_given_up(bot: Bot, tmp_path: Path) -> None:
    """The reader is told, the slot is free again."""
    with serving(Slow(bot), made(tmp_path, answer_slots=1, answer_timeout_s=0.3)) as (at, _):
        late = httpx.post(f"{at}/api/v1/ask", json={"question": f"wait {HAIR}"}, timeout=60)
        assert (late.status_code, late.json()["error"]["code"]) == (504, "too_slow")
        assert httpx.post(f"{at}/api/v1/ask", json={"question": "fail"}, timeout=60).status_code == 500


def test_a_reader_who_leaves_gives_the_slot_back(bot: Bot, tmp_path: Path) -> None:
    """And the audit says so."""
    with serving(Slow(bot), made(tmp_path, answer_slots=1, waiting_slots=0, audit="on")) as (at, desk):
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{at}/api/v1/chat", json={"question": f"wait {HAIR}"}, timeout=0.5)
        deadline = time.monotonic() + 20
        while desk.metrics.registry.get_sample_value("litotes_questions_inside") and time.monotonic() < deadline:
            time.sleep(0.01)
        assert httpx.post(f"{at}/api/v1/ask", json={"question": HAIR}, timeout=60).status_code == 200
        kinds = [line.kind for line in desk.audit.lines()]
        assert sorted(kinds) == ["accepted", "accepted", "answered", "unanswered"]


def test_an_audit_that_cannot_be_written_closes_the_door(bot: Bot, tmp_path: Path) -> None:
    """A clinic that asked for a record gets no answer without one."""
    with serving(bot, made(tmp_path, audit="on")) as (at, desk):

        def broken(*_given: object, **_more: object) -> None:
            raise OSError("disk full")

        desk.audit.answered = broken
        response = httpx.post(f"{at}/api/v1/ask", json={"question": HAIR}, timeout=60)
        assert (response.status_code, response.json()["error"]["code"]) == (500, "failed")
        assert "alopecia" not in response.text
        desk.audit.accepted = broken
        unrecorded = httpx.post(f"{at}/api/v1/ask", json={"question": HAIR}, timeout=60)
        assert (unrecorded.status_code, unrecorded.json()["error"]["code"]) == (503, "unrecorded")
        assert unrecorded.json()["error"]["contacts"]
        assert unrecorded.headers["retry-after"]


def test_feedback_keeps_a_masked_note_where_the_site_keeps_texts(bot: Bot, tmp_path: Path) -> None:
    with serving(bot, made(tmp_path, audit="on")) as (at, desk):
        note = {"answer_id": "a" * 32, "report": True, "note": "call me at 030 1234 5678 90"}
        own = httpx.post(f"{at}/api/v1/feedback", json=note).json()
        clinic = httpx.post(f"{at}/api/v1/feedback", json={**note, "site": "clinic"}).json()
        assert (own, clinic) == ({"kept": True, "note_kept": False}, {"kept": True, "note_kept": True})
        assert [*desk.audit.texts().values()] == [{"note": "call me at [phone]"}]
        assert httpx.post(f"{at}/api/v1/feedback", json={**note, "answer_id": "../x"}).status_code == 422
        assert (
            httpx.post(f"{at}/api/v1/feedback", json=note, headers={"origin": "https://x.example"}).status_code == 403
        )


def test_metrics_and_readiness_tell_no_words(bot: Bot, tmp_path: Path) -> None:
    """Counts by closed labels, on their own port; not ready while the smoke question fails."""
    from tests.e2e.conftest import free_port

    port = free_port()
    with serving(bot, made(tmp_path, metrics_port=port)) as (at, desk):
        httpx.post(f"{at}/api/v1/ask", json={"question": "Does secretumab work for eczema?"}, timeout=60)
        metrics = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        assert 'litotes_questions_total{outcome="abstained",site="own",surface="api"} 1.0' in metrics
        assert "secret" not in metrics
        assert httpx.get(f"{at}/metrics").status_code == 404
        assert httpx.get(f"{at}/health/ready", timeout=60).json()["status"] == "ready"
        desk.stopping = True
        assert httpx.get(f"{at}/health/ready").status_code == 503
        assert httpx.post(f"{at}/api/v1/ask", json={"question": HAIR}).json()["error"]["code"] == "stopping"


def test_not_ready_while_the_smoke_question_fails(tmp_path: Path, bot: Bot) -> None:
    class Broken(Slow):
        def answer(self, _given: Any) -> Any:
            raise RuntimeError("no index")

    with serving(Broken(bot), made(tmp_path)) as (at, _):
        assert httpx.get(f"{at}/health/ready", timeout=60).status_code == 503
        assert httpx.get(f"{at}/health/live").status_code == 200


def test_the_api_is_described(home: str) -> None:
    """OpenAPI, with every refusal; no page that loads scripts from elsewhere."""
    described = httpx.get(f"{home}/api/openapi.json").json()
    assert set(described["paths"]) == {"/api/v1/ask", "/api/v1/chat", "/api/v1/feedback", "/api/v1/coverage"}
    assert {"403", "404", "413", "422", "429", "503", "504"} <= set(
        described["paths"]["/api/v1/ask"]["post"]["responses"]
    )
