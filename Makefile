# Bare `make` lists the commands. `make run` and `make test` are the front door: each sets up what it needs.
SHELL := bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test smoke test-long axe budgets coverage regressions mutants check lint types contracts lock messages stop clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(READY): requirements/dev.txt
	@# --no-deps: the lock is whole, and an extra of a locked package must not be looked up anew.
	@echo "▸ virtual environment and locked packages (about half a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@touch $(READY)

setup: $(READY) messages ## make the virtual environment and install everything

messages: $(READY)
	@$(BIN)/python -m casaora.local messages

run: setup ## start everything with the demo city; Ctrl-C stops it, the data stays
	@$(BIN)/python -m casaora.local run

test: setup ## all tests on real PostgreSQL and Valkey (browser tests where Chromium is found)
	@$(BIN)/python -m pytest -n auto -m "not long" $(ARGS)

smoke: setup ## start everything as deployed, with TLS, and go from sign-up to a completed visit in a real browser
	@$(BIN)/python -m casaora.local smoke $(ARGS)

test-long: setup ## races with 200 rounds and the long property tests
	@RACE_ROUNDS=200 HISTORIES=2000 $(BIN)/python -m pytest -n auto -m "race or long or histories" $(ARGS)

axe: setup ## every page, in both languages, by day and by night, wide and narrow: the report is tests/browser/axe-report.md
	@AXE=full $(BIN)/python -m pytest tests/browser/test_pages.py -n0 $(ARGS)

budgets: setup ## what each kind of page weighs, in bytes as they are served, and what it may
	@$(BIN)/python -m pytest tests/browser/test_budgets.py -n0 -s -p no:logging $(ARGS)

coverage: setup ## how many branches of what moves money the tests take: 95 % or it fails
	@$(BIN)/python -m tests.branches

regressions: setup ## every defect of reliability: green as it is, red when it is put back
	@$(BIN)/python -m tests.regressions.table

mutants: setup ## small faults planted in money, quotes, policies, recipes and plans: which does no test notice?
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/mutants.txt
	@$(BIN)/mutmut run --max-children 2 | tr '\r' '\n' | tail -n 2; $(BIN)/mutmut results

lint: setup
	@$(BIN)/ruff check .

types: setup
	@bash .ci/checks types

contracts: setup
	@$(BIN)/lint-imports

check: setup ## everything that CI runs
	@bash .ci/checks

lock: setup ## resolve pyproject.toml again into requirements/*.txt
	@$(BIN)/pip install --quiet uv
	@for kind in base dev mutants; do UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	  --python-version 3.11 --no-header pyproject.toml $$(test $$kind = base || echo --group $$kind) -o requirements/$$kind.txt; done

stop: ## stop the embedded engines that a killed run left behind
	@$(BIN)/python -m casaora.local stop

clean: stop ## forget the local data (the demo city is built again by the next run)
	@$(BIN)/python -m casaora.local forget
