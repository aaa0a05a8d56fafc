# Two commands: `make run` opens the office of the fictional city, `make test` runs every check.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DB     := data/port-clairval.duckdb
HOST   ?= 127.0.0.1
PORT   ?= 8501
# uv installs in seconds; where it cannot run, pip does the same from the same lock file.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) \
          || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(1)

.PHONY: run test lint types contracts security lock screenshots clean
.DEFAULT_GOAL := run

run: $(VENV)/.run $(DB)
	@exec $(BIN)/observatory --db $(DB) serve --host $(HOST) --port $(PORT)

$(DB): | $(VENV)/.run
	$(BIN)/observatory --db $(DB) init --city demo

$(VENV)/.bootstrap: requirements-bootstrap.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@touch $@

$(VENV)/.run: $(VENV)/.bootstrap requirements.lock pyproject.toml
	$(call INSTALL,requirements.lock)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Tests start some hundred processes: all is compiled once, also where Python was told to write no bytecode.
$(VENV)/.test: $(VENV)/.run requirements-test.lock
	$(call INSTALL,requirements-test.lock)
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib observatory
	@touch $@

test: $(VENV)/.test
	@$(MAKE) --no-print-directory -j 4 lint types contracts security
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile tests --ignore=tests/api --ignore=tests/browser
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder --nbmake tests/browser tests/api notebooks

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

contracts: $(VENV)/.test
	$(BIN)/lint-imports

security: $(VENV)/.test
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml observatory app.py

# Asks the network for known holes in what is locked; `make test` holds the locks against tests/data/avis.csv.
audit: $(VENV)/.bootstrap
	$(BIN)/uv tool run pip-audit --require-hashes --disable-pip -r requirements.lock

# Made anew after a change of pyproject.toml; the files name no registry.
lock: $(VENV)/.bootstrap
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header requirements-bootstrap.in -o requirements-bootstrap.lock

# The pictures of the README and of the guides, made by the program itself.
screenshots: $(VENV)/.test
	$(BIN)/python -m tests.browser.screenshots docs/images

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
