"""What a server needs and no more: `python deploy/requirements.py` writes deploy/requirements.txt.

The pinned embedding model runs by onnxruntime; torch and what only it needs (sentence-transformers, for other models)
are two thirds of an installation and are never imported. The versions are those of requirements.lock.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_LEFT_OUT = frozenset({"torch", "sentence-transformers"})
_ALSO = ("psycopg[binary]",)  # the audit of several replicas
_HEAD = "# Made by `python deploy/requirements.py`: install with --no-deps.\n"


def name_of(requirement: str) -> str:
    name = re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).casefold()


def needed() -> set[str]:
    """Return the names of every package that a server needs, as installed here."""
    from packaging.requirements import Requirement

    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(each) for each in (*project["dependencies"], *_ALSO)]
    seen: set[tuple[str, str]] = set()
    names: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        name = name_of(wanted.name)
        extras = sorted(wanted.extras) or [""]
        if name in _LEFT_OUT or all((name, extra) in seen for extra in extras):
            continue
        seen.update((name, extra) for extra in extras)
        names.add(name)
        try:
            listed = requires(wanted.name) or []
        except PackageNotFoundError:
            names.discard(name)  # of another platform
            continue
        for each in map(Requirement, listed):
            if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(each)
    return names


def pinned() -> str:
    """Return the file's text.

    Raises:
        SystemExit: a package is not in the lock.
    """
    lock = {}
    for line in (_ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        lock[name_of(line)] = line
    names = sorted(needed())
    missing = [name for name in names if name not in lock]
    if missing:
        raise SystemExit(f"not in requirements.lock: {', '.join(missing)}; run 'make lock'")
    return _HEAD + "\n".join(lock[name] for name in names) + "\n"


if __name__ == "__main__":
    target = _ROOT / "deploy" / "requirements.txt"
    target.write_text(pinned(), encoding="utf-8")
    sys.stdout.write(f"{target}\n")
