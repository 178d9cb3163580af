# `make demo` and `make test` need only Python >= 3.11, make and a network; everything else goes into .venv/.

UV_VERSION := 0.13.9
BIN := .venv/bin
UV := .venv/uv/bin/uv
SYNC := UV_PYTHON_DOWNLOADS=never $(UV) sync --locked --quiet --compile-bytecode --python $(BIN)/python

# Stamps: each says that what it names has been set up from the files it depends on.
READY := .venv/ready
DOCS_READY := .venv/ready-docs
NODE_READY := tests/node/node_modules/ready

PYTEST_WORKERS ?= 2

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-long bench lint format docs editor lock hooks clean

help: ## say what can be made
	@echo "reconvene: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## check the shipped Hanoi case and write its report, then open the desk in a browser
	@$(BIN)/reconvene demo
	@if [ -t 1 ] && [ -z "$$CI" ]; then $(BIN)/reconvene serve; \
	  else office=$$(mktemp -d) && $(BIN)/reconvene serve --check --no-open --port 0 "$$office" && rm -r "$$office"; fi

test: lint $(NODE_READY) ## lint, then every test that this machine can host; says what it skipped and why
	@$(BIN)/pytest -q -n $(PYTEST_WORKERS) --dist worksteal

test-long: $(READY) $(NODE_READY) ## the tests that take long, and every law on all its examples
	@RECONVENE_EXAMPLES=most $(BIN)/pytest -q -n $(PYTEST_WORKERS) --dist worksteal -m "long or hypothesis"

bench: $(READY) ## how long a start, a network, a fold, a proof, a record, a bundle, a weighing, an assessment and a page under load take, beside a yardstick
	@$(BIN)/python -m benchmarks.bench_start
	@$(BIN)/python -m benchmarks.bench_network
	@$(BIN)/python -m benchmarks.bench_fold
	@$(BIN)/python -m benchmarks.bench_return
	@$(BIN)/python -m benchmarks.bench_record
	@$(BIN)/python -m benchmarks.bench_bundle
	@$(BIN)/python -m benchmarks.bench_weigh
	@$(BIN)/python -m benchmarks.bench_assess
	@$(BIN)/python -m benchmarks.bench_web

lint: $(READY) ## ruff, mypy and the contracts between rooms
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { $(BIN)/ruff format --check; false; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > .venv/lint-imports.txt 2>&1 || { cat .venv/lint-imports.txt; false; }
	@echo "lint: ruff, mypy and the contracts between rooms have nothing to say"

format: $(READY) ## let ruff mend and format
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format

docs: $(DOCS_READY) ## the documentation, in docs/_build
	@$(BIN)/python docs/build_pages.py
	@$(BIN)/sphinx-build -W --keep-going -q -b html -d docs/_build/doctrees docs docs/_build/html
	@echo "docs/_build/html/index.html"

editor: $(NODE_READY) ## build the editor of the pages anew, from src/reconvene/web/editor
	@$(BIN)/python -m tools.vendor --editor --accept

lock: .venv/uv ## write uv.lock anew after pyproject.toml changed
	@$(UV) lock
	@! grep -oE '(https?|file)://[^/"]+' uv.lock | sort -u | grep -vE '^https://(pypi\.org|files\.pythonhosted\.org)$$' \
	  || { echo "uv.lock names a package index other than PyPI (above); unset it and run make lock again." >&2; false; }

hooks: $(READY) ## check every commit: ruff, mypy and the contracts between rooms
	@$(BIN)/prek install

clean: ## remove the environment and everything that was built
	rm -rf .venv build dist docs/_build docs/checks docs/clauses docs/events docs/reading tests/node/node_modules .coverage htmlcov
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the targets above stand on ---

$(BIN)/python:
	@for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$candidate"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "reconvene needs Python 3.11 or later, and neither python3 nor python3.11 to python3.14 here is one." >&2; \
	  echo "Install one, or name it: make $(or $(MAKECMDGOALS),test) PYTHON=/path/to/python3.12" >&2; \
	  exit 1; \
	fi; \
	echo "Setting up .venv with $$("$$found" --version)"; \
	"$$found" -m venv .venv || { \
	  rm -rf .venv; \
	  echo "$$found could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 1; \
	}

.venv/uv: Makefile | $(BIN)/python
	@rm -rf $@
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --target $@ uv==$(UV_VERSION)
	@touch $@

$(READY): pyproject.toml uv.lock .venv/uv
	@$(SYNC) --group dev
	@touch $@

$(DOCS_READY): $(READY)
	@$(SYNC) --group dev --group docs
	@touch $@

# Without a network there is no language server and no esbuild: the tests that need them are skipped and say so.
$(NODE_READY): tests/node/package-lock.json $(READY)
	@if $(BIN)/python -m tests.node.install; then touch $@; else \
	  echo "The packages of tests/node could not be installed; the tests that need them will be skipped." >&2; fi
