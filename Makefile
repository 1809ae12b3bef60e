# make run    install, then read data/raw and publish data/processed     make test   the tests that are not slow
# make check  format, lint, types, import contracts, docs, all tests     make docs   documentation as HTML
# make bench  speed and accuracy beside other tools                      make lock   refresh requirements/*.lock
.PHONY: run install test check docs bench format lock clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Bytecode is made when a module is first imported, and most modules of the libraries never are. What runs here may
# therefore write it, also where the environment forbids that: else every process compiled all it imports again.
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile
unexport PYTHONDONTWRITEBYTECODE
EDITABLE := --no-deps --no-build-isolation --editable .
# Some libraries come with a hundred megabytes of symbols for debuggers and linkers; without binutils they stay.
SLIM := for package in spacy thinc blis srsly pyarrow; do \
    find $(VENV)/lib/python3*/site-packages/$$package -type f \( -name "*.so" -o -name "*.so.[0-9]*" \) \
    -exec strip --strip-unneeded {} + ; done 2>/dev/null || true
# A file is one piece of work; they are begun in their order, in which the longest ones do not come last.
TESTS := $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

run: install
	$(BIN)/inspection-responses run --raw data/raw --processed data/processed

# One environment that grows: what running needs, and what testing and the documentation need besides.
install: $(VENV)/.installed-run

$(VENV)/.installed-run: requirements/build.lock requirements/run.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP_INSTALL) --require-hashes -r requirements/build.lock -r requirements/run.lock
	$(BIN)/python $(PIP_INSTALL) $(EDITABLE)
	$(SLIM)
	touch $@

$(VENV)/.installed-test $(VENV)/.installed-docs: $(VENV)/.installed-%: requirements/%.lock $(VENV)/.installed-run
	$(BIN)/python $(PIP_INSTALL) --require-hashes -r $<
	touch $@

test: $(VENV)/.installed-test
	$(TESTS) -m "not slow"

check: $(VENV)/.installed-test $(VENV)/.installed-docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) docs
	$(TESTS)

# Static pages in docs/_build/html, the notebooks run afresh on data/raw; a warning fails it.
docs: $(VENV)/.installed-docs
	$(BIN)/sphinx-build -q -E -W --keep-going -d docs/_build/doctrees docs docs/_build/html

format: $(VENV)/.installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The peers are measured in an environment of their own: they are no dependencies of the project.
PEERS := bench/.venv
PEERS_LOCKS := $(foreach part,build test peers,requirements/$(part).lock)
bench: $(PEERS)/.installed
	$(PEERS)/bin/python -m bench.run

$(PEERS)/.installed: $(PEERS_LOCKS) pyproject.toml
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python $(PIP_INSTALL) --require-hashes $(addprefix -r ,$(PEERS_LOCKS))
	$(PEERS)/bin/python $(PIP_INSTALL) $(EDITABLE)
	touch $@

# Each lock is whole: exact versions and hashes for every platform, and no download address. All parts are resolved
# together first, and then each within that, so that a package has the same version in every lock. What is locked
# stays as it is while pyproject.toml allows it; `make lock MOVE=--upgrade` moves all on, and
# `make lock MOVE="--upgrade-package numpy"` one.
MOVE :=
LOCKER := $(VENV)/locker
LOCK = $(LOCKER)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --no-annotate --no-emit-index-url --no-emit-find-links
WITHIN = $(LOCK) --constraints $(LOCKER)/whole.txt --output-file requirements
lock:
	$(PYTHON) -m venv $(LOCKER)
	$(LOCKER)/bin/python $(PIP_INSTALL) uv
	cat requirements/*.lock > $(LOCKER)/whole.txt
	$(LOCK) $(MOVE) pyproject.toml --extra cluster --extra bucket --group build --group test --group docs \
	    --output-file $(LOCKER)/whole.txt
	$(WITHIN)/build.lock --group build
	$(WITHIN)/run.lock pyproject.toml
	$(WITHIN)/test.lock pyproject.toml --extra cluster --extra bucket --group test
	$(WITHIN)/docs.lock pyproject.toml --group docs
	$(WITHIN)/peers.lock --group peers
	rm -r $(LOCKER)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
