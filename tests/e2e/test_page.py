"""The chat page in a real browser: what a patient sees."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.wordings import DISCLAIMERS

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: install Debian's package 'chromium'"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `python app.py`, started for these tests."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "LITOTES_DATA_DIR": str(tmp_path_factory.mktemp("data")), "LITOTES_PORT": str(port)}
    with subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment) as server:
        try:
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline and server.poll() is None:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2):
                        break
                except OSError:
                    time.sleep(0.5)
            else:
                pytest.fail("the server did not get ready in 120 s")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


@pytest.fixture
def page(address: str) -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.hosts = set()
        opened.on("request", lambda request: opened.hosts.add(request.url.split("/")[2]))
        opened.goto(address)
        opened.get_by_label("Your question").wait_for(timeout=60_000)
        yield opened
        browser.close()


def ask(page: Any, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    page.locator("#chat").get_by_text("Please note").last.wait_for(timeout=60_000)


def test_an_answer_its_sources_and_the_disclaimers_are_in_view(page: Any, address: str) -> None:
    """Short answer on top of the conversation, quotes beside it, disclaimers always there, and no other host asked."""
    for line in DISCLAIMERS:
        assert page.locator("#notice").get_by_text(line).is_visible()

    ask(page, "Does upadacitinib work for palmoplantar pustulosis?")
    page.wait_for_timeout(600)

    assert page.get_by_text(
        "It is very uncertain whether upadacitinib improves palmoplantar pustulosis."
    ).first.is_visible()
    assert page.locator("#sources blockquote").count() >= 2
    for line in DISCLAIMERS:
        assert page.locator("#notice").get_by_text(line).is_visible()
    assert page.hosts == {address.removeprefix("http://")}
    if os.environ.get("LITOTES_SCREENSHOTS"):
        page.screenshot(path=str(Path(os.environ["LITOTES_SCREENSHOTS"]) / "page.png"))


def test_a_follow_up_is_understood(page: Any) -> None:
    """The conversation on the page is the history of the next question."""
    ask(page, "Does Rinvoq work for vitiligo?")
    page.get_by_label("Your question").fill("and the side effects?")
    page.get_by_role("button", name="Ask").click()
    page.get_by_text("Which side effects of upadacitinib matter most").first.wait_for(timeout=60_000)


def test_an_emergency_is_told_first(page: Any) -> None:
    """What to do, before anything else."""
    ask(page, "I have chest pain and one swollen leg since starting Rinvoq.")

    assert page.get_by_text("This may be an emergency. Get help now.").is_visible()
    assert page.get_by_text("This answer cites no source.").is_visible()


def test_hostile_markup_in_a_question_stays_text(page: Any) -> None:
    """A question is shown as typed and runs nothing."""
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    ask(
        page, "<img src=x onerror=alert(1)> <script>alert(2)</script> [x](javascript:alert(3)) Does Rinvoq work in PPP?"
    )

    assert page.locator("#chat img[src='x'], #chat script, #chat a[href^='javascript']").count() == 0


def test_the_page_fits_a_phone(page: Any) -> None:
    """Nothing runs off a screen of 320 pixels."""
    page.set_viewport_size({"width": 320, "height": 700})
    ask(page, "Does dupilumab cause hair loss?")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if os.environ.get("LITOTES_SCREENSHOTS"):
        page.screenshot(path=str(Path(os.environ["LITOTES_SCREENSHOTS"]) / "phone.png"))


def test_the_api_gives_the_same_answer_object(address: str) -> None:
    """One `Answer` on every surface."""
    import json

    from bot.types import Answer

    body = json.dumps({"question": "Does dupilumab cause hair loss?"}).encode()
    request = urllib.request.Request(f"{address}/api/v1/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = Answer.model_validate_json(response.read())
    assert answer.claims[0].citations[0].source_id == "trinetx-dupilumab-aa"
