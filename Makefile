# SPDX-License-Identifier: Apache-2.0
# `make` alone says what there is.

.DEFAULT_GOAL := help
.PHONY: help setup build demo demo-stop test test-full lint bench dist image test-dist clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## install what building and serving need (Debian packages, front-end files)
	@Scripts/setup

build: setup ## build the programs, optimised
	@programs=$$(Scripts/build-release) && echo "built: $$programs/ag2trust"

demo: ## see it work, from nothing to an answered question; asks nothing
	@Scripts/demo

demo-stop: ## end everything that `make demo` started
	@Scripts/demo-stop

test: ## every check and test that is quick, as CI runs it
	@Scripts/test

test-full: ## the same, unsampled; takes hours
	@Scripts/test --full

lint: ## format, rules of the house, layers; builds nothing
	@Scripts/lint

bench: ## the benchmarks
	@Scripts/bench

dist: build ## a tarball that runs without Swift, in dist/
	@Scripts/dist

image: dist ## a container image, made without a registry, in dist/
	@Scripts/image

test-dist: image ## try both: in a root of Debian's libc and little else, and with Podman
	@Scripts/try-dist

clean: ## remove what was built (not .demo/, not .tools/)
	@swift package clean
