# `make up` runs Vezne, `make test` proves it. Every target sets up what it needs.
# Only Python 3.11 or newer and make are needed: make PYTHON=python3.12 up

PYTHON ?= python3
BIN := .venv/bin
# Two at once: tests wait for PostgreSQL and for browsers as much as they compute.
TEST_PROCESSES ?= 2
UNIT := not (browser or journey or concurrency or contract or program or table or slow)

.PHONY: help up test check test-full lint unit coverage fmt clean setup setup-dev

help:
	@echo "make up         run the demo installation (Ctrl-C stops it)"
	@echo "make check      lint, types, contracts, unit tests: under 2 minutes"
	@echo "make test       everything that CI runs: under 20 minutes"
	@echo "make test-full  the whole matrix, slow tests too"
	@echo "make coverage   every branch of the packages that move money has a test"
	@echo "make fmt        format the code"
	@echo "make clean      remove build output and caches; never var/, where your data are"

up: setup
	@$(BIN)/python -m vezne up

check: lint unit

test: lint
	@$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile -m "not slow"

test-full: lint coverage
	@VEZNE_PROPERTIES=new $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile

coverage: setup-dev
	@$(BIN)/python tools/coverage_floor.py

lint: setup-dev
	@$(BIN)/python tools/lint.py

# Left to `make test`: what starts other programs (the sandbox too), and every address as every role.
unit: setup-dev
	@$(BIN)/python -m pytest -q -n $(TEST_PROCESSES) --dist loadfile -m "$(UNIT)" \
	  --ignore=src/vezne_sandbox --ignore-glob='tests/test_*.py'

fmt: setup-dev
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

clean:
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	@find . -path ./.venv -prune -o -path ./var -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@$(PYTHON) tools/setup.py

setup-dev:
	@$(PYTHON) tools/setup.py --dev
