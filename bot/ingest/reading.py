"""File → draft, in a process of its own: whatever a file does, it costs no more than the limits, and harms nobody."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from bot.errors import DocumentError, LitotesError
from bot.ingest import limits
from bot.ingest.document import Document, Format
from bot.ingest.draft_records import Prepared
from bot.ingest.sniff import format_of

_REFUSED = 3  # exit status of the process when it refuses a file; what it writes then is why


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal.

    Raises:
        DocumentError: it cannot be read, or is too large.
    """
    return hashlib.sha256(read_bytes(path)).hexdigest()


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        DocumentError: it cannot be read, or is too large.
    """
    try:
        if not path.is_file():
            raise DocumentError("is no ordinary file; give a document")
        if path.stat().st_size > limits.MAX_FILE_BYTES:
            raise DocumentError(
                f"is larger than {limits.MAX_FILE_BYTES // 1_000_000} MB; ingest the article alone, without attachments"
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror}); check its permissions") from error


def read_document(path: Path) -> Document:
    """Return what a reader makes of a file, in this process: for the bounded one, and for tests.

    Raises:
        DocumentError: no reader can make anything of it.
    """
    raw = read_bytes(path)
    kind = format_of(raw, path)
    if kind is Format.PDF:
        from bot.ingest.pdf_file import read_pdf

        return read_pdf(raw)
    if kind is Format.DOCX:
        from bot.ingest.docx_file import read_docx

        return read_docx(raw)
    if kind is Format.HTML:
        from bot.ingest.html_file import read_html

        return read_html(raw)
    if kind is Format.JATS:
        from bot.ingest.jats_file import read_jats

        return read_jats(raw)
    from bot.ingest.text_file import read_markdown, read_text

    return read_markdown(raw) if kind is Format.MARKDOWN else read_text(raw)


def draft_of(path: Path, lexicon: Path, *, read_on: date, timeout_s: float = limits.READ_TIMEOUT_S) -> Prepared:
    """Return the draft of a file, made by a process with bounded time and memory.

    Raises:
        DocumentError: it cannot be read, holds no article, or costs more than the limits.
    """
    command = [
        sys.executable,
        "-m",
        "bot.ingest.reading",
        str(path.absolute()),
        str(lexicon.absolute()),
        read_on.isoformat(),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout_s, check=False)  # noqa: S603  # because it is ourselves
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"took longer than {timeout_s:g} seconds to read; ingest a simpler copy, for example its text"
        ) from error
    if done.returncode == _REFUSED:
        raise DocumentError(done.stdout.decode("utf-8", "replace").strip() or "was refused")
    if done.returncode != 0:
        raise DocumentError(
            "broke its reader, by its size or by what is in it; ingest another copy, for example its text"
        )
    try:
        return Prepared.model_validate_json(done.stdout)
    except ValidationError as error:
        raise DocumentError("broke its reader; ingest another copy, for example its text") from error


def main(arguments: list[str]) -> int:
    """Write a file's draft as JSON to standard output: the bounded process."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.READ_MEMORY_BYTES, limits.READ_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (int(limits.READ_TIMEOUT_S), int(limits.READ_TIMEOUT_S)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from bot.ingest.draft import prepare
    from bot.lexicon import load_lexicon

    try:
        document = read_document(Path(arguments[0]))
        if sum(len(block.text) for block in document.blocks) > limits.MAX_CHARS:
            raise DocumentError("holds more text than an article; ingest the chapter that matters")
        prepared = prepare(document, load_lexicon(Path(arguments[1])), read_on=date.fromisoformat(arguments[2]))
    except LitotesError as error:
        sys.stdout.write(str(error))
        return _REFUSED
    except (MemoryError, RecursionError):
        sys.stdout.write("needs more memory than it may have; ingest a simpler copy, for example its text")
        return _REFUSED
    sys.stdout.buffer.write(prepared.model_dump_json().encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
