# make run    install, then read data/raw and publish data/processed     make test   the test suite
# make check  format, lint, types, import contracts, tests, docs         make docs   documentation as HTML
# make bench  speed and accuracy beside other tools                      make lock   refresh requirements.lock
.PHONY: run install test check docs bench format lock clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

run: install
	$(BIN)/inspection-responses run --raw data/raw --processed data/processed

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

test: install
	$(BIN)/pytest -n auto --dist loadfile

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) docs
	$(BIN)/pytest -n auto --dist loadfile

# Static pages in docs/_build/html, the notebooks run afresh on data/raw; a warning fails it.
docs: install
	$(BIN)/sphinx-build -q -E -W --keep-going -d docs/_build/doctrees docs docs/_build/html

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The peers are measured in an environment of their own: they are no dependencies of the project.
PEERS := bench/.venv
bench: $(PEERS)/.installed
	$(PEERS)/bin/python -m bench.run

$(PEERS)/.installed: requirements.lock bench/requirements.txt pyproject.toml
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.txt
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# The lock holds exact versions and hashes for every platform and no download address.
lock:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra cluster --extra docs --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
