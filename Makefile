# The one entry to everything a developer does. Users of the chart need deploy-all.sh or helm only.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)

.PHONY: help tools deps gen format lint-test types test unit integration browser kind-up kind-down e2e faults bench bench-values bench-charts backup-latency capacity pictures page-pictures dashboard-pictures release release-test clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

tools: ## install the pinned tools that are missing (into .tools, .venv, node_modules and the user's cache)
	@ci/setup.sh

deps: ## bring the pinned subcharts into chart/charts
	@[ -x node_modules/.bin/ts-node ] || npm ci --no-fund --no-audit --loglevel=error
	@ts-node tools/deploy/subcharts.ts

gen: tools ## write every generated file (values, schema, profiles, dashboards, docs)
	@ts-node tools/gen-values.ts && ts-node tools/deploy/local/default-settings.ts && ts-node ci/lint/deep-schemas.ts

format: tools ## format and mend what can be mended
	@biome check --write .

lint-test: tools ## chart-testing, yamllint, kubeconform, helm-unittest, promtool, shellcheck, drift; no cluster
	@ts-node ci/lint/main.ts

types: tools ## types and style alone
	@ts-node ci/test.ts types

test: tools ## lint-test, types, unit tests, integration tests on real local processes; no cluster
	@. .tools/programs.env && ts-node ci/test.ts

unit: tools ## the unit tests alone
	@npm run --silent test:unit && npm --prefix webapp run --silent test:unit

integration: tools ## the integration tests alone
	@. .tools/programs.env && ts-node ci/test.ts integration

browser: tools ## the tests of the web app's page in Chromium alone
	@. .tools/programs.env && ts-node ci/test.ts browser

kind-up: tools ## a cluster in Docker for the two targets below, with the web app's image: KUBERNETES=1.36 names its version
	@ts-node ci/kind/main.ts up $(or $(KUBERNETES),1.36)

kind-down: tools ## delete that cluster
	@ts-node ci/kind/main.ts down

e2e: tools deps ## install, test, upgrade, break, uninstall and install again on the local cluster of the current kube context
	@ts-node ci/e2e/main.ts

faults: tools deps ## break a release on the local cluster while clients write and read; what that cost goes to docs/faults.md
	@ts-node ci/faults/main.ts

bench: tools ## the web app against node:http, Fastify and plain Express, side by side; prints ratios
	@ts-node ci/measure.ts bench $(BENCH_OPTIONS)

bench-values: tools ## how long the values tool takes on this machine; prints, judges nothing
	@ts-node tools/values/bench.ts

backup-latency: ## what a running backup does to the p99 of writes, on the release of the current kube context; prints, judges nothing
	@ts-node ci/backup-latency/main.ts $(BACKUP_LATENCY_OPTIONS)

bench-charts: tools ## how well validate --chart knows other charts: CHARTS="DIR…"; prints, judges nothing
	@ts-node tools/values/bench-charts.ts $(CHARTS)

pictures: tools ## draw the dashboards' pictures in docs/images anew, from a local stack under load (5 minutes)
	@. .tools/programs.env && ts-node tools/monitoring/pictures/main.ts

page-pictures: tools ## draw the pictures of the web app's page in docs/images anew
	@. .tools/programs.env && ts-node tools/monitoring/pictures/main.ts page

dashboard-pictures: tools ## screenshots of the dashboards in a running Grafana: GRAFANA=http://… GRAFANA_PASSWORD=… FOLDER=…
	@ts-node tools/monitoring/pictures/grafana/main.ts $(or $(FOLDER),dashboards)

capacity: tools ## measure what each part carries, for gen-values plan: writes tools/sizing/model/capacity.json and docs/capacity.md
	@ts-node ci/measure.ts capacity $(PARTS)

release: ## release VERSION to REGISTRY: image and chart, signed, with lists of packages and provenance (docs/releases.md)
	@[ -x node_modules/.bin/ts-node ] || npm ci --no-fund --no-audit --loglevel=error
	@ts-node tools/release/main.ts

release-test: tools ## release to a registry on loopback, verify it as a user would, damage it, interrupt it; builds its tools on first use
	@ts-node ci/release/main.ts

clean: ## remove what the targets above made in this folder
	rm -rf .tools .venv node_modules tools/monitoring/pictures/draw/node_modules webapp/node_modules webapp/dist chart/charts
