"""Takes a source out of conflicts.toml: a disagreement with a source that is gone is none, and would stop the bot."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from bot.errors import ArticleError
from bot.ingest.shelf import write_whole

_ENTRY = re.compile(r"^(?=\[\[conflict\]\])", re.MULTILINE)


def drop_conflicts(path: Path, source_id: str) -> tuple[str, ...]:
    """Remove every entry with a side of this source; return their ids.

    Raises:
        ArticleError: the file is malformed.
    """
    if not path.is_file():
        return ()
    head, *entries = _ENTRY.split(path.read_text(encoding="utf-8"))
    kept, dropped = [head], []
    try:
        for entry in entries:
            conflict = tomllib.loads(entry)["conflict"][0]
            if any(side["source"] == source_id for side in conflict["sides"]):
                dropped.append(str(conflict["id"]))
            else:
                kept.append(entry)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, IndexError) as error:
        raise ArticleError(
            f"{path.name} is malformed: {error}; take the entries of {source_id!r} out of it by hand"
        ) from error
    if dropped:
        write_whole(path, "".join(kept))
    return tuple(dropped)
