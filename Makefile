# The commands of this project; `make` alone lists them. Needs Python 3.11.5+ with venv, and make.
# Everything is installed into .venv and nowhere else (only a missing browser may come from apt).

PYTHON ?= python3
BIN := .venv/bin
SITE := .venv/.site-ready
TOOLS := .venv/.tools-ready

# Keeps a banner about MkDocs 2 away from editors; it concerns nobody who works here.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start hundreds of programs; without bytecode each would compile its modules anew.
unexport PYTHONDONTWRITEBYTECODE

# $(call step,name,command) announces a step and, where it fails, says which one it was.
define step
@echo "== $(1)"
@$(2) || { echo "make: the step '$(1)' failed; the lines above say why." >&2; exit 1; }
endef

.PHONY: help serve edit demo test test-all check build deploy format lint lock schemas outcomes screenshots accessibility soak nightly benchmark properdocs zensical new-page tidy new-source new-report changes source-links clean
# A recipe that failed must not leave a half-made .venv behind.
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "make %-11s %s\n", $$1, $$2}'

serve: $(SITE) ## preview at http://127.0.0.1:8000 with live reload and a working form (port=8001 for another port)
	$(BIN)/mkdocs serve $(if $(port),--dev-addr 127.0.0.1:$(port))

edit: $(SITE) ## the preview with forms at /_edit/ that change facts and pages without YAML (port=8001 for another port)
	SITE_EDITING=on $(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(or $(port),8000)

demo: $(TOOLS) ## show matching with sample firms at http://127.0.0.1:8000; mails go to var/demonstration/ (port=8001 for another port)
	$(BIN)/python -m tools.demo $(if $(port),--port $(port))

test: $(TOOLS) ## lint, types and the tests of every run; installs a browser, PostgreSQL, Caddy, nginx, npm and Java if need be
	$(call step,a browser for the tests,$(BIN)/python -m tools.testenv.browser)
	$(call step,a PostgreSQL for the tests,$(BIN)/python -m tools.testenv.postgres)
	$(call step,Caddy and nginx and systemd-analyze for the tests,$(BIN)/python -m tools.testenv.servers)
	$(call step,axe-core for the tests,$(BIN)/python -m tools.testenv.axe)
	$(call step,the Nu checker and a Java for it,$(BIN)/python -m tools.testenv.nu)
	@$(MAKE) --no-print-directory lint
	$(call step,tests,$(BIN)/python -m pytest -n auto --dist loadfile -m "not nightly")

test-all: test nightly ## `make test`, then what runs at night

# What takes minutes and guards what seldom changes. SEQUENCES=200 and EDITS=5 try more at random.
nightly: $(TOOLS) ## the tests that `make test` leaves out; wants its tools
	$(call step,tests of the night,$(BIN)/python -m pytest -n auto --dist loadfile -m nightly)

check: $(SITE) ## check data, pages and spelling, in seconds, without a build; EXCUSED=1 lists what is let off
	$(call step,check,$(BIN)/python -m macros check $(if $(EXCUSED),--excused))

# Never with -q or -v: either one makes --strict let broken links or anchors pass.
build: check ## write the finished site to site/; every warning is an error
	$(call step,build,$(BIN)/mkdocs build --strict)
	$(call step,publish,$(BIN)/python -m publish)

deploy: $(SITE) ## build aside, prove, and switch live/ to it at once (back=1: to the release before)
	$(BIN)/python -m publish switch $(if $(back),--back)

format: $(TOOLS) ## format code, scripts and styles, and mend what ruff and Biome can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tools.testenv.biome check --write docs/assets

lint: $(TOOLS) ## ruff, mypy, which package may import which, Biome and tsc, without tests
	@$(MAKE) --no-print-directory --jobs=2 $(TOGETHER) $(LINTERS)

# Two at a time, mypy first, since it takes as long as the others together; an older make cannot
# hold what each prints together.
LINTERS := lint-mypy lint-tsc lint-biome lint-imports lint-format lint-ruff
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--output-sync)
.PHONY: $(LINTERS)
lint-mypy:
	$(call step,mypy,$(BIN)/mypy)
lint-tsc:
	$(call step,tsc,$(BIN)/python -m tools.testenv.typescript)
lint-biome:
	$(call step,biome,$(BIN)/python -m tools.testenv.biome check --error-on-warnings docs/assets)
lint-imports:
	$(call step,imports between packages,$(BIN)/lint-imports --no-cache --no-logo)
lint-format:
	$(call step,ruff format,$(BIN)/ruff format --check .)
lint-ruff:
	$(call step,ruff check,$(BIN)/ruff check .)

