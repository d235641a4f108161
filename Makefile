# Two commands do everything: `make demo` and `make test`. Needs Python 3.11+ and make only.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help venv demo test check bench docs format lock clean

help:            ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

venv: $(READY)   ## Set up .venv with everything

$(READY): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "luutru needs Python 3.11 or newer: https://www.python.org/downloads/" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)   ## Crawl the sample portals, build the edition, serve it (Ctrl-C stops)
	$(BIN)/luutru demo

test: $(READY)   ## Run all tests
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder

check: $(READY)  ## Format, lint, types, import contracts, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

bench: $(READY)  ## Measure, side by side with the peers
	$(BIN)/python -m bench

docs: $(READY)   ## Write docs/cli.md and docs/data.md anew
	$(BIN)/python docs/generate.py

format: $(READY) ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(READY)   ## Resolve the newest versions into requirements.lock
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-find-links --extra dev --extra peers --extra browser --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-find-links --output-file .ci/replay.lock .ci/replay.in
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-find-links --output-file .ci/readers.lock .ci/readers.in

clean:           ## Remove what make made
	rm -rf $(VENV) .venv-replay .venv-readers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
