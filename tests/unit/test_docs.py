"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`((?:[\w-]+/)+[\w-]+\.(?:py|toml|txt|jsonl|md))`|`((?:bot|eval|bench|tests)(?:\.\w+)+)`")
_PAST = {"0018-folders.md"}  # tells which modules were moved, by their old names
_ELSEWHERE = {"gradio/route_utils.py", "articles/ID.md", "drafts/ID.md"}  # of a library; of a clinic's folder


def _is_there(path: str, module: str) -> bool:
    """A module may be told with a name in it: `bot.evidence.rate`."""
    if path:
        return any(
            (root / path).exists()
            for root in (ROOT, *(ROOT / each for each in ("bot", "eval", "tests", "bench", "corpus")))
        )
    parts = module.split(".")
    return (
        any((ROOT / "/".join(parts[:n])).with_suffix(".py").exists() for n in range(2, len(parts) + 1))
        or (ROOT / "/".join(parts)).is_dir()
    )


def test_every_file_and_module_that_a_document_names_exists() -> None:
    documents = [ROOT / "README.md", *(each for each in ROOT.glob("docs/**/*.md") if each.name not in _PAST)]
    missing = [
        f"{each.relative_to(ROOT)}: {path or module}"
        for each in documents
        for path, module in _NAMED.findall(each.read_text(encoding="utf-8"))
        if path not in _ELSEWHERE and not _is_there(path, module)
    ]
    assert missing == []
