"""The two example sites, run by the command that the README names."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, Seen, free_port, wait_until_ready
from tests.e2e.test_page import screenshot

Watch = Callable[..., Seen]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    chosen = free_port(following=2)
    environment = {**os.environ, "LITOTES_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    command = [sys.executable, "-m", "examples", "--port", str(chosen)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as running:
        try:
            wait_until_ready(f"http://127.0.0.1:{chosen}", running)
            _wait_for(f"http://127.0.0.1:{chosen + 2}")
            yield chosen
        finally:
            running.terminate()
            running.wait(60)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"nothing answers at {address}")


def inside(page: Any, home: str) -> Any:
    """Open the widget and return its frame."""
    page.wait_for_function("document.querySelector('[data-litotes]')")
    size = page.viewport_size
    page.mouse.click(size["width"] - 100, size["height"] - 40)
    page.wait_for_timeout(500)
    return next(each for each in page.frames if each.url.startswith(home))


def test_the_clinic_site_answers_in_its_widget(watch: Watch, port: int) -> None:
    seen = watch()
    seen.page.goto(f"http://127.0.0.1:{port + 1}")
    frame = inside(seen.page, f"http://127.0.0.1:{port}")
    frame.fill("#question", "Does upadacitinib work for eczema?")
    frame.press("#question", "Enter")
    frame.wait_for_selector("article .short")
    screenshot(seen.page, "widget")

    assert frame.get_by_text("+44 20 7946 0000").is_visible()
    assert seen.complaints == []


def test_the_other_site_calls_the_api(watch: Watch, port: int) -> None:
    seen = watch()
    seen.page.goto(f"http://127.0.0.1:{port + 2}")
    seen.page.get_by_role("button", name="Ask").click()
    seen.page.get_by_text("Done.").wait_for(timeout=60_000)

    assert "Litotes is a computer program, not a doctor." in seen.page.locator("#answer").inner_text()
    assert seen.complaints == []
