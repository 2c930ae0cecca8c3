"""Stopped under load: what was accepted is answered and recorded, and what was answered was recorded first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from bot.web.audit import Audit
from tests.e2e.conftest import ROOT, free_port, wait_until_ready

pytestmark = pytest.mark.slow
_VISITORS = 12


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_restart_under_load_loses_no_line(tmp_path: Path, stop: signal.Signals) -> None:
    """Stopped: every accepted question has its ending. Killed: every answer that left has its line. The chain holds."""
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    own = {"LITOTES_DATA_DIR": str(tmp_path), "LITOTES_PORT": str(port), "LITOTES_AUDIT": "on"}
    own["LITOTES_ADDRESS_PER_MINUTE"] = "100000"
    answered: list[str] = []
    strange: list[int] = []

    def visit() -> None:
        while True:
            try:
                body = {"question": "Does dupilumab cause hair loss?"}
                response = httpx.post(f"{home}/api/v1/ask", json=body, timeout=60, trust_env=False)
            except httpx.HTTPError:
                return
            if response.status_code == 200:
                answered.append(response.json()["answer_id"])
            elif response.status_code not in {429, 503}:
                strange.append(response.status_code)

    command = [sys.executable, "-m", "bot", "serve"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stderr=subprocess.PIPE) as server:
        wait_until_ready(home, server)
        threads = [threading.Thread(target=visit) for _ in range(_VISITORS)]
        for thread in threads:
            thread.start()
        while len(answered) < 2 * _VISITORS and server.poll() is None:
            time.sleep(0.01)
        server.send_signal(stop)
        told = server.stderr.read() if server.stderr else b""
        server.wait(60)
        for thread in threads:
            thread.join(90)

    audit = Audit(f"sqlite:///{tmp_path / 'audit.sqlite'}")
    lines = [*audit.lines()]
    chain = audit.verify()
    audit.close()
    assert chain.fault is None
    assert strange == []
    assert set(answered) <= {line.answer_id for line in lines if line.kind == "answered"}
    accepted = {line.body["question_id"] for line in lines if line.kind == "accepted"}
    ended = {line.body["question_id"] for line in lines if line.kind in {"answered", "unanswered"}}
    assert ended <= accepted
    if stop is signal.SIGTERM:
        assert accepted == ended
        assert b"Traceback" not in told
