"""What a visitor sees when a part dies: `python -m bench.cluster`.

Two replicas behind nginx with deploy/nginx.conf, one Chroma server, PostgreSQL for the audit, all on loopback. Visitors
ask while, one after the other, each part is killed (SIGKILL) and started again. nginx and PostgreSQL are taken from the
PATH or from LITOTES_NGINX and LITOTES_POSTGRES_BIN; without one of them the run says so and goes on without it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bench.questions import questions

_ROOT = Path(__file__).parent.parent
_READY_S = 180.0
_PAUSE_S = 0.2  # between a visitor's questions


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def nginx_program() -> str | None:
    return os.environ.get("LITOTES_NGINX") or shutil.which("nginx")


def postgres_folder() -> Path | None:
    """Return the folder of `initdb` and `postgres`; Debian keeps them off the PATH."""
    if "LITOTES_POSTGRES_BIN" in os.environ:
        return Path(os.environ["LITOTES_POSTGRES_BIN"])
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return places[-1] if places else None


@dataclass
class Part:
    """One process of the cluster, and how it is started again."""

    name: str
    command: Sequence[str]
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    running: subprocess.Popen[bytes] | None = None

    def start(self, log: Path) -> None:
        with log.open("ab") as file:
            self.running = subprocess.Popen(
                self.command, env={**os.environ, **self.environment}, stdout=file, stderr=file, user=self.user,
                cwd=_ROOT if self.user is None else "/", start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """End it and its children at once, as a crash of the machine would."""
        if self.running is None:
            return
        for process in _with_children(self.running.pid):
            with suppress(psutil.NoSuchProcess):  # because a child may end with its parent
                process.kill()
        self.running.wait(30)
        self.running = None

    def wait_for(self) -> None:
        """Wait until it listens."""
        deadline = time.monotonic() + _READY_S
        while time.monotonic() < deadline:
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.running and self.running.poll() is not None:
                raise RuntimeError(f"{self.name} ended with status {self.running.returncode}")
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not listen within {_READY_S:g} s")


def _with_children(pid: int) -> list[psutil.Process]:
    """Return a process and all that it started: PostgreSQL's are groups of their own, and would hold its memory."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


