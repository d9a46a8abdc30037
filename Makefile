# The commands of the project. `make help` lists them.
#
# Every target installs what it needs and does nothing when it is there. Rust is always built as one workspace, so that
# all targets share the same compiled dependencies.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

export CARGO_TARGET_DIR ?= $(CURDIR)/target
BUILT := $(CARGO_TARGET_DIR)/debug
PRACTICE ?= $(CURDIR)/practice
SEEDS ?= 20000
OFFICES ?= 10
IMAGES ?= 100000
SECONDS ?= 60
COUNT ?= 100000
FORMS ?= 1000
CUTS ?= 1000
SIZES ?= S

SCREENS := $(shell find ui/src ui/public ui/index.html ui/*.js ui/*.json assets/locales -type f 2>/dev/null)

.PHONY: help run test app check e2e pictures browser rust simulate power-images power-cuts fuzz mutations bench bench-peers bench-forms bindings screens need-build need-test need-peers

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16
	@echo
	@echo "Settings: SEEDS=$(SEEDS)  OFFICES=$(OFFICES)  IMAGES=$(IMAGES)  SECONDS=$(SECONDS)  COUNT=$(COUNT)  CUTS=$(CUTS)  FORMS=$(FORMS)  SIZES=$(SIZES)  PRACTICE=$(PRACTICE)  CARGO_TARGET_DIR=$(CARGO_TARGET_DIR)"

run: screens ## a practice district: plays the main job, then opens the desktop app on the etrap office
	@cargo build --workspace --bins
	"$(BUILT)/goldaw" practice --folder "$(PRACTICE)"
	if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then
	  echo "Opening the desktop app on the etrap office."
	  "$(BUILT)/goldaw-desktop" --folder "$$("$(BUILT)/goldaw" practice --folder "$(PRACTICE)" --open-only)"
	else
	  echo "There is no display here, so the desktop app is not opened. On a PC with a screen: make run"
	fi

test: rust browser e2e ## every test: Rust, the screens in Chromium, journeys in the real window

rust: screens need-test tests/node_modules/.package-lock.json ## the tests of the rooms and what crosses them
	@cargo build --workspace --bins
	cargo test --workspace --quiet

browser: screens need-test tests/node_modules/.package-lock.json ## the screens in Chromium against the real core
	@cargo build --workspace --bins
	cd tests && npm run --silent browser

e2e: screens need-test tests/node_modules/.package-lock.json ## journeys in the real window
	@cargo build --workspace --bins
	cd tests && NO_AT_BRIDGE=1 GTK_USE_PORTAL=0 dbus-run-session -- npm run --silent window 2> "$(CARGO_TARGET_DIR)/window.log" \
	  || { tail -n 60 "$(CARGO_TARGET_DIR)/window.log" >&2; exit 1; }

pictures: screens need-test tests/node_modules/.package-lock.json ## photographs every screen of the real window into docs/screens
	@cargo build --workspace --bins
	cd tests && NO_AT_BRIDGE=1 GTK_USE_PORTAL=0 dbus-run-session -- npm run --silent pictures 2> "$(CARGO_TARGET_DIR)/pictures.log" \
	  || { tail -n 60 "$(CARGO_TARGET_DIR)/pictures.log" >&2; exit 1; }

check: screens ## quick: format, lints, types, generated bindings
	@cargo fmt --all -- --check
	cargo clippy --workspace --all-targets -- -D warnings
	cd ui && npm run --silent check
	npx --no-install prettier --check --log-level warn ../tests/e2e ../tests/browser ../tests/*.js
	cd ..
	cargo test --workspace --quiet --test suites bindings
	if command -v cargo-deny >/dev/null; then cargo deny --offline check bans licenses sources; else
	  echo "cargo-deny is not installed: licences and sources were not checked (cargo install cargo-deny)"; fi

app: screens ## the desktop app as it is given to offices
	@cargo build --release -p goldaw-desktop
	@echo "$(CARGO_TARGET_DIR)/release/goldaw-desktop"

simulate: need-build ## random districts in which everything goes wrong, in memory (SEEDS=n) and with real offices (OFFICES=n)
	@cargo build --quiet --release -p goldaw-simulation
	failed=0
	GOLDAW_SEEDS=$(OFFICES) cargo test --quiet -p goldaw-simulation --test engine -- --nocapture || failed=1
	"$(CARGO_TARGET_DIR)/release/goldaw-simulation" --seeds $(SEEDS) --failed-before $$failed

power-images: need-build ## every state a power cut can leave the store's files in (IMAGES=n)
	@GOLDAW_IMAGES=$(IMAGES) cargo test --quiet -p goldaw-simulation --test power -- whatever an_older --nocapture

power-cuts: need-build ## a writing process killed at random moments (CUTS=n)
	@GOLDAW_CUTS=$(CUTS) cargo test --workspace --quiet --test suites power_cut -- --nocapture

fuzz: need-build ## every parser fed by chance that watches which branches it reaches (SECONDS=n for each)
	@.ci/need fuzz
	fuzz/run.sh $(SECONDS)

mutations: need-build ## every parser fed real bytes bent by a seed (COUNT=n for each)
	@.ci/need mutations
	cd fuzz && CARGO_TARGET_DIR="$$PWD/target" cargo run --quiet --release --example mutations -- --count $(COUNT)

bench: need-build ## figures of the desk, printed and written to target/figures/desk.json
	@cargo run --quiet --release -p goldaw-tests --bin bench

# Its own workspace and its own target folder: what the others need never reaches the product. Debian's npm and node are enough.
bench-peers: need-build need-peers tests/benchmarks/node/node_modules/.package-lock.json ## the exchange beside other engines, into target/figures/exchange.json (SIZES="S M")
	@cd tests/benchmarks && CARGO_TARGET_DIR="$(CARGO_TARGET_DIR)/peers" cargo run --quiet --release -- --sizes "$(SIZES)" --figures "$(CARGO_TARGET_DIR)/figures/exchange.json"

# Likewise. What pyxform takes comes from the tests of its version 1.4.0, the last that has them in its source archive; what is valid says 4.5.0.
ORACLE := $(CARGO_TARGET_DIR)/forms-oracle
ORACLE_RUN := $(CARGO_TARGET_DIR)/peers/release/goldaw-forms-oracle
bench-forms: need-build $(ORACLE)/corpus.json tests/forms-oracle/node_modules/.package-lock.json ## forms beside pyxform and ODK Web Forms, into target/figures/forms.json (FORMS=n)
	@cd tests/forms-oracle
	CARGO_TARGET_DIR="$(CARGO_TARGET_DIR)/peers" cargo build --quiet --release
	"$(ORACLE_RUN)" invent "$(ORACLE)" "$(FORMS)"
	"$(ORACLE)/python/bin/python" xforms.py "$(ORACLE)/trials.json" "$(ORACLE)/xforms.json"
	TZ=UTC node engine.mjs "$(ORACLE)/xforms.json" "$(ORACLE)/answers.json"
	"$(ORACLE_RUN)" compare "$(ORACLE)" "$(CARGO_TARGET_DIR)/figures/forms.json"
	"$(ORACLE_RUN)" record "$(ORACLE)" ../../crates/forms/tests/fixtures/web-forms-0.22.json

$(ORACLE)/corpus.json: tests/forms-oracle/corpus.py tests/forms-oracle/requirements.txt
	@.ci/need forms
	python3 -m venv "$(ORACLE)/python"
	"$(ORACLE)/python/bin/pip" install --quiet --requirement tests/forms-oracle/requirements.txt
	"$(ORACLE)/python/bin/pip" download --quiet --no-deps --no-binary :all: --no-build-isolation --dest "$(ORACLE)" pyxform==1.4.0
	"$(ORACLE)/python/bin/python" tests/forms-oracle/corpus.py "$(ORACLE)/pyxform-1.4.0.tar.gz" "$(ORACLE)"

bindings: need-build ## writes the TypeScript of the api for the screens
	@cargo run --quiet -p goldaw-tests --bin bindings

screens: need-build ui/dist/index.html ## builds the screens

ui/dist/index.html: ui/node_modules/.package-lock.json $(SCREENS)
	@cd ui && npm run --silent build
	touch dist/index.html

%/node_modules/.package-lock.json: %/package-lock.json
	@cd $* && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json

need-build:
	@.ci/need build

need-test:
	@.ci/need test

need-peers:
	@.ci/need peers
