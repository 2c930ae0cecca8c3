"""Nothing calls out: a whole question, from import to answer, with every way to another host closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

_ASK_WITH_CLOSED_DOORS = """
import socket, sys
tried = []
real = socket.socket.connect
def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(("127.", "::1")):
        tried.append(address)
        raise OSError("closed")
    return real(self, address)
def lookup(host, *rest, **more):
    if host not in ("127.0.0.1", "localhost", "::1", None):
        tried.append(host)
        raise OSError("closed")
    return found(host, *rest, **more)
found = socket.getaddrinfo
socket.socket.connect = connect
socket.getaddrinfo = lookup
from bot.cli import main
status = main(["ask", "Does dupilumab cause hair loss?"])
import bot.web.page
bot.web.page.build_page(lambda given: None)
print("TRIED", tried, file=sys.stderr)
sys.exit(status)
"""


def test_a_question_and_the_page_call_no_other_host(tmp_path: Path) -> None:
    """No telemetry, no model hub, no update check, whatever the caller's environment says."""
    done = subprocess.run(
        [sys.executable, "-c", _ASK_WITH_CLOSED_DOORS],
        cwd=ROOT,
        env={**os.environ, "LITOTES_DATA_DIR": str(tmp_path), "HF_HUB_OFFLINE": "0", "ANONYMIZED_TELEMETRY": "True"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    assert done.stderr.strip().splitlines()[-1] == "TRIED []"
