"""Servers on loopback for the tests: models and bots that behave as badly as they are told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeOpenAI(ThreadingHTTPServer):
    """`mode` is a status to answer with, or "hang", "garbage", "slow"; else `replies` are given in turn."""

    daemon_threads = True

    def __init__(self, replies: list[str], mode: str | int = "reply") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = replies
        self.mode = mode
        self.asked: list[dict[str, Any]] = []
        self.given_up = threading.Event()
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: FakeOpenAI

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        mode = self.server.mode
        if mode == "hang":
            self._wait_for_the_other_side()
            return
        if isinstance(mode, int):
            self._send(mode, b'{"error": {"message": "no", "type": "x"}}')
            return
        if mode == "garbage":
            self._send(200, b"<html>not json at all")
            return
        at = min(len(self.server.asked), len(self.server.replies)) - 1
        message = {"role": "assistant", "content": self.server.replies[at]}
        body = {
            "id": "x", "object": "chat.completion", "created": 0, "model": asked["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }  # fmt: skip
        self._send(200, json.dumps(body).encode(), drip=mode == "slow")

    def _wait_for_the_other_side(self) -> None:
        self.connection.settimeout(0.1)
        while not self.server.closing.is_set():
            try:
                if not self.connection.recv(1):
                    self.server.given_up.set()
                    return
            except TimeoutError:
                continue
            except OSError:
                self.server.given_up.set()
                return

    def _send(self, status: int, body: bytes, *, drip: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not drip:
            self.wfile.write(body)
            return
        for byte in body:
            if self.server.closing.is_set():
                return
            try:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
            except OSError:
                self.server.given_up.set()
                return
            time.sleep(0.05)

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


@contextmanager
def fake_openai(*replies: str, mode: str | int = "reply") -> Iterator[FakeOpenAI]:
    server = FakeOpenAI(list(replies), mode)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def plain_bot(text: str) -> Iterator[str]:
    """A bot over HTTP that says the same to everything, in plain text."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FakeEmbedder(ThreadingHTTPServer):
    """text-embeddings-inference's and OpenAI's APIs over `embed`; `statuses` are answered first, one for a request."""

    daemon_threads = True

    def __init__(self, embed: Callable[[list[str]], list[list[float]]], key: str | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _EmbeddingHandler)
        self.embed = embed
        self.key = key
        self.asked: list[list[str]] = []
        self.statuses: list[int] = []
        self.body: bytes | None = None  # instead of vectors

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _EmbeddingHandler(BaseHTTPRequestHandler):
    server: FakeEmbedder

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = asked["input" if self.path == "/v1/embeddings" else "inputs"]
        self.server.asked.append(texts)
        if self.server.key and self.headers["Authorization"] != f"Bearer {self.server.key}":
            return self._send(401, b"{}")
        if self.server.statuses:
            return self._send(self.server.statuses.pop(0), b"{}")
        vectors = self.server.embed(texts)
        if self.path == "/v1/embeddings":
            data = [{"index": at, "embedding": vector} for at, vector in enumerate(vectors)]
            told: Any = {"object": "list", "model": asked["model"], "data": data[::-1]}  # their order is not promised
        else:
            told = vectors
        return self._send(200, self.server.body or json.dumps(told).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


@contextmanager
def embedding_server(embed: Callable[[list[str]], list[list[float]]], key: str | None = None) -> Iterator[FakeEmbedder]:
    server = FakeEmbedder(embed, key)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
