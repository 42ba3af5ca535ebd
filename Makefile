# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

SHELL := /bin/bash
export FRR
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON_BIN := build/venv/bin/python
RUN := $(PYTHON_BIN) tools/run_stages.py
FRR_TREE := $(if $(FRR),tools/frr_tree $(FRR),true)

.PHONY: help demo lab-up lab-down test test-fast bench docs lint sanity units laws lab-tests molecule matrix changelog clean
.PHONY: python-ready lab-ready test-ready

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  make test FRR=trixie runs the labs on Debian 13's FRR. PYTHON=... names the Python to build with."

demo: lab-ready ## Build the lab, plan, deploy twice, verify and show the result (root; leaves the lab up)
	@$(FRR_TREE)
	@$(PYTHON_BIN) tools/demo.py

lab-up: lab-ready ## Build the lab and nothing else (root)
	@$(FRR_TREE)
	@tools/playbook lab -e lab_state=present

lab-down: ## Remove every trace of the lab, and of labs that interrupted tests left (root)
	@tools/bootstrap "make lab-down" root
	@tools/lab_down

test: test-ready ## Run everything: lint, unit and sanity tests, documentation, labs, molecule (root)
	@$(FRR_TREE)
	@$(RUN) all

test-fast: python-ready ## Run the linters and unit tests only (no root)
	@$(RUN) fast

bench: test-ready ## Measure the figures of build/bench.json (root)
	@$(FRR_TREE)
	@$(PYTHON_BIN) tests/bench

docs: python-ready ## Build the documentation into build/docs/html; warnings are errors
	@$(RUN) docs

lint: python-ready ## Check headers, ansible-lint (profile production), changelog fragments
	@$(RUN) all-lint

sanity: python-ready ## Run ansible-test sanity in virtual environments
	@$(RUN) sanity

units: python-ready ## Run the unit tests with pytest and with ansible-test
	@$(RUN) all-units

laws: python-ready ## Run the laws: every pair of intents, every loss, every moment of a kill (FRR's need root and FRR)
	@$(RUN) laws

lab-tests: test-ready ## Run the tests of real daemons only (root)
	@$(FRR_TREE)
	@$(RUN) lab

molecule: test-ready ## Run the molecule scenarios on one shared lab (root)
	@$(FRR_TREE)
	@$(RUN) molecule

matrix: python-ready ## Install every ansible-core that this machine can run; lab tests that find them use them
	@$(RUN) cores

changelog: python-ready ## Write CHANGELOG.md for the version in galaxy.yml out of changelogs/fragments and the plugins
	@PATH="$(CURDIR)/build/venv/bin:$$PATH" ANSIBLE_COLLECTIONS_PATH="$(CURDIR)/build/collections" \
	  antsibull-changelog release --reload-plugins --update-existing --refresh-plugins --refresh-fragments

clean: ## Remove build/ (take the lab down first)
	@tools/clean

python-ready:
	@tools/bootstrap "make $(or $(MAKECMDGOALS),test-fast)" python
	@tools/venv
	@tools/collection_link

lab-ready:
	@tools/bootstrap "make $(or $(MAKECMDGOALS),demo)" root python lab $(if $(FRR),frr-tree)
	@tools/venv
	@tools/collection_link

test-ready:
	@tools/bootstrap "make $(or $(MAKECMDGOALS),test)" root python lab test $(if $(FRR),frr-tree)
	@tools/venv
	@tools/collection_link
