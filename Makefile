# The two commands are `make demo` and `make test`; each installs what it lacks and says so.

CARGO ?= cargo
BINARY := target/release/sarraf
# How many seeds the long properties run in `make soak`.
SOAK_SEEDS ?= 20000
# How many inputs each reader at the door gets in `make soak`.
SOAK_CASES ?= 200000
HIGHSBOX := 1.15.1

.PHONY: demo test bench figures peers soak fmt build console tools lint unit tidy end-to-end document page pictures goldens deb image

demo: build
	$(BINARY) demo

build: console
	$(CARGO) build --release --locked -p sarraf

# The page that is embedded in the program; nothing is done while its sources are unchanged.
# Without Node.js the program builds all the same, and says on a plain page how to get the console.
NODE_ENOUGH := const [a, b] = process.versions.node.split('.'); process.exit(a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)
PAGE_SOURCES := $(shell find web/src web/public -type f ! -name '*.gen.d.ts') web/index.html web/vite.config.ts web/svelte.config.js web/tsconfig.json

console:
	@if command -v npm >/dev/null 2>&1 && node -e "$(NODE_ENOUGH)"; then $(MAKE) --no-print-directory --silent web/dist/index.html; \
	else echo "no npm, or a Node.js older than 20.19: going on without the console"; fi

web/dist/index.html: $(PAGE_SOURCES) web/node_modules/.package-lock.json
	@echo "building the console into web/dist"
	cd web && npm run --silent build -- --logLevel warn && touch dist/index.html

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@echo "installing what the console is built with into web/node_modules"
	cd web && npm ci --ignore-scripts --no-audit --no-fund --silent && touch node_modules/.package-lock.json

# Everything that must pass.
test: tools lint unit tidy end-to-end document page
	@echo "make test: all passed"

# xmllint validates every message we emit, views are tested on a PostgreSQL of their own, and keys in
# hardware modules on SoftHSM2; without them those tests say that they are skipped.
tools:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { \
	  echo "installing postgresql for the tests of views"; \
	  if [ "$$(id -u)" = 0 ]; then \
	    (apt-get update -q && apt-get install -y -q postgresql) >/dev/null || echo "could not install it: views are tested on SQLite alone"; \
	  else echo "not root: install postgresql to test views on it"; fi; }
	@command -v softhsm2-util >/dev/null 2>&1 || { \
	  echo "installing softhsm2 for the tests of keys in hardware modules"; \
	  if [ "$$(id -u)" = 0 ]; then \
	    (apt-get update -q && apt-get install -y -q softhsm2) >/dev/null || echo "could not install it: its tests will be skipped"; \
	  else echo "not root: install softhsm2 to test keys in hardware modules"; fi; }
	@command -v xmllint >/dev/null 2>&1 || { \
	  echo "installing libxml2-utils for xmllint"; \
	  if [ "$$(id -u)" = 0 ]; then \
	    (apt-get update -q && apt-get install -y -q libxml2-utils) >/dev/null || echo "could not install it: schema tests will be skipped"; \
	  else echo "not root: install libxml2-utils to validate our messages against the schemas"; fi; }

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

unit:
	$(CARGO) test --workspace --locked --quiet

tidy:
	$(CARGO) run --locked --quiet -p tidy

# The program as a user runs it: same digest twice and in debug and release, kills, damaged files.
end-to-end: build
	# As the tests build it, so that nothing is compiled twice.
	$(CARGO) build --locked --workspace --bin sarraf
	SARRAF=$(BINARY) SARRAF_DEBUG=target/debug/sarraf tests/end-to-end.sh
	SARRAF=$(BINARY) tests/package.sh

# The door held to its OpenAPI document by Schemathesis, for a minute.
document: build
	SARRAF=$(BINARY) tests/schemathesis.sh

# The console in a real browser, against the program's own demo.
page: build
	SARRAF=$(BINARY) tests/console.sh

# Prints how fast the console is, from a real browser; run it while nothing else runs.
figures: build
	SARRAF=$(BINARY) tests/console-figures.sh

# Takes the console's pictures in docs/pictures anew; the difference is the review.
pictures: build
	SARRAF=$(BINARY) tests/pictures.sh

# HiGHS has ten seconds for an instance here; `sarraf bench clearing --highs-seconds 300` gives it more.
bench: build peers
	$(BINARY) bench
	$(BINARY) bench door
	$(BINARY) bench views
	HIGHS=$$($(PEERS)/bin/python -c 'import highsbox; print(highsbox.highs_bin_path())' 2>/dev/null) $(BINARY) bench clearing

# HiGHS, the solver that ours is measured beside; it is no part of what we build.
PEERS := target/peers
peers:
	@test -x $(PEERS)/bin/python || { echo "installing HiGHS (PyPI: highsbox) into $(PEERS)"; \
	  python3 -m venv $(PEERS) && $(PEERS)/bin/pip install --quiet highsbox==$(HIGHSBOX) \
	  || echo "could not install it: figures stand without HiGHS beside them"; }

soak: build
	TESTKIT_SEEDS=$(SOAK_SEEDS) $(CARGO) test --release --locked -p testkit --test twin
	$(CARGO) test --release --locked -p journal
	FUZZ_CASES=$(SOAK_CASES) $(CARGO) test --release --locked -p fuzz
	SARRAF=$(BINARY) KILLS=100 tests/kills.sh
	$(MAKE) deb && tests/package.sh $$(ls -t target/debian/sarraf_*.deb | head -n 1)
	@if [ "$$(id -u)" = 0 ]; then $(MAKE) image && tests/image.sh target/sarraf-image.tar; \
	else echo "not root: no image is built"; fi

fmt:
	$(CARGO) fmt --all

# Writes what the scenarios do now; the difference is the review.
goldens:
	UPDATE_GOLDENFILES=1 $(CARGO) test --locked --quiet -p testkit --test scenarios

# A Debian package under target/debian.
CARGO_DEB := 3.8.0
deb: build
	@command -v cargo-deb >/dev/null 2>&1 || { echo "installing cargo-deb $(CARGO_DEB)"; \
	  $(CARGO) install --quiet --locked cargo-deb --version $(CARGO_DEB); }
	$(CARGO) deb --package sarraf --no-build --output target/debian/
	@ls -l target/debian/*.deb

# An OCI image of that package, as target/sarraf-image.tar.
image: deb
	@command -v buildah >/dev/null 2>&1 || { echo "installing buildah"; apt-get install -y -q buildah >/dev/null; }
	@command -v debootstrap >/dev/null 2>&1 || { echo "installing debootstrap"; apt-get install -y -q debootstrap >/dev/null; }
	packaging/image.sh target/sarraf-image.tar
