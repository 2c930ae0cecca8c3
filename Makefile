# The whole project from a fresh machine: `make run` and `make test`. Nothing else has to be installed by hand
# but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV := $(VENV)/.installed-dev

export LITOTES_DATA_DIR ?= $(CURDIR)/.data

.PHONY: install run demo test check eval bench docs lock
.DEFAULT_GOAL := run

install: $(STAMP)

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Litotes needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	@touch $(STAMP)

# What the tests and checks need beside it.
$(DEV): $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev]'
	@touch $(DEV)

run: $(STAMP)
	$(BIN)/litotes serve

# A clinic's site with the widget, and a page that calls the API.
demo: $(STAMP)
	$(BIN)/python -m examples

test: $(DEV)
	$(BIN)/pytest

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/litotes sources --check > /dev/null

# Asks our bot and the baselines every case, and writes their table into the README. Goes on where it stopped.
eval: $(DEV)
	$(BIN)/python -m eval baselines --page README.md

bench: $(DEV)
	$(BIN)/python -m bench

# The pages made from the corpus; a test fails while they are out of date.
docs: $(STAMP)
	{ sed '/^| /,$$d' corpus/SOURCES.md; $(BIN)/litotes sources --markdown; } > corpus/SOURCES.md.new && mv corpus/SOURCES.md.new corpus/SOURCES.md
	{ sed '/^| /,$$d' docs/coverage.md; $(BIN)/litotes sources --coverage; } > docs/coverage.md.new && mv docs/coverage.md.new docs/coverage.md

# Pins every dependency to what is installed now; run it in a fresh environment.
lock: $(DEV)
	$(BIN)/pip freeze --exclude-editable | sed 's/+cpu$$//' | LC_ALL=C sort > requirements.lock
