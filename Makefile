# Two commands are enough on a fresh machine: `make run` and `make test`. `make help` lists the others.
PYTHON ?= python3
BOOTSTRAP := $(PYTHON) bootstrap.py
HUB := .venv/bin/hub
UV := uv==0.13.8
COMPILE := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help run test dev lint format bench faults seed reset migrate doctor shell lock messages

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Variables: PORT, DATA_DIR, DATABASE_URL, REDIS_URL and those of .env.example; T=path for make test."

run: ## Install what is missing and start everything; Ctrl-C stops it
	@exec $(BOOTSTRAP) run

test: ## Install what is missing and run every test (T=tests/core for some of them)
	@exec $(BOOTSTRAP) test $(T)

dev: ## Like run, with hot reload of the pages
	@exec $(BOOTSTRAP) run --dev

lint: ## Check style and who imports whom
	@$(BOOTSTRAP) setup --dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports

format: ## Let ruff lay out and mend the code
	@$(BOOTSTRAP) setup --dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: ## Print every figure that the README quotes (ARGS=... for options)
	@$(BOOTSTRAP) setup --dev
	@exec .venv/bin/python -m bench $(ARGS)

faults: ## Break a running product in every way and audit its books (SEED=2 for another run, ROUNDS=10 for a longer one)
	@$(BOOTSTRAP) setup --dev
	@exec .venv/bin/python -m faults $(ARGS)

seed: ## Load the demo firm (ARGS="--scale 10" for ten times its volume)
	@$(BOOTSTRAP) setup
	@exec $(HUB) seed $(ARGS)

reset: ## Throw away all local data, after asking
	@$(BOOTSTRAP) setup
	@exec $(HUB) reset $(ARGS)

migrate: ## Bring the database to the newest schema
	@$(BOOTSTRAP) setup
	@exec $(HUB) migrate $(ARGS)

doctor: ## Say what works, what is a local stand-in and what is missing
	@$(BOOTSTRAP) setup
	@exec $(HUB) doctor $(ARGS)

shell: ## A Python prompt with the database at hand
	@$(BOOTSTRAP) setup
	@exec $(HUB) shell

lock: ## Pin requirements/*.in again, with hashes
	@$(BOOTSTRAP) setup --dev
	@.venv/bin/python -m pip install -q --disable-pip-version-check $(UV)
	$(COMPILE) -o requirements/runtime.txt requirements/runtime.in
	$(COMPILE) -o requirements/dev.txt requirements/dev.in

messages: ## Collect the sentences to translate into aistrategyhub/locale
	@$(BOOTSTRAP) setup --dev
	.venv/bin/pybabel -q extract --no-wrap --sort-by-file --add-location=file -F babel.cfg \
		-k _ -k mark -k ngettext:1,2 -o aistrategyhub/locale/messages.pot aistrategyhub
	.venv/bin/pybabel -q update --no-wrap --no-fuzzy-matching --ignore-obsolete --init-missing -l en -D messages \
		-i aistrategyhub/locale/messages.pot -d aistrategyhub/locale
