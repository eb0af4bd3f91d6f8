#!/usr/bin/env bash
# Takes the pictures of README and guides anew, from a demo of its own.
# Needs SARRAF, the program with the page inside, and Chromium; pngquant makes the pictures small.
set -euo pipefail
cd "$(dirname "$0")/.."
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ] || [ ! -d web/node_modules ]; then
  echo "no Chromium or no web/node_modules: install Chromium, and run make console"
  exit 1
fi
command -v pngquant >/dev/null || echo "no pngquant: the pictures will be larger than need be"
port=$((20000 + RANDOM % 20000))
"$SARRAF" demo --banks 60 --payments 12000 --listen "127.0.0.1:$port" --no-browser 2>/dev/null >/dev/null &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  curl -fs "http://127.0.0.1:$port/readyz" >/dev/null && break
  sleep 0.2
done
cd web
CHROMIUM=$chromium node tests/pictures.mjs "http://127.0.0.1:$port" ../docs/pictures
