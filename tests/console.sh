#!/usr/bin/env bash
# The console: types, pure functions, and every flow in a real browser against a demo's day.
# Needs SARRAF, the program with the page inside; pictures are left in web/shots.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v npm >/dev/null; then
  echo "skipped: the console was not built (no npm); install Node.js 20.19 or newer"
  exit 0
fi
# Installs what the page is built with and builds it, where that was not done.
make --no-print-directory --silent console
if [ ! -f web/dist/index.html ]; then
  echo "skipped: the console was not built (a Node.js older than 20.19)"
  exit 0
fi
(cd web && npm run --silent check && npm run --silent unit)
find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
chromium=${CHROMIUM:-$(find_chromium)}
if [ -z "$chromium" ] && command -v apt-get >/dev/null; then
  if [ "$(id -u)" = 0 ]; then
    echo "installing chromium for the console's tests"
    (apt-get update -q && apt-get install -y -q chromium) >/dev/null || echo "could not install it"
    chromium=$(find_chromium)
  else
    echo "not root: install chromium to open the console in a browser"
  fi
fi
if [ -z "$chromium" ]; then
  echo "skipped: no Chromium to open the console with; install it, or name it in CHROMIUM"
  exit 0
fi
log=$(mktemp)
port=$((20000 + RANDOM % 20000))
own=$(mktemp -d)
pid=
trap '[ -n "$pid" ] && { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }; rm -rf "$log" "$own"' EXIT
# A system of one's own, whose keys nobody lends and which tells nothing to whoever shows none.
# The last of these keys is no party's, but an overseer's.
cp examples/system/system.toml "$own/system.toml"
for who in OPERATOR CBRFRUMM PBOCCNBJ SABRRUMM ICBKCNBJ OVERSEER; do
  "$SARRAF" key "$own/$who.key" >/dev/null 2>&1
  public=$("$SARRAF" key "$own/$who.key" --show | grep -m 1 '^ed25519:')
  sed -i "s/KEY-OF-$who\"/$public\"/; /^post_quantum_key/d" "$own/system.toml"
done
printf 'listen = "127.0.0.1:%s"\ndata = "%s/data"\nsystem = "%s/system.toml"\noperator_key = "%s/OPERATOR.key"\n[access]\nopen = false\noverseers = ["%s"]\n' "$((port + 1))" "$own" "$own" "$own" "$public" >"$own/sarraf.toml"
program=$(realpath "$SARRAF")
cd web
SARRAF=$program CHROMIUM=$chromium node tests/own.mjs "http://127.0.0.1:$((port + 1))" "$own" SABRRUMM ICBKCNBJ
SARRAF=$program CHROMIUM=$chromium node tests/passkeys.mjs "http://127.0.0.1:$((port + 1))" "$own" SABRRUMM
SARRAF=$program CHROMIUM=$chromium node tests/openid.mjs "http://127.0.0.1:$((port + 1))" "$own" SABRRUMM
# Started last, since the flow of four eyes waits until a simulated day is over: the demo's own day
# passes in about a minute, and the next one a simulated minute a second.
"$program" demo --banks 40 --payments 6000 --listen "127.0.0.1:$port" --no-browser 2>"$log" >/dev/null &
pid=$!
# The day begins at midnight UTC; the flows want it under way.
for _ in $(seq 300); do
  settled=$(curl -fs "http://127.0.0.1:$port/v1/overview" | grep -o '"settled":[0-9]*}*,"submitted\|"settled":[0-9]*' | head -1 | grep -o '[0-9]*' || true)
  [ "${settled:-0}" -gt 0 ] && break
  sleep 0.2
done
CHROMIUM=$chromium node tests/flows.mjs "http://127.0.0.1:$port" shots
