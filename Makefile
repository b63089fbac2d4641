# make demo    install, index the sample documents, open the chat at http://127.0.0.1:8000
# make test    install, pass the tests
# make check   everything CI checks: lint, types, tests, evaluation gate

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DEMO_DATA ?= build/demo
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
SAMPLE := eval/sample/documents

.PHONY: help demo test check lint types gate wheel clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \(make .*\)/\1/p' $(firstword $(MAKEFILE_LIST))

demo: $(INSTALLED)
	@echo "Đưa $(SAMPLE) vào chỉ mục $(DEMO_DATA)"
	@$(BIN)/trichdan index --data-dir $(DEMO_DATA) $(SAMPLE)
	@$(BIN)/python -c "$$OPEN_PAGE" & \
	  TRICHDAN_LOG_LEVEL=$${TRICHDAN_LOG_LEVEL:-warning} \
	  $(BIN)/trichdan serve --data-dir $(DEMO_DATA) --port $(PORT)

test: $(INSTALLED_DEV)
	@$(BIN)/python -m pytest $(ARGS)

check: lint types test gate

lint: $(INSTALLED_DEV)
	@$(BIN)/ruff check .

types: $(INSTALLED_DEV)
	@$(BIN)/mypy

gate: $(INSTALLED_DEV)
	@$(BIN)/python -m eval.gate

wheel: $(INSTALLED_DEV)
	@$(PIP) wheel . --no-deps --no-build-isolation --wheel-dir dist

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Installed again only when what is to be installed has changed. setuptools comes from the
# constraints too, so that the build is as pinned as what it builds.
$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt setuptools
	$(PIP) install -c constraints.txt --no-build-isolation -e .
	@touch $@

$(INSTALLED_DEV): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt setuptools
	$(PIP) install -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $(INSTALLED) $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Shows the page in a browser as soon as it answers, on a machine that has a screen.
define OPEN_PAGE
import os, sys, time, urllib.request, webbrowser
if not (os.environ.get('DISPLAY') or os.environ.get('WAYLAND_DISPLAY') or sys.platform in ('darwin', 'win32')):
    sys.exit()
for _ in range(120):
    time.sleep(0.5)
    try:
        urllib.request.urlopen('http://127.0.0.1:$(PORT)/readyz', timeout=2).close()
    except OSError:
        continue
    webbrowser.open('http://127.0.0.1:$(PORT)/')
    break
endef
export OPEN_PAGE
