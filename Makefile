# Everything here needs Python 3.11 or later and make, nothing else. Another Python: make test PYTHON=python3.12
#
# Each target makes .venv if it is not there and installs what it needs into it, once, until pyproject.toml changes.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PEERS  := .venv-peers
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test spark coverage lint format types docs bench bench-speed readme-capture clean

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

demo: $(VENV)/.installed  ## read the example messages and show what they do
	@$(BIN)/sorrykit check examples/messages/*; status=$$?; [ $$status -le 1 ]

test: $(VENV)/.tests  ## run the whole test suite
	$(BIN)/pytest

spark: $(VENV)/.spark  ## install Spark (450 MB), so that its tests run, too; they need Java 17

coverage: $(VENV)/.tests  ## run the tests and show the lines and branches they miss
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: $(VENV)/.lint  ## check the style
	$(BIN)/ruff check

format: $(VENV)/.lint  ## mend the style where that is safe
	$(BIN)/ruff check --fix

types: $(VENV)/.types  ## check the types
	$(BIN)/mypy

docs: $(VENV)/.docs  ## build the documentation into docs/_build/html
	$(BIN)/sphinx-build -n -W --keep-going -q -b html docs docs/_build/html
	@echo "open docs/_build/html/index.html"

bench: $(VENV)/.bench  ## measure speed and accuracy
	@mkdir -p build
	$(BIN)/sorrykit bench --full --plot build/accuracy.png

bench-speed: $(VENV)/.bench $(PEERS)/.installed  ## measure speed beside other packages (400 MB, half an hour)
	$(BIN)/python benchmarks/speed.py

readme-capture: $(VENV)/.installed  ## make the picture in the README anew
	$(BIN)/python docs/capture.py

clean:  ## remove the environment and everything that was made
	rm -rf $(VENV) $(PEERS) build dist docs/_build docs/rules docs/rubrics .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the environment

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "sorrykit needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) --version 2>&1); try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@[ -x $(BIN)/python ] || { echo "making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@$(PIP) install 'pip>=25.1'
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.made
	@echo "installing sorrykit into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.tests $(VENV)/.spark $(VENV)/.lint $(VENV)/.types $(VENV)/.docs: $(VENV)/.%: pyproject.toml | $(VENV)/.installed
	@echo "installing what $* needs into $(VENV)"
	@$(PIP) install --group $*
	@touch $@

$(VENV)/.bench: pyproject.toml | $(VENV)/.installed
	@echo "installing what bench needs into $(VENV)"
	@$(PIP) install --editable '.[bench]'
	@touch $@

# What is measured beside sorrykit brings much along that nobody needs who works on sorrykit.
$(PEERS)/.installed: pyproject.toml | $(VENV)/.made
	@echo "installing what sorrykit is measured against into $(PEERS)"
	@[ -x $(PEERS)/bin/python ] || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install 'pip>=25.1'
	@$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --group peers
	@touch $@
