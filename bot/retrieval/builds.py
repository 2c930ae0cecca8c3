"""Builds a generation of the index in a folder of its own, and makes it the current one by one rename.

What the generation before it holds is taken over: its Chroma files are copied, and only rows that are new are embedded,
read for words and written. So a new article costs its own passages, and a copy of files.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.protocols import Embedder
from bot.retrieval.generations import generation_of
from bot.retrieval.lexical import WordIndex
from bot.retrieval.snapshot import Snapshot
from bot.retrieval.store import Row, VectorStore, close, open_client

_KEPT_GENERATIONS = 2  # the current one, and the one that an open reader may still use
_OURS = ("*.npy", "digests.json", "words.txt")  # files beside Chroma's; written anew


@dataclass(frozen=True)
class _Before:
    """The generation that a build takes over from."""

    folder: Path
    fingerprint: str
    snapshot: Snapshot
    words: WordIndex


def build(root: Path, rows: Sequence[Row], embedder: Embedder, fingerprint: str, *, afresh: bool) -> None:
    """Build beside what serves, then make it current; `afresh` takes nothing over.

    The caller holds the lock of `root`.

    Raises:
        OSError: the folder cannot be written.
    """
    before = None if afresh else _before(root)
    folder = _new_folder(root, fingerprint)
    try:
        _fill(folder, before, rows, embedder, fingerprint)
    except Exception:  # reason: a damaged Chroma folder raises whatever its layers raise
        shutil.rmtree(folder, ignore_errors=True)
        if before is None:
            raise
        folder = _new_folder(root, fingerprint)
        _fill(folder, None, rows, embedder, fingerprint)
    staged = root / f"current.{os.getpid()}"
    staged.write_text(json.dumps({"folder": folder.name, "fingerprint": fingerprint}), encoding="utf-8")
    with staged.open("rb") as file:
        os.fsync(file.fileno())
    staged.replace(root / "current")
    _remove_old_generations(root)


def _new_folder(root: Path, fingerprint: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{fingerprint[:12]}-", dir=root))


def _before(root: Path) -> _Before | None:
    """Return the current generation, if it can be read at all."""
    try:
        current = json.loads((root / "current").read_text(encoding="utf-8"))
        folder = root / current["folder"]
        snapshot, words = Snapshot.load(folder), WordIndex.load(folder)
        if len(words) == len(snapshot.digests):
            return _Before(folder, str(current["fingerprint"]), snapshot, words)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # none, of an older layout, or damaged: everything is built
    return None


def _fill(folder: Path, before: _Before | None, rows: Sequence[Row], embedder: Embedder, fingerprint: str) -> None:
    if before is None or not {row.digest for row in rows}.intersection(before.snapshot.digests):
        made = generation_of(rows, embedder)
        client = open_client(folder)
        store = VectorStore(client, fingerprint)
        store.begin()
    else:
        made = generation_of(rows, embedder, before.snapshot, before.words)
        shutil.copytree(before.folder, folder, ignore=shutil.ignore_patterns(*_OURS), dirs_exist_ok=True)
        client = open_client(folder)
        store = VectorStore(client, fingerprint)
        store.begin(previous=before.fingerprint)
        store.delete(sorted(set(store.ids()) - {row.passage_id for row in rows}))
    store.write(rows, made.snapshot, made.fresh)
    store.finish()
    close(client)
    made.snapshot.save(folder)
    made.words.save(folder)


def _remove_old_generations(root: Path) -> None:
    newest_first = sorted(
        (path for path in root.iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for folder in newest_first[_KEPT_GENERATIONS:]:
        shutil.rmtree(folder, ignore_errors=True)
