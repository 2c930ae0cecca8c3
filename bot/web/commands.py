"""The web's commands: `litotes serve`, `embed`, `audit`. FastAPI and Gradio load only where they run."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from bot.errors import OperationError, SettingsError
from bot.settings import Settings, load_settings

_FAILED = 1


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add them to the command line."""
    serve = commands.add_parser("serve", parents=[common], help="open the page, the widget and the API")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.set_defaults(run=run_serve)

    embed = commands.add_parser("embed", help="the tag for a clinic's site, and a check of a server")
    actions = embed.add_subparsers(required=True, metavar="ACTION")
    snippet = actions.add_parser("snippet", help="print the tag for one site of sites.toml")
    snippet.add_argument("site", metavar="SITE")
    snippet.set_defaults(run=run_snippet)
    check = actions.add_parser("check", help="look at a running server as a browser would")
    check.add_argument("url", metavar="URL")
    check.add_argument("--site", metavar="SITE")
    check.set_defaults(run=run_check)

    audit = commands.add_parser("audit", help="the record of what was answered")
    kinds = audit.add_subparsers(required=True, metavar="ACTION")
    export = kinds.add_parser("export", parents=[common], help="print every line as JSON Lines")
    export.add_argument("--texts", action="store_true", help="with the texts that sites keep")
    export.set_defaults(run=run_export)
    verify = kinds.add_parser("verify", parents=[common], help="recompute the chain; exit 1 where a line was changed")
    verify.add_argument("--head", metavar="DIGEST", help="a digest noted earlier, which must still be in the chain")
    verify.set_defaults(run=run_verify)


def run_serve(given: argparse.Namespace) -> int:
    from bot.web.server import serve

    serve(_settings(given))
    return 0


def run_snippet(given: argparse.Namespace) -> int:
    from bot.web.embed import snippet

    _print(snippet(_settings(given), given.site))
    return 0


def run_check(given: argparse.Namespace) -> int:
    from bot.web.embed import check

    found = check(given.url, given.site)
    for each in found:
        _print(f"{'ok  ' if each.fine else 'FAIL'}  {each.what}{f' ({each.why})' if each.why else ''}")
    return 0 if all(each.fine for each in found) else _FAILED


def run_export(given: argparse.Namespace) -> int:
    audit = _audit(_settings(given))
    texts = audit.texts() if given.texts else {}
    for line in audit.lines():
        said = {"said": texts[line.seq]} if line.seq in texts else {}
        _print(json.dumps({**line.model_dump(), **said}, ensure_ascii=False))
    return 0


def run_verify(given: argparse.Namespace) -> int:
    audit = _audit(_settings(given))
    chain = audit.verify()
    fault = chain.fault
    if fault is None and given.head and not any(line.digest == given.head for line in audit.lines()):
        fault = f"the line with digest {given.head!r} is gone"
    if fault:
        print(f"litotes: the audit is not whole: {fault}", file=sys.stderr)  # noqa: T201  # reason: a command's output
        return _FAILED
    _print(f"{chain.lines} lines, whole; the last digest is {chain.head}")
    return 0


def _audit(settings: Settings) -> Any:
    from bot.web.audit import open_audit

    audit = open_audit(settings)
    if audit is None:
        raise SettingsError("the audit is off; set LITOTES_AUDIT to 'on' or to a database's URL")
    return audit


def _settings(given: argparse.Namespace) -> Settings:
    names = ("corpus", "data_dir", "host", "port")
    return load_settings(**{name: getattr(given, name, None) for name in names})


def _print(line: str) -> None:
    try:
        print(line, flush=True)  # noqa: T201  # reason: printing is a command's work
    except UnicodeEncodeError as error:
        raise OperationError("the terminal cannot show this text; set PYTHONUTF8=1") from error
