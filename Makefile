# Two commands on a fresh machine: make reports, make test. Windows: see README.
PYTHON ?= python3
BIN := .venv/bin
PERIOD ?= 2026-10

.PHONY: help venv reports check test lab lock clean

help:
	@echo "make reports   gör periodens sidor ($(PERIOD)) och säger var de ligger"
	@echo "make test      kör alla prov"
	@echo "make check     stil, typer och snabba prov, under en minut"
	@echo "make lab       öppnar JupyterLab"
	@echo "make lock      räknar om requirements.lock"

venv: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/ready

reports: venv
	$(BIN)/samspelet run $(PERIOD)

check: venv
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -q -n 2 -m "not slow"

test: venv
	$(BIN)/pytest -q -n 2

lab: venv
	$(BIN)/samspelet lab

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--extra dev --custom-compile-command "make lock" --quiet -o requirements.lock pyproject.toml

clean:
	rm -rf .venv reports var leveranser build *.egg-info
