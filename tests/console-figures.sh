#!/usr/bin/env bash
# Prints how fast the console is, from a real browser against a demo of its own; asserts nothing.
# Needs SARRAF, the program with the page inside, and Chromium. Run it while nothing else runs.
set -euo pipefail
cd "$(dirname "$0")/.."
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ]; then
  echo "no Chromium to open the console with; install it, or name it in CHROMIUM" >&2
  exit 1
fi
program=$(realpath "$SARRAF")
bytes=0
for file in $(grep -o 'assets/[^"]*\.js' web/dist/index.html | sort -u); do
  bytes=$((bytes + $(gzip -9 -c "web/dist/$file" | wc -c)))
done
printf '%-66s %s\n' "JavaScript that the page names, gzipped" "$bytes bytes"
cd web
SARRAF=$program CHROMIUM=$chromium node tests/figures.mjs $((20000 + RANDOM % 20000)) "$@"
