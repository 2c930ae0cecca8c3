"""A server of its own for a benchmark, on a free port, with its audit on and limits that nobody reaches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from bench.cluster import free_port

_READY_S = 180


@contextmanager
def serving(**settings: str) -> Iterator[tuple[str, psutil.Process]]:
    """Yield the address and the process of a server that is ready; `settings` are LITOTES_ variables beside its own.

    Raises:
        SystemExit: it was not ready within three minutes.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        own = {
            "LITOTES_DATA_DIR": folder, "LITOTES_PORT": str(port), "LITOTES_AUDIT": "on",
            "LITOTES_ADDRESS_PER_MINUTE": "100000", "LITOTES_SITE_PER_MINUTE": "100000", **settings,
        }  # fmt: skip
        with (
            Path(folder, "log").open("w") as log,
            subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"], env={**os.environ, **own}, stdout=log, stderr=log
            ) as server,
        ):
            try:
                home = f"http://127.0.0.1:{port}"
                _wait_until_ready(home)
                yield home, psutil.Process(server.pid)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(60)


def _wait_until_ready(home: str) -> None:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{home}/health/ready", timeout=30, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise SystemExit("the server was not ready within three minutes")
