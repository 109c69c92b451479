# make demo · make test · make bench · make check
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test check bench lock catalog clean

# espeak-ng speaks, libportaudio2 hears.
setup: .venv/ready
	@sh scripts/debian_packages.sh espeak-ng libportaudio2

.venv/ready: requirements.lock pyproject.toml scripts/setup.sh
	@PYTHON=$(PYTHON) sh scripts/setup.sh

demo: setup
	$(BIN)/assistant demo

# A second broker and a second database to test against, and a virtual sound card for the microphone.
test: setup
	@sh scripts/debian_packages.sh mosquitto postgresql pulseaudio pulseaudio-utils libasound2-plugins
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
		--no-header --group dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv
