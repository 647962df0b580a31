# Everything a user or contributor runs. `make` alone lists the targets.
# A fresh machine needs only make and Python 3.11-3.13; the rest goes into .venv.

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed

# The first interpreter that really runs and is new enough (a name on the path may be an empty shim).
IS_SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	if "$$name" -c '$(IS_SUPPORTED)' >/dev/null 2>&1; then echo "$$name"; break; fi; done)

COMPILE := $(BIN)/uv --no-config pip compile pyproject.toml --universal --python-version 3.11 \
	--no-annotate --no-header --quiet

.PHONY: help plan test check notebooks bench lab clean lock
.DEFAULT_GOAL := help

help:
	@echo "make plan       set up, then plan the bank example into out/bank"
	@echo "make test       set up, then run all tests"
	@echo "make check      format, lint, types, architecture"
	@echo "make notebooks  run every notebook and store its output"
	@echo "make bench      run every benchmark"
	@echo "make lab        open JupyterLab"
	@echo "make lock       resolve pyproject.toml into requirements.lock and constraints.txt"
	@echo "                (make lock UPGRADE=--upgrade takes the newest releases)"
	@echo "make clean      remove .venv, out and all caches"

plan: $(STAMP)
	$(BIN)/allhours plan scenarios/bank/bank.yaml --out out/bank

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/project/test_architecture.py

notebooks: $(STAMP)
	$(BIN)/python notebooks/execute.py

bench: $(STAMP)
	@set -e; for file in benchmarks/bench_*.py; do \
		if [ -e "$$file" ]; then echo "== $$file"; $(BIN)/python "$$file"; fi; done

lab: $(STAMP)
	$(BIN)/jupyter lab

lock: $(STAMP)
	$(COMPILE) $(UPGRADE) --all-extras --output-file constraints.txt
	$(COMPILE) $(UPGRADE) --extra dev --constraint constraints.txt --generate-hashes --output-file requirements.lock

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# uv installs in seconds what takes pip a minute or two; where uv cannot be had or cannot reach the
# packages, pip installs the same hashed set. A stamp is written only after the last step succeeded.
$(STAMP): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c '$(IS_SUPPORTED)'; then \
		echo "Allhours needs Python 3.11, 3.12 or 3.13, and found none that runs (tried: $(or $(PYTHON),python3.13 python3.12 python3.11 python3))."; \
		echo "Install one, or name it: make $(or $(MAKECMDGOALS),plan) PYTHON=/path/to/python3.12"; exit 1; fi
	@if ! "$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "$(PYTHON) cannot create virtual environments: its venv or ensurepip module is missing."; \
		echo "On Debian and Ubuntu install the package python3-venv; elsewhere use a complete Python."; exit 1; fi
	@echo "Setting up $(VENV) with $$("$(PYTHON)" --version) ..."
	@"$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv \
		|| echo "uv is not available; pip takes its place."
	@if [ -x $(BIN)/uv ] && $(BIN)/uv --no-config pip install --quiet --compile-bytecode --python $(BIN)/python \
			--require-hashes --requirements requirements.lock; then :; \
		else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)
