# The front door of the book: `make help` lists what it does. The work is done by the
# scripts in tools/, which also run without make. PYTHON=... chooses a Python,
# CHROMIUM=... a browser, STEPS="lint tests" some of the checks.

PYTHON ?= $(shell sh tools/find_python.sh)
VENV_PYTHON := .venv/bin/python
BOOTSTRAP = $(PYTHON) tools/bootstrap.py
SCRIPT := $(VENV_PYTHON) -m tools
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export CHROMIUM PYTHONUNBUFFERED := 1
unexport PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help setup book test check serve watch lab hub canonical audit bench lock clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' Makefile | sed 's/:.*## /|/' | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

setup: ## set up the environment only: Python packages, Node, npm's packages
	@$(BOOTSTRAP)

book: setup ## set up what is missing and build the site
	@$(SCRIPT).build_site

test: ## set up what is missing, a browser and a sandbox too, and run every check
	@$(BOOTSTRAP) --browser --box
	@$(SCRIPT).check $(STEPS)

check: setup ## run every check (STEPS="lint tests": only these)
	@$(SCRIPT).check $(STEPS)

serve: book ## show the site at a local address
	@$(SCRIPT).serve

watch: setup ## show the site, and each edit within seconds
	@$(SCRIPT).watch

lab: setup ## open the chapters in JupyterLab
	@$(SCRIPT).lab

hub: setup ## try the classroom: JupyterHub with formgrader, on this machine only
	@$(SCRIPT).hub $(PORT)

canonical: setup ## execute and normalize notebooks (NOTEBOOKS="...": only these)
	@$(SCRIPT).canonical $(NOTEBOOKS)

audit: book ## measure the pages: speed, accessibility, weight
	@$(SCRIPT).audit

bench: setup ## time mathlib against NumPy and SciPy
	@$(VENV_PYTHON) -m pytest benchmarks -q -o addopts=--import-mode=importlib \
	    -o 'python_files=bench_*.py test_*.py' -p no:xdist --benchmark-only \
	    --benchmark-columns=min,median,rounds --benchmark-sort=name

lock: setup ## renew requirements.txt: the newest versions that fit together
	@$(BOOTSTRAP) --lock
	@$(BOOTSTRAP)

clean: ## remove the built site; `make clean-all` the environment as well
	@rm -rf _build .pytest_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +

.PHONY: clean-all
clean-all: clean
	@rm -rf .venv node_modules *.egg-info