class Cluster:
    """Chroma, PostgreSQL, two replicas and nginx on loopback; a context manager."""

    def __init__(self, folder: Path, *, replicas: int = 2) -> None:
        """Plan the parts in `folder`; `__enter__` starts them."""
        self.folder = folder
        self.parts: dict[str, Part] = {}
        bin_folder = Path(sys.executable).parent
        chroma = free_port()
        self.parts["chroma"] = Part(
            "chroma",
            [str(bin_folder / "chroma"), "run", "--path", str(folder / "chroma"), "--port", str(chroma)],
            chroma,
        )
        own = {
            "LITOTES_CHROMA_URL": f"http://127.0.0.1:{chroma}",
            "LITOTES_TRUSTED_PROXIES": "127.0.0.1",
            "LITOTES_ADDRESS_PER_MINUTE": "100000",
            "LITOTES_SITE_PER_MINUTE": "100000",
            "LITOTES_VISITOR_PER_MINUTE": "10000",
        }
        postgres = postgres_folder()
        if postgres:
            own["LITOTES_AUDIT"] = self._plan_postgres(postgres)
        for number in range(1, replicas + 1):
            port = free_port()
            environment = {**own, "LITOTES_PORT": str(port), "LITOTES_DATA_DIR": str(folder / f"replica-{number}")}
            self.parts[f"replica-{number}"] = Part(
                f"replica-{number}", [sys.executable, "-m", "bot", "serve"], port, environment
            )
        nginx = nginx_program()
        if nginx:
            self._plan_nginx(nginx)
        self.home = f"http://127.0.0.1:{self.parts['nginx' if nginx else 'replica-1'].port}"

    def _plan_postgres(self, programs: Path) -> str:
        """Return the audit's address; the server runs as nobody where we are root, which it refuses to be."""
        port, user = free_port(), "nobody" if os.geteuid() == 0 else None
        data = self.folder / "postgres"
        data.mkdir()
        if user:
            self.folder.chmod(0o755)
            shutil.chown(data, user)
        subprocess.run(
            [str(programs / "initdb"), "-D", str(data), "-U", "litotes", "-A", "trust", "--no-sync"],
            check=True, capture_output=True, user=user, cwd="/",
        )  # fmt: skip
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(data), "-h", "127.0.0.1"]
        self.parts["postgres"] = Part("postgres", command, port, user=user)
        return f"postgresql+psycopg://litotes@127.0.0.1:{port}/postgres"

    def _plan_nginx(self, program: str) -> None:
        port = free_port()
        text = (_ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        for number in (1, 2):
            replica = self.parts.get(f"replica-{number}", self.parts["replica-1"])
            text = text.replace(f"litotes-{number}:7860", f"127.0.0.1:{replica.port}")
        text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/nginx-", f"{self.folder}/nginx-")
        path = self.folder / "nginx.conf"
        path.write_text(text, encoding="utf-8")
        self.parts["nginx"] = Part("nginx", [program, "-c", str(path), "-g", "daemon off;"], port)

    def __enter__(self) -> Cluster:
        try:
            for name in self.parts:
                self.start(name)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for part in reversed(self.parts.values()):
            part.kill()

    def start(self, name: str) -> None:
        part = self.parts[name]
        part.start(self.folder / f"{name}.log")
        part.wait_for()


@dataclass
class Seen:
    """What the visitors met, by phase: a status, or the name of the fault of their connection."""

    phase: str = "all well"
    met: dict[str, Counter[str]] = field(default_factory=dict)
    slowest_s: dict[str, float] = field(default_factory=dict)

    def note(self, met: str, seconds: float) -> None:
        self.met.setdefault(self.phase, Counter())[met] += 1
        self.slowest_s[self.phase] = max(seconds, self.slowest_s.get(self.phase, 0.0))


async def visit(home: str, number: int, seen: Seen, over: asyncio.Event) -> None:
    """Ask one question after the other until it is over; a new connection for each visitor, as a browser has one."""
    asked = questions().measured
    async with httpx.AsyncClient(base_url=home, timeout=60, trust_env=False) as client:
        turn = 0
        while not over.is_set():
            body = {"question": asked[(number + turn) % len(asked)], "session": f"visitor-{number:06d}"}
            start = time.monotonic()
            try:
                reply = await client.post("/api/v1/ask", json=body)
                whole = reply.status_code != 200 or bool(reply.json()["disclaimers"])
                met = str(reply.status_code) if whole else "an answer without its disclaimer"
            except httpx.HTTPError as error:
                met = type(error).__name__
            seen.note(met, time.monotonic() - start)
            turn += 1
            await asyncio.sleep(_PAUSE_S)


async def under_load(cluster: Cluster, visitors: int, seconds: float, told: Callable[[str], None]) -> Seen:
    """Let visitors ask while each part but nginx is killed, and started again."""
    seen, over = Seen(), asyncio.Event()
    visits = [asyncio.create_task(visit(cluster.home, number, seen, over)) for number in range(visitors)]
    await asyncio.sleep(seconds)
    for name in [name for name in cluster.parts if name != "nginx" and name != "replica-2"]:
        seen.phase = f"{name} killed"
        told(seen.phase)
        cluster.parts[name].kill()
        await asyncio.sleep(seconds)
        seen.phase = f"{name} starting again"
        await asyncio.to_thread(cluster.start, name)
        await asyncio.sleep(seconds)
        seen.phase = "all well"
        await asyncio.sleep(1)
    over.set()
    await asyncio.gather(*visits)
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.cluster", description=__doc__.partition("\n")[0])
    parser.add_argument("--visitors", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each phase")
    given = parser.parse_args()
    for name, found in (("nginx", nginx_program()), ("PostgreSQL", postgres_folder())):
        if not found:
            print(f"without {name}: not found", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, Cluster(Path(folder)) as cluster:
        seen = asyncio.run(
            under_load(cluster, given.visitors, given.seconds, lambda phase: print(phase, file=sys.stderr))
        )
        verified = _verified(cluster)
    print("| phase | visitors met | slowest |\n| --- | --- | --- |")
    for phase, met in seen.met.items():
        listed = ", ".join(f"{count} × {what}" for what, count in met.most_common())
        print(f"| {phase} | {listed} | {seen.slowest_s[phase]:.1f} s |")
    print(f"audit: {verified}")
    return 0


def _verified(cluster: Cluster) -> str:
    """Return what `litotes audit verify` says of the chain that two replicas wrote."""
    audit = cluster.parts["replica-1"].environment.get("LITOTES_AUDIT")
    if audit is None:
        return "none was kept"
    checked = subprocess.run(
        [sys.executable, "-m", "bot", "audit", "verify"],
        env={**os.environ, "LITOTES_AUDIT": audit}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (checked.stdout + checked.stderr).strip()


if __name__ == "__main__":
    sys.exit(main())
