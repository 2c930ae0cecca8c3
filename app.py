"""`python app.py`: the web server, with the page and the API. The same as `litotes serve`."""

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
