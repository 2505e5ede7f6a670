# Frozen Cells. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help leaderboard spread verify audit release serve site test test-slow check format bench lock clean

PYTHON ?= python3
ALL ?=
# Submissions that run at the same time; each needs up to 2 GB of memory.
JOBS ?= 2
PORT ?= 8000
# Of `make bench`: checkouts of the authors' code, and the environment that has their requirements.
SCGPT ?=
GENEFORMER ?=
UPSTREAM_PYTHON ?=
BESIDE = $(if $(UPSTREAM_PYTHON),--upstream_python $(UPSTREAM_PYTHON))
ADDRESS ?= local
PYTEST ?= -n 2 --dist loadgroup

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONDONTWRITEBYTECODE := 1
export DVC_NO_ANALYTICS := 1
export RAY_USAGE_STATS_ENABLED := 0
# On a busy machine Ray's own processes need longer than its defaults allow.
export RAY_raylet_start_wait_time_s := 300
export RAY_agent_register_timeout_ms := 300000

# What is declared `cost: heavy` is shown from the scores in git, and recomputed only with ALL=1.
SUBMISSIONS := $(filter-out submissions/_template/,$(dir $(wildcard submissions/*/submission.yaml)))
HEAVY := $(dir $(shell grep -lx 'cost: heavy' submissions/*/submission.yaml))
ACTIVE := $(if $(ALL),$(SUBMISSIONS),$(filter-out $(HEAVY),$(SUBMISSIONS)))
IN_TURN := python -m stages.longest_first --runs leaderboard/runs --submissions $(ACTIVE:%/=%)
# What lacks its weights is named and left out: it is shown as not run, and is no failure.
RUNNABLE := python -m stages.runnable --checkpoints data/checkpoints --submissions

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# DVC ends a failed run with 255, at which xargs would start nothing more; hence `|| exit 1`.
leaderboard: .venv/ready ## Evaluate the built-in datasets and build the site (ALL=1: heavy submissions too)
	@python -m stages.roster --submissions submissions
	@failed=0; dvc repro --keep-going dvc.yaml:prepare || failed=$$?; \
	turn=$$($(IN_TURN)) || failed=$$?; \
	{ echo dvc.yaml:control dvc.yaml:score; $(RUNNABLE) $$turn | sed 's|$$|/dvc.yaml|'; } \
	| xargs -P $(JOBS) -L 1 sh -c 'dvc --wait-for-lock repro --single-item --keep-going "$$@" || exit 1' dvc \
	|| failed=$$?; \
	python -m stages.manifest --locks dvc.lock submissions/*/dvc.lock --manifest data/manifest.json; \
	dvc repro --single-item aggregate publish; \
	python -m stages.readme --ranking leaderboard/ranking.parquet --readme README.md; \
	python -m stages.podium --ranking leaderboard/ranking.parquet --site build/site; \
	exit $$failed

# Workers restore what is prepared from the default remote, and push embeddings there.
spread: .venv/ready ## Evaluate on a Ray cluster (ADDRESS=10.0.0.1:6379; without it, workers on this machine)
	@dvc repro dvc.yaml:prepare && dvc push --quiet dvc.yaml:prepare
	@turn=$$($(IN_TURN)); failed=0; python -m stages.spread --address $(ADDRESS) --submissions $$turn || failed=$$?; \
	dvc pull --quiet --allow-missing $(ACTIVE:%=%dvc.yaml); \
	$(MAKE) leaderboard; exit $$failed

site: .venv/ready ## Build the site from the tables in leaderboard/
	@dvc repro --single-item publish

verify: .venv/ready ## Make light scores and all tables again; name what differs from git
	@.ci/verify

audit: .venv/ready ## Score every evaluation once more with scib-metrics and keep the deviations (an hour)
	@dvc repro --single-item audit report_audit

release: .venv/ready ## Check that all is scored, pushed and audited; write what moved (VERSION=0.2.0)
	@python -m stages.release --version "$(VERSION)" --tables leaderboard --changelog CHANGELOG.md \
	  --locks dvc.lock submissions/*/dvc.lock --manifest data/manifest.json

serve: ## Open the site that `make leaderboard` built (PORT=8000)
	@test -d build/site || { echo "error: build/site does not exist"; echo "  in   build/"; echo "  fix  make leaderboard"; exit 1; } >&2
	@python3 -m http.server --directory build/site --bind 127.0.0.1 $(PORT)

test: .venv/ready check ## Everything that must hold (lint, types, tests)
	@pytest $(PYTEST) -m "not slow"

test-slow: .venv/ready ## The long tests
	@pytest $(PYTEST) -m slow

check: .venv/ready ## Lint and types
	@ruff check .
	@ruff format --check .
	@mypy
	@zizmor --offline --persona=auditor --strict-collection --quiet .

format: .venv/ready ## Format the code and mend what lint can mend
	@ruff check --fix .
	@ruff format .

bench: .venv/ready ## Speed beside scib-metrics, and upstream where there is a checkout (SCGPT=, GENEFORMER=)
	@python -m benchmarks.scoring
	@dvc repro --quiet dvc.yaml:prepare@pbmc68k
	@python -m benchmarks.scgpt $(if $(SCGPT),--upstream $(SCGPT)) $(BESIDE)
	@python -m benchmarks.geneformer $(if $(GENEFORMER),--upstream $(GENEFORMER)) $(BESIDE)
	@python -m benchmarks.streaming --sizes 10000

# From the default index: a build of torch that this machine alone is offered would be nobody else's.
RESOLVE := env -u UV_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS uv pip compile --quiet --generate-hashes \
  --no-annotate --no-header --python-version 3.11
lock: .venv/ready ## Resolve requirements.in into the locks, with hashes
	@new=$$(mktemp -d ./lock.XXXXXX); trap 'rm -r "$$new"' EXIT; \
	$(RESOLVE) --universal requirements.in > $$new/all; \
	split='/^[a-z]/ {torch = /^(torch==|triton==|nvidia-|cuda-)/}'; \
	{ echo "# Exact versions and hashes of everything but torch; made by 'make lock' from requirements.in."; \
	  awk "$$split !torch" $$new/all; } > $$new/requirements.lock; \
	{ echo "# torch as the package index has it, and its libraries of CUDA; made by 'make lock' from requirements.in."; \
	  awk "$$split torch" $$new/all; } > $$new/requirements.torch.lock; \
	grep -oE '^(cyclopts|pydantic|pyyaml)==[^ ]+' $$new/requirements.lock > $$new/gate.in; \
	{ echo "# What the gate needs, by hash, so that it starts in seconds: cyclopts, pydantic and pyyaml of requirements.lock."; \
	  $(RESOLVE) -c $$new/requirements.lock $$new/gate.in; } > $$new/gate.lock; \
	mv $$new/gate.lock .github/; mv $$new/requirements.lock $$new/requirements.torch.lock .

clean: ## Remove the environment and everything the pipeline can make again
	@rm -rf .venv build data/raw data/prepared data/embeddings .dvc/cache .dvc/tmp

# A CPU build of torch is found through pip's own settings (PIP_FIND_LINKS or PIP_EXTRA_INDEX_URL);
# without them pip takes the default build.
.venv/ready: requirements.lock requirements.torch.lock .ci/environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "error: $$($(PYTHON) --version) found; expected Python 3.11 or newer"; \
	  echo "  in   $$(command -v $(PYTHON))"; \
	  echo "  fix  make $(or $(MAKECMDGOALS),leaderboard) PYTHON=python3.11"; exit 1; } >&2
	@$(PYTHON) -m venv --clear .venv || { \
	  echo "error: $$($(PYTHON) --version) cannot create a virtual environment"; \
	  echo "  in   .venv"; \
	  echo "  fix  sudo apt-get install python3-venv"; exit 1; } >&2
	@echo "Installing the environment into .venv (a few minutes, once) ..."
	@.ci/environment .venv/bin/python
	@touch $@
