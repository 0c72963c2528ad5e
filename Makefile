# Everything a person does here. `make` alone lists the verbs; CONTRIBUTING.md tells when to use which.
# Needs Python >= 3.11 (with venv) and a Rust toolchain; everything else is installed into .venv.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(VENV)/bin
# Without make's flags, which tell cargo of a job server that it cannot reach from here.
BY_ITSELF := env --unset=MAKEFLAGS --unset=MFLAGS
CARGO := $(BY_ITSELF) cargo
MANIFEST := --locked --manifest-path index/Cargo.toml
NATIVE_SOURCES := .cargo/config.toml $(shell find index \( -name target -o -path index/fuzz \) -prune -o \( -name '*.rs' -o -name 'Cargo.*' -o -name '*.bin' \) -print)
PYTHON_SOURCES := $(wildcard provenance scripts tests)

# The venv's programs first, so that scripts find this checkout's `prov` and no other.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYO3_PYTHON := $(CURDIR)/$(BIN)/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help
help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------------------------------------- build

.PHONY: setup
setup: $(VENV)/.native ## create .venv, install locked dependencies, build the native core

# The checks come first, so that what is missing is said in plain words.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "prov needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || true)" >&2; \
	  echo "hint: name another one with 'make setup PYTHON=python3.12'" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "'$(PYTHON)' comes without venv" >&2; \
	  echo "hint: on Debian and Ubuntu, 'apt-get install python3-venv'" >&2; exit 2; }
	@echo "step 1 of 3: make an environment for Python in $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# uv first, by itself, because it installs the others in a tenth of the time that pip needs.
