"""`python -m bot` is `litotes`."""

import sys

from bot.cli import main

sys.exit(main())
