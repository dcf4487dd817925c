# What a developer does. `make help` lists it; every step sets up what it needs.

ENV ?= dev
# The processor of what is built to run here; a stage says its own in samconfig.toml.
ARCH := $(subst aarch64,arm64,$(shell uname -m))
VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
BUILT := .aws-sam/build/.complete
NODE_MODULES := node_modules/.package-lock.json
# Two workers on a small computer; the engines of the tests want a core of their own.
WORKERS ?= 2
# What covers the domain whole is traced, without the properties over days and lives of accounts. All
# else runs without tracing, which makes it twice as slow: stories, years, pages, properties in full.
TRACED := tests/unit/domain
# The longest first: no worker has one left when the other is done.
UNTRACED := $(shell grep -rl --include='test_*.py' '^@given' $(TRACED)) \
    tests/year tests/once tests/functional tests/calendars tests/pains tests/browser \
    $(filter-out $(TRACED) tests/unit/__%,$(wildcard tests/unit/*)) tests/contract

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0

.DELETE_ON_ERROR:
.PHONY: help venv lock check quick test traced coverage build deploy demo serve replay bench tenant sender inbound closed-days dictionary browser clean FORCE

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 14

venv: $(INSTALLED) ## the development environment, exact versions

$(INSTALLED): requirements-dev.txt .python-version
	@python=$$(PATH="$${PATH#*:}" .ci/find-python) && \
	if ! $(PYTHON) -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])' \
	    "$$(cat .python-version)" 2>/dev/null; then \
	    rm -rf $(VENV) && "$$python" -m venv $(VENV); \
	fi
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

lock: ## newest versions that pyproject.toml and the layer allow, into requirements-dev.txt
	@rm -rf build/lock && mkdir -p build
	"$$(.ci/find-python)" -m venv build/lock
	build/lock/bin/pip install --quiet --upgrade pip
	build/lock/bin/pip install --quiet --group dev -r shared/requirements.txt
	@{ echo "# Every package of the development environment, exact; written by \`make lock\`."; \
	   build/lock/bin/pip freeze; } > requirements-dev.txt
	@rm -rf build/lock

check: $(INSTALLED) ## style, types, rings, template
	ruff check .
	ruff format --check .
	mypy
	PYTHONPATH=shared lint-imports
	cfn-lint template.yaml
	sam validate --lint

quick: $(INSTALLED) ## while one waits: style, unit and contract tests with a tenth of the examples
	ruff check .
	ruff format --check .
	HYPOTHESIS=brief pytest -n $(WORKERS) --dist worksteal tests/unit tests/contract

# What the other tests need is fetched and built while the traced ones run, which need none of it.
test: $(INSTALLED) ## every test; the domain is covered whole
	@$(PYTHON) -m compileall -q shared functions  # or tests would write while the build copies
	@$(MAKE) --no-print-directory --jobs=4 $(filter --output-sync,$(patsubst %,--%,$(.FEATURES))) \
	    traced $(BUILT) $(NODE_MODULES) browser
	@echo "Stories, days and years, pages, properties with all examples, an accident at every call to AWS"
	pytest -n $(WORKERS) --dist worksteal $(UNTRACED)

traced: $(INSTALLED)
	HYPOTHESIS=brief pytest -n $(WORKERS) --dist worksteal -m "not long" \
	    --cov=relance.domain --cov-report= $(TRACED)
	@coverage report --include='shared/relance/domain/*' --skip-covered --show-missing --fail-under=100

coverage: $(INSTALLED) $(BUILT) $(NODE_MODULES) ## what of all the code the tests run, which is slow
	HYPOTHESIS=brief pytest -n $(WORKERS) --dist worksteal --cov --cov-report= tests/unit tests/contract tests/functional
	@coverage report --skip-covered --skip-empty

$(NODE_MODULES): package.json package-lock.json
	@command -v npm >/dev/null || { \
	    echo "npm is needed: the tests run a second DynamoDB engine that is an npm package" >&2; \
	    exit 1; }
	npm ci --no-audit --no-fund --silent
	@touch $@

browser: ## Chromium for the tests of pages; installed from Debian where that is possible
	@if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	        apt-get update -qq && xargs apt-get install -y -qq --no-install-recommends < apt.txt; \
	    else \
	        echo "Chromium is needed for the tests of pages: install $$(cat apt.txt)" >&2; exit 1; \
	    fi; \
	fi

build: $(BUILT) ## as for AWS, to run here: sam build, a trimmed layer, bytecode

$(BUILT): $(INSTALLED) .aws-sam/sources
	sam build --parameter-overrides Architecture=$(ARCH)
	$(PYTHON) -m local.layer .aws-sam/build $(ARCH)
	@touch $@

# Names and sizes of all that is built: removing a file builds anew, touching bytecode does not.
.aws-sam/sources: FORCE
	@mkdir -p .aws-sam
	@find template.yaml samconfig.toml local/layer.py shared functions templates -type f \
	    -not -path '*/__pycache__/*' -exec cksum {} + | sort > $@.new
	@cmp -s $@.new $@ || cp $@.new $@
	@rm $@.new

deploy: $(INSTALLED) ## to AWS: make deploy ENV=prod ARGS="AlarmEmail=ops@example.com"
	$(PYTHON) -m local.release $(ENV) $(ARGS)

demo: $(BUILT) ## 45 days of a small business, on this computer
	PYTHONPATH=shared $(PYTHON) -m local.demo

serve: $(BUILT) ## the same stack, kept running: API, outbox, pages
	PYTHONPATH=shared $(PYTHON) -m local.serve

replay: $(INSTALLED) ## a calendar through the real flows: make replay FILE=tests/calendars/x.yaml
	@PYTHONPATH=shared $(PYTHON) -m local.replay $(FILE) $(ARGS)

bench: $(BUILT) $(NODE_MODULES) ## requests, units, cost, growth, import time, throughput; before and after
	PYTHONPATH=shared $(PYTHON) -m tests.bench

tenant: $(INSTALLED) ## a tenant and its first key: make tenant ARGS="--help"
	PYTHONPATH=shared $(PYTHON) -m local.new_tenant $(ARGS)

sender: $(INSTALLED) ## whose a sender is: make sender ARGS="--help"
	PYTHONPATH=shared $(PYTHON) -m local.bind_sender $(ARGS)

inbound: $(INSTALLED) ## whether SES can receive replies: make inbound ENV=prod, before a deploy with ARGS="--domain ..."
	PYTHONPATH=shared $(PYTHON) -m local.inbound --env $(ENV) $(ARGS)

dictionary: $(INSTALLED) ## the next version of what kept mails are compressed with
	PYTHONPATH=shared $(PYTHON) -m tests.unit.render.dictionary

closed-days: $(INSTALLED) ## the calendars that the layer ships, once a year
	$(PYTHON) -m local.closed_days

clean: ## what was built; environment and local state stay
	rm -rf .aws-sam build node_modules .coverage* .mypy_cache .ruff_cache .pytest_cache \
	    .import_linter_cache .hypothesis
	find shared functions local tests -name __pycache__ -type d -prune -exec rm -rf {} +
