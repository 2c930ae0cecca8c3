"""`python -m examples`: Litotes, a clinic's site that embeds it, and a page that calls its API, on three origins.

Everything listens on 127.0.0.1 alone. Ctrl+C ends all three.
"""

from __future__ import annotations

import argparse
import http.server
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
_READY_S = 120


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m examples", description=__doc__)
    parser.add_argument("--port", type=int, default=7860, help="of Litotes; the sites take the next two")
    port = parser.parse_args().port
    home, clinic, client = (f"http://127.0.0.1:{port + number}" for number in range(3))
    with tempfile.TemporaryDirectory() as folder:
        sites = Path(folder, "sites.toml")
        given = (HERE / "sites.toml").read_text(encoding="utf-8")
        sites.write_text(Template(given).substitute(clinic=clinic, client=client), encoding="utf-8")
        own = {"LITOTES_PORT": str(port), "LITOTES_SITES": str(sites)}
        with subprocess.Popen([sys.executable, "-m", "bot", "serve"], env={**os.environ, **own}) as server:
            stop = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            try:
                if not _is_ready(home, server):
                    return 1
                for number, site in enumerate(("clinic-site", "api-client"), start=1):
                    if not _serve(HERE / site, port + number, home):
                        return 1
                told = f"a clinic's site with the widget: {clinic}\na page that calls the API:       {client}"
                print(told, flush=True)  # noqa: T201  # reason: tells where
                while server.poll() is None and not stop.wait(0.5):
                    pass
            except KeyboardInterrupt:
                pass
            finally:
                server.terminate()
                server.wait(60)
    return 0


def _is_ready(home: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{home}/health/ready", timeout=30):  # noqa: S310  # reason: our own address
                return True
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    print("Litotes did not get ready", file=sys.stderr)  # noqa: T201  # reason: a command's output
    return False


def _serve(folder: Path, port: int, home: str) -> bool:
    """Serve a folder from a thread, or say why not; `$home` in its pages is where Litotes is."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.split("?")[0].strip("/") or "index.html"
            path = folder / name
            if path.parent != folder or not path.is_file():
                self.send_error(404)
                return
            body = Template(path.read_text(encoding="utf-8")).safe_substitute(home=home).encode()
            kind = {".css": "text/css", ".js": "text/javascript"}.get(path.suffix, "text/html")
            self.send_response(200)
            self.send_header("content-type", f"{kind}; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            # A strict policy of the clinic's own: this is all that the widget needs of it.
            policy = f"default-src 'none'; style-src 'self'; img-src data:; script-src 'self' {home}; frame-src {home}"
            self.send_header("content-security-policy", f"{policy}; connect-src {home}")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Pages)
    except OSError as error:
        print(f"port {port} cannot be used ({error.strerror}); choose others with --port", file=sys.stderr)  # noqa: T201  # reason: a command's output
        return False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return True


if __name__ == "__main__":
    sys.exit(main())
