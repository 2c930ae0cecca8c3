"""Prometheus metrics, on a port of their own. Labels come from closed sets: nothing that a patient typed."""

from __future__ import annotations

import threading
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server


class Metrics:
    """The counters of one application; a registry of its own, so that two may live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.ended = Counter(
            "litotes_questions", "Questions by how they ended", ["site", "surface", "outcome"], registry=self.registry
        )
        self.refused = Counter(
            "litotes_refusals", "Questions that were not let in", ["site", "code"], registry=self.registry
        )
        self.seconds = Histogram(
            "litotes_answer_seconds",
            "From acceptance to the answer",
            buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60),
            registry=self.registry,
        )
        self.inside = Gauge("litotes_questions_inside", "Questions waiting or being answered", registry=self.registry)
        self.defects = Counter(
            "litotes_defects", "Failures that a reader was told of", ["where"], registry=self.registry
        )

    def serve(self, host: str, port: int) -> tuple[Any, threading.Thread]:
        """Serve them until the process ends; returns the server and its thread."""
        return start_http_server(port, addr=host, registry=self.registry)
