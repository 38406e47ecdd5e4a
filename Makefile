# Needs Python 3.11 or newer and make. Everything else is put into .venv by itself, once.
.DEFAULT_GOAL := help
.PHONY: help demo rehearse test test-long check bench

REPORT ?=
MISSIONS ?=
SUPPORTERS ?= 300
COPIES ?= 40
NAME ?= reading
WORDS := $(wildcard src/hueandcry/locale/*/LC_MESSAGES/*.po src/hueandcry/*/locale/*/LC_MESSAGES/*.po)
SHIPPED := src/hueandcry/rehearsal/reports
HUEANDCRY := .venv/bin/hueandcry

help: ## Show these lines
	@echo "make demo [REPORT=path] [MISSIONS=path]   everything on this machine, up to a live appeal; Ctrl-C ends it"
	@echo "make rehearse [REPORT=path] [SUPPORTERS=300] [COPIES=40] [MISSIONS=path]"
	@echo "                                          the whole job in a throw-away folder, counted twice"
	@echo "make test                                 every test, on SQLite and PostgreSQL; installs a browser and PostgreSQL"
	@echo "make check                                format, lint, types, who may import whom"
	@echo "make bench NAME=reading                    measure one promise of speed (bench/)"

demo: .venv/run ## See it work
	@$(HUEANDCRY) demo $(if $(REPORT),"$(REPORT)") $(if $(MISSIONS),--missions "$(MISSIONS)")

rehearse: .venv/run ## The whole main job, counted independently
	@$(HUEANDCRY) rehearse "$(or $(REPORT),$(SHIPPED)/varland.txt)" --supporters $(SUPPORTERS) --copies $(COPIES) \
		$(if $(MISSIONS),--missions "$(MISSIONS)") --json

test: .venv/dev .venv/browser .venv/postgresql ## Every test
	@.venv/bin/pytest -n 2 --dist loadgroup
	@echo "Everything that asks the database once more, on PostgreSQL"
	@ON=postgresql .venv/bin/pytest -n 2 --dist loadgroup

test-long: .venv/dev ## The tests that take more than half a minute each, kills of PostgreSQL among them
	@.venv/bin/pytest -m long

check: .venv/dev ## What has to be clean before a commit
	.venv/bin/ruff format --check
	.venv/bin/ruff check --no-cache
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: .venv/dev ## Measure one promise
	@.venv/bin/python bench/$(NAME).py

# --- The environment --------------------------------------------------------------------------------
# The first Python that is new enough, one that can make environments before one that cannot.
.venv/made:
	@found=; \
	for python in python3.14 python3.13 python3.12 python3.11 python3; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		found=$${found:-$$python}; \
		$$python -c 'import ensurepip, venv' 2>/dev/null && { found=$$python; break; }; \
	done; \
	test -n "$$found" || { echo "Hue & Cry needs Python 3.11 or newer, and found none. Install it, for instance: apt install python3" >&2; exit 2; }; \
	$$found -c 'import ensurepip, venv' 2>/dev/null || { \
		version=$$($$found -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "$$found cannot make environments; installing python$$version-venv"; \
		$(call apt,python$$version-venv,$$found needs its venv module. Install python$$version-venv.); }; \
	echo "Making .venv with $$($$found --version)"; \
	$$found -m venv .venv && touch $@

.venv/run: .venv/made requirements.txt pyproject.toml $(WORDS)
	@echo "Installing what it needs, at the pinned versions"
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(call finish)
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@echo "Installing what tests and checks need, at the pinned versions"
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(call dialects) || echo "The source of flufl.bounce could not be had; the test of its bounces will be left out"
	@touch $@

.venv/browser: .venv/made
	@for browser in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$browser >/dev/null && exec touch $@; \
	done; \
	echo "No Chromium or Chrome here; installing chromium"; \
	$(call apt,chromium fonts-dejavu-core,The tests drive a real browser. Install chromium.); \
	touch $@

.venv/postgresql: .venv/made
	@for home in /usr/local/bin /usr/lib/postgresql/*/bin /usr/bin; do \
		test -x $$home/initdb && exec touch $@; \
	done; \
	echo "No PostgreSQL here; installing it"; \
	$(call apt,postgresql,The tests run on PostgreSQL too. Install postgresql.); \
	touch $@

# Our own package, in place, and the interface's other languages.
finish = .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . \
	&& for words in $(WORDS); do .venv/bin/pybabel --quiet compile -f -i $$words -o $${words%.po}.mo || exit 1; done

# The bounces that flufl.bounce carries for its own tests are in its source only; a test reads them where they lie.
dialects = mkdir -p .venv/share && sed -n '/^flufl-bounce==/,/[^\\]$$/p' requirements.txt >.venv/share/dialects.txt \
	&& .venv/bin/pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --no-build-isolation \
		--require-hashes --dest .venv/share -r .venv/share/dialects.txt \
	&& .venv/bin/python -m tarfile -e .venv/share/flufl_bounce-*.tar.gz .venv/share

# Installs Debian packages $(1) as root or by sudo; where that is impossible says $(2) and stops.
apt = sudo=; test "$$(id -u)" = 0 || sudo="sudo -n"; \
	{ command -v apt-get && $$sudo true; } >/dev/null 2>&1 || { echo "$(2)" >&2; exit 2; }; \
	export DEBIAN_FRONTEND=noninteractive; log=$$(mktemp); \
	{ $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $(1); } >$$log 2>&1 \
		|| { tail -3 $$log >&2; echo "$(2)" >&2; exit 2; }