schemas: $(SITE) ## rewrite data/schemas/ from the records in model/
	$(BIN)/python -m model schema

new-page: $(SITE) ## start a page: asks a few questions, writes the file and the nav
	$(BIN)/python -m tools.scaffold page

tidy: $(SITE) ## make Markdown of what was pasted into a page (page=bridge-letters)
	@$(BIN)/python -m tools.tidy "$(page)"

new-source: $(SITE) ## add a source to data/sources.yml
	$(BIN)/python -m tools.scaffold source

new-report: $(SITE) ## start a report with a place for every row
	$(BIN)/python -m tools.scaffold report

# The data as git has it, so that what is not committed counts as changed.
changes: $(SITE) ## what changed in facts and outcomes since the last commit (base=main: since main)
	@rm -rf .venv/base && mkdir .venv/base
	@git archive $(or $(base),HEAD) data | tar -x -C .venv/base
	@$(BIN)/python -m tools.pr_report .venv/base/data data

source-links: $(SITE) ## ask, politely, which sources no longer answer or have moved; fails nothing
	@$(BIN)/python -m tools.source_links

outcomes: $(SITE) ## rewrite tests/golden/outcomes/, what each table gives for every combination
	$(BIN)/python -m model outcomes tests/golden/outcomes

screenshots: $(TOOLS) ## picture every page, in every width and scheme, into screenshots/
	$(call step,screenshots,$(BIN)/python -m tools.screenshots)

accessibility: $(TOOLS) ## run the checks of access, and write what the accessibility page says of them
	$(call step,checks of access,$(BIN)/python -m tools.accessibility)

soak: $(TOOLS) ## kill the server and the worker at random under load, 300 rounds
	$(BIN)/python -m tests.soak --rounds 300

benchmark: $(TOOLS) ## measure filter, storage, the server under load, matching, building and editing
	$(BIN)/python -m benchmarks.filter
	$(BIN)/python -m benchmarks.durable
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.matching
	$(BIN)/python -m benchmarks.build
	$(BIN)/python -m benchmarks.page_load $(if $(hugo_book),--hugo-book $(hugo_book))

properdocs: $(TOOLS) ## the tests of the site, built with ProperDocs in place of MkDocs
	GENERATOR=properdocs $(BIN)/python -m pytest tests/site tests/publish

zensical: $(TOOLS) ## build the site with Zensical and list what differs
	$(BIN)/python -m tools.compare_generators

# From nothing, so that the lock holds what the two files ask for today and nothing else. pip gives
# no hashes of what it has installed; uv takes those of every platform's file from the index.
lock: $(SITE) ## rewrite constraints.txt and the two .lock files from the two requirements files
	rm -rf .venv/lock && mkdir .venv/lock
	for file in requirements.txt requirements-dev.txt; do sed '/^-c /d' $$file > .venv/lock/$$file; done
	$(BIN)/python -m venv .venv/lock/venv
	.venv/lock/venv/bin/pip install --quiet -r .venv/lock/requirements-dev.txt
	{ sed -n 1p constraints.txt; .venv/lock/venv/bin/pip freeze; } > .venv/lock/constraints.txt
	mv .venv/lock/constraints.txt constraints.txt
	.venv/lock/venv/bin/pip install --quiet uv==0.13.9
	for name in requirements requirements-dev; do \
		.venv/lock/venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11.5 \
			--no-header --no-annotate --no-emit-find-links -c constraints.txt .venv/lock/$$name.txt \
			-o .venv/lock/$$name.out || exit 1; \
		{ sed -n 1p $$name.lock; cat .venv/lock/$$name.out; } > .venv/lock/$$name.lock && mv .venv/lock/$$name.lock $$name.lock; \
	done
	rm -rf .venv/lock

# var/ stays: it holds the quote requests.
clean: ## remove .venv, site/ and caches; stored requests stay
	rm -rf .venv site site.headers .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two stamps, so that an editor's first preview does not wait for the test tools.
$(SITE): requirements.lock | .venv/bin/python
	$(call step,install what the site needs - once and about a minute,$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock)
	@touch $@

$(TOOLS): requirements-dev.lock $(SITE)
	$(call step,install the test tools - once and about a minute,$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock)
	@touch $@

.venv/bin/python:
	@command -v $(PYTHON) > /dev/null || \
		{ echo "make: no '$(PYTHON)' found; install Python 3.11.5 or newer, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' || \
		{ echo "make: $(PYTHON) is older than Python 3.11.5, which two packages need (Debian 12 has 3.11.2); name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2> /dev/null || \
		{ echo "make: $(PYTHON) comes without venv; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(call step,create .venv,$(PYTHON) -m venv .venv)