$(VENV)/.deps: $(VENV)/.made requirements.lock
	@echo "step 2 of 3: install the locked dependencies and tools into $(VENV) (half a minute; longer on a slow network)"
	@awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock >$(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --require-hashes -r $(VENV)/uv.lock
	@scripts/install.sh $(BIN)/python --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.native: $(VENV)/.deps pyproject.toml $(NATIVE_SOURCES)
	@command -v cargo >/dev/null || { \
	  echo "prov needs a Rust toolchain (cargo) to build its native core" >&2; \
	  echo "hint: see https://rustup.rs" >&2; exit 2; }
	@echo "step 3 of 3: compile the native core and install prov (one to three minutes the first time, then seconds)"
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The wheel takes what `make setup` compiled; that the sdist holds all that a build needs is seen by its list of files.
# (`make release` builds its wheels from the sdist.)
.PHONY: wheel
wheel: setup ## build the wheel and the sdist into dist/
	rm -rf dist
	$(BY_ITSELF) $(BIN)/maturin build --quiet --release --out dist
	$(BIN)/maturin sdist --out dist
	$(BIN)/python scripts/release/sdist.py dist/*.tar.gz

.PHONY: release
release: setup ## build and try what is released: sdist, wheels for x86-64 and AArch64; uploads nothing (ALL=1: both or fail)
	scripts/release/build.sh $(PYTHON)

.PHONY: lock
lock: $(VENV)/.deps ## refresh index/Cargo.lock and requirements.lock to the newest allowed versions
	$(CARGO) update --manifest-path index/Cargo.toml
	scripts/lock.sh

.PHONY: clean
clean: ## remove everything that was built or installed here
	rm -rf $(VENV) .venv-bench .venv-rivals .venv-release dist build index/target provenance/_core*.so
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# ---------------------------------------------------------------------------------------------- look

.PHONY: demo
demo: setup ## index six sample texts and look at what was found
	scripts/demo/run.sh

.PHONY: bench
bench: setup ## speed from text to signature, beside other libraries on the same texts (ARGS='--texts DIR')
	scripts/bench/run.sh $(ARGS)

.PHONY: bench-scale
bench-scale: setup ## indexing and queries at several sizes, answers checked (ARGS='--documents 100000 --jobs 1 2', '--rivals', '--reuse', '--texts DIR')
	$(BIN)/python -m scripts.bench.scale $(ARGS)

.PHONY: bench-recall
bench-recall: setup ## recall of the index against brute force over all shingles (ARGS='--texts DIR …')
	$(BIN)/python -m scripts.bench.recall $(ARGS)

.PHONY: bench-quotations
bench-quotations: setup ## quotations put into other texts: how many are found to the word (ARGS='--texts DIR')
	$(BIN)/python -m scripts.bench.quotations $(ARGS)

.PHONY: bench-hidden
bench-hidden: setup ## are rewritten texts found among very many others? (ARGS='SET STORE --others DIR …')
	$(BIN)/python -m scripts.bench.hidden $(ARGS)

.PHONY: bench-ways
bench-ways: setup ## the same texts from a folder, JSON Lines, Parquet and WARC: the same answer (ARGS='--texts DIR')
	$(BIN)/python -m scripts.bench.ways_in $(ARGS)

.PHONY: bench-pages
bench-pages: setup ## how long pages of prov serve take while prov index writes (ARGS='--seconds 60 --quiet-store')
	$(BIN)/python -m scripts.bench.pages $(ARGS)

# The core that can be varied is built in a folder of its own: nothing else ever loads it.
.PHONY: ablate
ablate: setup ## what each threshold of alignment is good for, told by corpora with known answers (ARGS='--sets DIR')
	$(CARGO) build $(MANIFEST) --release -p provenance-py --features ablate --target-dir build/ablate
	nice -n 19 $(BIN)/python -m scripts.bench.ablate $(ARGS)

.PHONY: profile
profile: setup ## where the time of indexing and of queries goes (ARGS='--documents 5000 --queries 500')
	$(BIN)/python -m scripts.bench.profiling $(ARGS)

# ---------------------------------------------------------------------------------------------- check

# The checks do not depend on each other. Two run side by side, the longest from the beginning; what one says comes in one piece.
CHECKS := unit rust types lint docs-check docs-site smoke

.PHONY: test
test: setup ## everything that CI runs
	@echo "$(words $(CHECKS)) checks, two at a time; each speaks when it ends: $(CHECKS)"
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(CHECKS)
	@echo "all checks passed"

.PHONY: lint
lint: setup ## formatting, ruff, and which module may import which
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

.PHONY: types
types: setup ## mypy, strict, and the native module against its stub
	$(BIN)/mypy
	$(BIN)/mypy $(filter-out provenance,$(PYTHON_SOURCES))
	$(BIN)/python -m mypy.stubtest --concise provenance._core

.PHONY: rust
rust: setup ## rustfmt, clippy, rustdoc and the tests of the native core
	$(CARGO) fmt --manifest-path index/Cargo.toml --all --check
	$(CARGO) clippy $(MANIFEST) --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc $(MANIFEST) --quiet --no-deps -p provenance-core
	$(CARGO) test $(MANIFEST) -p provenance-core

# Spark is large, and only its own tests need it: where there is no Java they are skipped, and it is not installed.
$(VENV)/.spark: $(VENV)/.native scripts/spark/requirements.lock
	@if command -v java >/dev/null; then \
	  echo "install Spark for its tests (450 MB)"; \
	  scripts/install.sh $(BIN)/python --require-hashes -r scripts/spark/requirements.lock && touch $@; \
	else echo "no Java here: the tests of prov spark are skipped"; fi

.PHONY: unit
unit: setup $(VENV)/.spark ## pytest (ARGS='-k something')
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

.PHONY: coverage
coverage: setup ## which lines the tests run: Python's, and Rust's where cargo-llvm-cov is installed
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --cov --cov-report=term:skip-covered --cov-report=html $(ARGS)
	@if $(CARGO) llvm-cov --version >/dev/null 2>&1; then \
	  $(CARGO) llvm-cov $(MANIFEST) -p provenance-core --html --output-dir build/coverage/rust && \
	  $(CARGO) llvm-cov report --manifest-path index/Cargo.toml --summary-only; \
	else \
	  echo "Rust: not measured, since cargo-llvm-cov is not installed"; \
	  echo "hint: cargo install cargo-llvm-cov && rustup component add llvm-tools"; fi

.PHONY: torture
torture: setup ## try each promise many times, for hours, and print a table (PROV_TORTURE=0.01 for a hundredth)
	PROV_TORTURE=$${PROV_TORTURE:-1} $(BIN)/python -m pytest tests/torture $(ARGS)

.PHONY: docs-check
docs-check: setup ## is what is generated in docs/, README.md and beside thresholds current?
	$(BIN)/python scripts/docs/cli.py --check
	$(BIN)/python scripts/docs/pictures.py --check
	$(BIN)/python scripts/docs/screens.py --check
	$(BIN)/python scripts/docs/road.py --check
	$(BIN)/python scripts/docs/thresholds.py --check
	$(BIN)/python scripts/docs/schema.py --check

.PHONY: docs-site
docs-site: setup ## build the docs site into build/site; warnings, broken links and foreign scripts are errors
	$(BY_ITSELF) $(BIN)/python scripts/docs/site/build.py

.PHONY: smoke
smoke: wheel ## install the wheel into a clean environment and use it
	scripts/smoke.sh "$(PYTHON)" dist/*.whl

.PHONY: hooks
hooks: setup ## have git run the quick checks before each commit, and the types before each push
	$(BIN)/pre-commit install

# ---------------------------------------------------------------------------------------------- rewrite

.PHONY: format
format: setup ## rewrite Python and Rust sources in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --show-fixes .
	$(CARGO) fmt --manifest-path index/Cargo.toml --all

.PHONY: freeze
freeze: setup ## keep a small store as this version writes it, for the tests of later versions
	$(BIN)/python scripts/freeze.py

.PHONY: docs
docs: setup ## regenerate docs/cli.md, docs/schema.md, the pictures and what is measured beside thresholds
	$(BIN)/python scripts/docs/cli.py
	$(BIN)/python scripts/docs/pictures.py
	$(BIN)/python scripts/docs/screens.py
	$(BIN)/python scripts/docs/road.py
	$(BIN)/python scripts/docs/thresholds.py
	$(BIN)/python scripts/docs/schema.py

.PHONY: golden
golden: setup ## store what is found in tests/golden now; read the difference
	$(BIN)/python -m tests.golden.outcome
