# The two commands are `make run` and `make test`; the rest serves them.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test setup lint bench screenshots clean browser lock

run: setup  ## the sample, loaded, forecast, planned, and the dashboard on it
	$(BIN)/suanli demo

test: setup browser  ## all tests
	$(BIN)/python -m pytest -n auto --dist loadfile

setup: $(INSTALLED)  ## the environment only

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Suanli needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 2; }
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
	  uv pip install --quiet --python $(BIN)/python -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $(INSTALLED)

browser:  ## Chromium and CJK fonts for the browser tests, where they can be installed
	@sh tests/browser/ensure_browser.sh

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## every benchmark against its baseline
	$(BIN)/python -m tests.benchmarks all

screenshots: setup browser  ## docs/screens.md and its pictures
	$(BIN)/python -m pytest tests/browser/test_pictures.py --screenshots
	$(BIN)/python -m tests.pictures > docs/screens.md

lock:  ## resolve requirements.lock anew: names and versions only
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
	  --group dev pyproject.toml -o requirements.lock

clean:  ## everything that can be made again; never the workspace
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
