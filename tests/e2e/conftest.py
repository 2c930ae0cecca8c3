"""For all browser tests: the application in a process of its own, a clinic's page from another origin, one browser."""

from __future__ import annotations

import http.server
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
STAFF_TOKEN = "staff-token-of-the-browser-tests"
PAGES = ("page", "widget")

SITES = """
[sites.clinic]
name = "Example Clinic"
origins = ["{clinic}"]
region = "GB"
languages = ["en", "de", "ar"]
emergency_text = "The clinic's own emergency room is open day and night."
[sites.clinic.regions.GB]
emergency = "999"
crisis = "116 123"
clinic = "+44 20 7946 0000"
[sites.keeper]
name = "Keeping Clinic"
origins = ["{clinic}"]
keep_text = true
[sites.paused]
name = "Paused Clinic"
origins = ["{clinic}"]
paused = true
region = "GB"
regions.GB = {{ emergency = "999", clinic = "+44 20 7946 0001" }}
[sites.spent]
name = "Spent Clinic"
origins = ["{clinic}"]
daily_budget = 0
region = "GB"
regions.GB = {{ emergency = "999", clinic = "+44 20 7946 0002" }}
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and skip them clearly where there is no browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no chromium here: install Debian's package 'chromium'"))


@dataclass
class Place:
    """A running application, and the clinic's page that embeds it."""

    home: str
    clinic: str
    stranger: str
    folder: Path
    go: Path
    log: Path


@dataclass
class Seen:
    """What a page did while it was watched."""

    page: Any
    urls: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def hosts(self) -> set[str]:
        return {url.split("/")[2] for url in self.urls if url.startswith("http")}


def free_port(following: int = 0) -> int:
    """Return a port that nobody listens on, nor on as many `following` ones.

    It lies below those that systems give to outgoing connections, so that none of these takes it before it is used.
    """
    while True:
        port = random.randrange(20_000, 30_000)
        with ExitStack() as probes:
            try:
                for number in range(port, port + 1 + following):
                    probes.enter_context(closing(socket.socket())).bind(("127.0.0.1", number))
            except OSError:
                continue
            return port


def wait_until_ready(home: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{home}/health/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the server did not get ready (exit status {process.poll()})")


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("place")
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    pages = folder / "pages"
    pages.mkdir()
    with _files(pages) as clinic, _files(pages) as stranger:
        (folder / "sites.toml").write_text(SITES.format(clinic=clinic), encoding="utf-8")
        environment = {
            **os.environ,
            "LITOTES_DATA_DIR": str(folder / "data"),
            "LITOTES_PORT": str(port),
            "LITOTES_SITES": str(folder / "sites.toml"),
            "LITOTES_AUDIT": "on",
            "LITOTES_STAFF_TOKEN": STAFF_TOKEN,
            "LITOTES_VISITOR_PER_MINUTE": "10000",
            "LITOTES_ADDRESS_PER_MINUTE": "10000",
            "LITOTES_SITE_PER_MINUTE": "10000",
            "STAGED_GO": str(folder / "go"),
        }
        script = str(Path(__file__).parent / "staged.py")
        environment["PYTHONPATH"] = str(ROOT)
        log = folder / "log"
        with (
            log.open("w") as told,
            subprocess.Popen([sys.executable, script], cwd=ROOT, env=environment, stderr=told) as server,
        ):
            try:
                wait_until_ready(home, server)
                write_clinic_page(pages, home)
                yield Place(home=home, clinic=clinic, stranger=stranger, folder=folder, go=folder / "go", log=log)
            finally:
                server.send_signal(signal.SIGINT)
                server.wait(timeout=30)


def write_clinic_page(pages: Path, home: str) -> None:
    """Write the page of a clinic that embeds the widget, under a policy of its own that forbids inline scripts."""
    for site in ("clinic", "paused", "spent", "nobody"):
        (pages / f"{site}.html").write_text(
            "<!doctype html><html lang=en><head><meta charset=utf-8><title>A clinic</title><link rel=icon href=data:,>"
            '<meta http-equiv="Content-Security-Policy" '
            f"content=\"script-src {home}; style-src 'self'; frame-src {home}\">"
            f"</head><body><h1>A clinic</h1><a href='#x'>a link</a>"
            f'<script src="{home}/widget/v1.js" data-site="{site}" data-phone="+44 20 7946 0999" defer></script>'
            f'<noscript><a href="{home}/widget/page?site={site}">Questions about treatments</a></noscript></body>',
            encoding="utf-8",
        )
    (pages / "framed.html").write_text(
        f'<!doctype html><title>x</title><iframe src="{home}/widget/page?site=clinic"></iframe>'
        f'<iframe src="{home}/"></iframe>',
        encoding="utf-8",
    )


class _files:  # noqa: N801  # reason: used as a context manager, like open()
    """A folder, served from an origin of its own."""

    def __init__(self, folder: Path) -> None:
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *given: Any, **more: Any) -> None:
                super().__init__(*given, directory=str(folder), **more)

            def log_message(self, format: str, *args: Any) -> None:
                del format, args

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")  # its driver keeps an event loop running in this thread, which other tests need free
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def watch(browser: Any) -> Iterator[Callable[..., Seen]]:
    """Open a page of a fresh profile and note what it asks for and complains of."""
    contexts = []

    def opened(**given: Any) -> Seen:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **given)
        contexts.append(context)
        page = context.new_page()
        seen = Seen(page=page)
        page.on("request", lambda request: seen.urls.append(request.url))
        page.on(
            "console", lambda told: seen.complaints.append(told.text) if told.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
        return seen

    yield opened
    for context in contexts:
        context.close()


def open_page(seen: Seen, place: Place, kind: str, query: str = "site=clinic") -> Any:
    """Open the page at / or the widget's, and return it once a question can be asked."""
    seen.page.goto(place.home + ("/" if kind == "page" else f"/widget/page?{query}"))
    seen.page.get_by_label("Your question").wait_for(timeout=60_000)
    if kind == "page":
        seen.page.locator("#said").wait_for(state="attached")
    return seen.page


def ask(page: Any, question: str, *, wait_for: str = "article.answer") -> None:
    before = page.locator(wait_for).count() if page.locator("#turns").count() else 0
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(wait_for).nth(before).wait_for(timeout=60_000)
