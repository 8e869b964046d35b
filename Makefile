# Two commands on a fresh machine: make reports, make test. Windows: see README.
PYTHON ?= python3
BIN := .venv/bin
PERIODS ?= 2026-01..08 2026-10 2026

.PHONY: help venv reports check test long golden evidence screenshots lab lock clean

help:
	@echo "make reports   gör alla rapporter ($(PERIODS)) och säger var de ligger"
	@echo "make test      kör alla prov utom de längsta"
	@echo "make long      kör de längsta proven"
	@echo "make check     stil, typer och snabba prov, omkring två minuter"
	@echo "make golden    skriver om sidornas facit i tests/golden; läs skillnaden och säg varför"
	@echo "make evidence  prövar varje sida, arbetsmaterial också, och skriver ned resultatet för tillgänglighetsredogörelsen"
	@echo "make screenshots  tar bilder av sidorna, att se på, i mappen screenshots/"
	@echo "make lab       öppnar JupyterLab"
	@echo "make lock      räknar om requirements.lock"

venv: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/ready

# Where nothing has been delivered the pages are made from made-up deliveries, and say so. A delivery that is
# not whole gives exit code 5: the pages are made all the same, and the demo has such deliveries on purpose.
reports: venv
	@test -d leveranser || $(BIN)/samspelet demo
	@for period in $(PERIODS); do $(BIN)/samspelet run $$period || test $$? -eq 5 || exit 1; done

check: venv
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -q -n 2 -m "not slow"

test: venv
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not long"

# What takes minutes on its own: ten thousand damaged files, thousands of random tables, a simulated year, kills.
long: venv
	$(BIN)/pytest -q -n 2 -m long

golden: venv
	$(BIN)/python tests/test_golden.py

# Every page in reports/ in a real browser; what is found is kept, and told on the page about accessibility.
evidence: venv
	$(BIN)/python tests/evidence.py

screenshots: venv
	$(BIN)/python tests/screenshots.py

lab: venv
	$(BIN)/samspelet lab

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--extra dev --custom-compile-command "make lock" --quiet -o requirements.lock pyproject.toml

clean:
	rm -rf .venv reports var leveranser build *.egg-info
