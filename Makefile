# Every target works from a clean clone; README.md says each in one line for people without make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run demo reading test coverage test-browser mutants lint check bench bench-duplicates bench-reading bench-waiting format translations screenshots requirements

help:           ## list the targets
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# What a large photo took goes back to the system: glibc would keep it, once for each thread that decoded one.
MEMORY := MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=262144 MALLOC_MMAP_THRESHOLD_=4194304

run: .venv/run  ## migrate the database and serve, on http://127.0.0.1:5000 unless HOST and PORT say otherwise
	$(MEMORY) $(BIN)/python run.py

demo: .venv/run ## fill a fresh data folder with a demo account
	$(BIN)/flask demo

reading: .venv/reading ## add what reads the text of receipts: 290 MB, and nothing of them leaves the machine

# What is arithmetic or branching and nothing else: the tests reach every line and every branch of it.
PURE := app/core/*,app/charts/*,app/receipts/accepting.py,app/receipts/bare.py,app/reading/codes/*,app/reading/lines.py,app/reading/records.py,app/reading/rules/*,app/reading/suggestions.py,app/receipts/images.py,app/receipts/likeness.py,app/receipts/limits.py,app/receipts/thumbnails.py,app/receipts/uploads.py,app/expenses/search.py,app/recurring/decisions.py,app/recurring/detection.py,app/recurring/fixed_costs.py,app/recurring/rhythms.py,app/goals/calculations.py,app/goals/coming.py,app/goals/savings.py

test: .venv/dev ## run all tests but the browser's
	$(BIN)/pytest -n auto -m "not browser"

# It takes 76 % more processor time than the tests alone, so it is a target of its own.
coverage: .venv/dev ## run the same tests, and hold the coverage thresholds
	$(BIN)/pytest -n auto -m "not browser" --cov --cov-report=
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --fail-under=100 --include='$(PURE)'

test-browser: .venv/dev ## run the tests that drive a Chromium, which has to be installed
	$(BIN)/pytest -n auto -m browser

# The tool is no requirement: it runs in an environment of its own.
mutants: .venv/dev ## break the pure modules in many small ways, and list what no test notices; NAMES='app.core.money.*' for some
	$(BIN)/uvx --quiet --with-requirements requirements-dev.txt mutmut@3.8.1 run $(if $(NAMES),'$(NAMES)')

lint: .venv/dev ## what needs no test: lint, format, types, import layers, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet app/templates

check: lint ## lint, and the tests of translations, migrations and house rules
	$(BIN)/pytest -q -n auto tests/web/test_translations.py tests/database/test_migrations.py tests/test_house_rules.py

bench: .venv/dev ## measure what pages cost; BASE=COMMIT to compare, QUICK=1 for a look, ONLY=receipts, DOCS=1 to write docs/performance.md
	$(MEMORY) $(BIN)/python -m benchmarks --base "$(BASE)" --database "$(DATABASE)" $(if $(QUICK),--quick) $(if $(ONLY),--$(ONLY)) $(if $(DOCS),--write-docs)

bench-reading: .venv/dev .venv/reading ## measure how often receipts are read right; RECEIPTS=folder has pictures and a truth.json
	$(MEMORY) $(BIN)/python -m benchmarks.reading $(if $(SHOW),--show) "$(RECEIPTS)"

bench-waiting: .venv/dev .venv/reading ## measure pages while ten receipts are read; RECEIPTS=folder with photos
	$(BIN)/python -m benchmarks.waiting "$(RECEIPTS)"

bench-duplicates: .venv/dev ## measure how often a receipt is known again; RECEIPTS=folder with photos
	$(BIN)/python -m benchmarks.duplicates "$(RECEIPTS)"

format: .venv/dev ## format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

translations: .venv/dev ## collect, update and compile the messages
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k lazy_ngettext:1,2 --no-location --sort-output --omit-header -o .venv/messages.pot .
	$(BIN)/pybabel -q update -i .venv/messages.pot -d app/translations --no-fuzzy-matching --omit-header --no-wrap --ignore-obsolete
	$(BIN)/pybabel -q compile -f -d app/translations

screenshots: .venv/dev ## take the pictures of the README from the running application
	$(BIN)/python docs/screenshots.py

# The files hold for every Python from 3.11 on and for every system. Versions stay unless UPGRADE asks for newer ones.
COMPILE = $(BIN)/uv pip compile --quiet $(if $(UPGRADE),--upgrade) \
	--universal --python-version 3.11 --generate-hashes --no-strip-extras --output-file

requirements: .venv/dev ## pin and hash what the .in files name; UPGRADE=1 takes newer versions
	$(COMPILE) requirements.txt requirements.in
	$(COMPILE) requirements-dev.txt requirements-dev.in
	$(COMPILE) requirements-reading.txt requirements-reading.in

.venv/run: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt .venv/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

.venv/reading: requirements-reading.txt .venv/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-reading.txt
	touch $@
