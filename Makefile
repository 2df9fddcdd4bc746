# Sizhi 四至: everything a new user or a machine needs. `make help` lists it.
# The first interpreter that really runs and is new enough: a name on the PATH may be an empty shim.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
  $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# A lock is also its own constraint (-c): older pips take a newer release for a name with an extra otherwise.

.PHONY: help demo app test cover check lock clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 8

$(VENV)/runtime: requirements/runtime.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (set PYTHON=...). 需要 Python 3.11 及以上。"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned dependencies into $(VENV) (about a minute) … 正在安装依赖"
	@$(PIP) -r requirements/runtime.txt -c requirements/runtime.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements/dev.txt
	@echo "Installing what the checks need … 正在安装测试依赖"
	@$(PIP) -r requirements/dev.txt -c requirements/dev.txt
	@touch $@

demo: $(VENV)/runtime ## judge the demonstration application: findings, out/demo/assessment.json, out/demo/map.html
	@$(BIN)/sizhi demo

app: $(VENV)/runtime ## the web app on 127.0.0.1
	@$(BIN)/sizhi app

test: $(VENV)/dev ## every check and every test, the browser and PostGIS included
	@sh tests/browser_needs.sh
	@sh tests/registry/postgis_needs.sh
	@$(MAKE) --no-print-directory check
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3

cover: $(VENV)/dev ## the same with the lines no test runs (a third longer)
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --cov --cov-report=term:skip-covered

check: $(VENV)/dev ## lint, types, layers (seconds)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

lock: $(VENV)/dev ## write requirements/*.txt anew from *.in, hashes and no addresses
	@$(BIN)/python -m pip install --quiet uv
	@for f in runtime dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --no-emit-index-url requirements/$$f.in -o requirements/$$f.txt; done

clean: ## remove what was built here
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .coverage
