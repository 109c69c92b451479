# make demo · make test · make bench · make check
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test check bench lock catalog clean

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml scripts/setup.sh
	PYTHON=$(PYTHON) sh scripts/setup.sh

demo: setup
	$(BIN)/assistant demo

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m bench

catalog: setup
	$(BIN)/assistant catalog build

lock: setup
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
		--no-header --all-extras --group dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv
