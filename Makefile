# Parkbridge. `make` alone lists the verbs; README.md explains them.
# PYTHON=python3.13 picks another interpreter, PORT=8001 another port, ARGS="tests/parks -k list" some of the tests.
PYTHON ?= python3
ARGS ?=
RUN := .venv/bin/python
PACKAGES := portal inquiries enterprises parks accounts notifications common
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run worker test lint fmt messages demo bench check shot lock

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## create .venv with the locked packages, and .env with a random secret
	@$(PYTHON) scripts/setup.py

setup-dev:
	@$(PYTHON) scripts/setup.py --dev

run: setup ## start web, worker and scheduler on 127.0.0.1 with the demo content; Ctrl-C stops all
	@exec $(RUN) -m portal.runner

worker: setup ## start a worker with the scheduler alone
	@exec $(RUN) -m celery -A portal worker -B -P threads -c 2 --without-gossip --without-mingle --without-heartbeat

test: setup-dev ## run the whole suite; what needs a missing service is skipped and named
	@$(RUN) -m pytest $(if $(ARGS),$(ARGS),--numprocesses=auto --maxprocesses=4 --dist=loadgroup)

lint: setup-dev ## style, templates, types, import contracts, migrations, catalogues
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m djlint --lint --quiet templates
	$(RUN) -m mypy
	.venv/bin/lint-imports
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) -m scripts.messages --check

fmt: setup-dev ## format code and imports
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

messages: setup-dev ## collect the interface strings, fill the English catalogue, compile both (needs gettext)
	@$(RUN) -m scripts.messages

demo: setup ## load the demo content again (rows that exist are kept up to date)
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py load_demo

bench: setup-dev ## measure pages, inquiries and mails, as ratios to bare views of the same size
	@$(RUN) -m bench $(ARGS)

check: lint test ## lint and test

shot: setup-dev ## pictures of the main pages in var/shots (needs Chromium)
	@$(RUN) -m scripts.shot

lock: setup-dev ## compile requirements*.txt from requirements*.in
	@$(RUN) -m scripts.lock $(ARGS)
