"""Two replicas, one Chroma server, nginx and PostgreSQL: any of them may die under load."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest

from bench.cluster import Cluster, Seen, nginx_program, postgres_folder, visit

_VISITORS = 4
_SHORT_S = 3.0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if not nginx_program() or not postgres_folder():
        pytest.skip("needs nginx and PostgreSQL (on the PATH, or in LITOTES_NGINX and LITOTES_POSTGRES_BIN)")
    folder = tmp_path_factory.mktemp("cluster")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)  # because PostgreSQL refuses to be root, and somebody else must reach its folder
    with Cluster(folder) as running:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and ready(running) != 200:
            time.sleep(0.5)
        yield running


def ready(cluster: Cluster) -> int:
    return httpx.get(f"{cluster.home}/health/ready", timeout=30, trust_env=False).status_code


def met_while(cluster: Cluster, part: str, *, killed: bool) -> Seen:
    """What visitors meet from just before a part dies (or starts again) until a while after."""

    async def run() -> Seen:
        seen, over = Seen(), asyncio.Event()
        visits = [asyncio.create_task(visit(cluster.home, number, seen, over)) for number in range(_VISITORS)]
        await asyncio.sleep(_SHORT_S / 3)
        if killed:
            cluster.parts[part].kill()
        else:
            await asyncio.to_thread(cluster.start, part)
        await asyncio.sleep(_SHORT_S)
        over.set()
        await asyncio.gather(*visits)
        return seen

    return asyncio.run(run())


@pytest.mark.slow
def test_a_replica_that_dies_costs_no_visitor_an_answer(cluster: Cluster) -> None:
    """nginx asks the other one; the dead one comes back without anybody's noticing."""
    for killed in (True, False):
        seen = met_while(cluster, "replica-1", killed=killed)

        assert set(seen.met["all well"]) == {"200"}
        assert seen.met["all well"]["200"] > _VISITORS


@pytest.mark.slow
def test_chroma_may_be_down_while_visitors_ask(cluster: Cluster) -> None:
    """The vectors were read when the replicas started."""
    for killed in (True, False):
        seen = met_while(cluster, "chroma", killed=killed)

        assert set(seen.met["all well"]) == {"200"}


@pytest.mark.slow
def test_without_the_audit_nobody_is_answered_and_all_are_told_so(cluster: Cluster) -> None:
    """A line that cannot be written means no answer; once the database is back, all is well again."""
    down = met_while(cluster, "postgres", killed=True)
    reply = httpx.post(f"{cluster.home}/api/v1/ask", json={"question": "hair loss?"}, timeout=30, trust_env=False)

    assert set(down.met["all well"]) <= {"200", "500"}
    assert reply.status_code == 500
    assert "no answer was made" in reply.json()["error"]["text"]
    met_while(cluster, "postgres", killed=False)
    assert set(met_while(cluster, "replica-2", killed=True).met["all well"]) == {"200"}
    cluster.start("replica-2")


@pytest.mark.slow
def test_replicas_write_one_whole_chain(cluster: Cluster) -> None:
    """After all that was killed, every line still follows the one before it."""
    from bot.web.audit import Audit

    audit = Audit(cluster.parts["replica-1"].environment["LITOTES_AUDIT"])
    chain = audit.verify()
    audit.close()

    assert chain.fault is None
    assert chain.lines > 20


@pytest.mark.slow
def test_replicas_answer_alike(cluster: Cluster) -> None:
    """Both read one index; which of them is asked makes no difference."""
    question = {"question": "Does upadacitinib work for palmoplantar pustulosis?"}
    told = [
        httpx.post(
            f"http://127.0.0.1:{cluster.parts[name].port}/api/v1/ask", json=question, timeout=30, trust_env=False
        ).json()
        for name in ("replica-1", "replica-2")
    ]

    assert told[0]["text"] == told[1]["text"]
    assert told[0]["versions"] == told[1]["versions"]
