"""Adapter: Ray Data → drafts of many files, made by all cores of this machine or of a cluster.

Each file is read by the same bounded process as without Ray; only where and when that process runs is another's work.
The shelf is written by this process alone, in the order of the files, so the drafts are the same. Every machine of a
cluster needs the package, and the files and the lexicon under the same paths.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.errors import DocumentError, SettingsError
from bot.ingest.draft_records import Prepared
from bot.ingest.reading import draft_of
from bot.offline import forbid_calls_home


def on_ray(files: Iterable[Path], lexicon: Path, read_on: date) -> Callable[[Path], Prepared]:
    """Begin to draft these files; return what gives the draft of one, to be called in their order.

    Ray's own variables say where: RAY_ADDRESS names a cluster; without it Ray starts on this machine. What is returned
    raises DocumentError as `draft_of`.

    Raises:
        SettingsError: Ray is not installed.
    """
    forbid_calls_home()
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise SettingsError("--ray needs Ray; install it with: pip install 'litotes[ray]'") from error
    if not ray.is_initialized():
        local = {} if os.environ.get("RAY_ADDRESS") else {"include_dashboard": False}
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **local)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = True
    same = {"lexicon": str(lexicon.absolute()), "read_on": read_on.isoformat()}
    rows = [{"file": str(path.absolute()), **same} for path in files]
    if not rows:
        return _in_order(iter(()))
    drafted = ray.data.from_items(rows, override_num_blocks=len(rows)).map(_drafted)
    return _in_order(iter(drafted.iter_rows()))


def _drafted(row: dict[str, str]) -> dict[str, str]:
    """Return the draft of one file as JSON, or why there is none; runs wherever Ray wants."""
    try:
        draft = draft_of(Path(row["file"]), Path(row["lexicon"]), read_on=date.fromisoformat(row["read_on"]))
    except DocumentError as error:
        return {"file": row["file"], "draft": "", "why": str(error)}
    return {"file": row["file"], "draft": draft.model_dump_json(), "why": ""}


def _in_order(rows: Iterator[dict[str, Any]]) -> Callable[[Path], Prepared]:
    def draft(path: Path) -> Prepared:
        row = next((row for row in rows if row["file"] == str(path.absolute())), None)  # others turned out to be known
        if row is None:
            raise DocumentError("changed while others were read; ingest it again")
        if not row["draft"]:
            raise DocumentError(row["why"])
        return Prepared.model_validate_json(row["draft"])

    return draft
