#!/usr/bin/env bash
# The door held to its own OpenAPI document by another program, with requests that are made up:
# nothing may be answered with 500 or above, or with what the document does not say.
# Needs SARRAF, the program; SECONDS_EACH says how long it goes on.
set -euo pipefail
cd "$(dirname "$0")/.."
version=4.32.5
cryptography=50.0.2
tools=$PWD/target/schemathesis
hooks=$PWD/tests
if ! "$tools/bin/st" --version 2>/dev/null | grep -q "$version"; then
  echo "installing Schemathesis $version (PyPI) into $tools"
  { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet "schemathesis==$version" "cryptography==$cryptography"; } || {
    echo "could not install it: the door is not held to its document by another program"
    exit 0
  }
fi
here=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
server="http://127.0.0.1:$port"
pid=
stop() { if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; pid=; fi; }
trap 'stop; rm -rf "$here"' EXIT
"$SARRAF" serve --data "$here/data" --listen "127.0.0.1:$port" --start-at 2026-11-24T08:00:00Z 2>"$here/log" &
pid=$!
# A stream has no end to wait for; and it keeps files where it runs.
if ! (cd "$here" && SARRAF_SERVER=$server SCHEMATHESIS_HOOKS=schemathesis_hooks PYTHONPATH=$hooks PYTHONDONTWRITEBYTECODE=1 \
  "$tools/bin/st" run "$server/v1/openapi.json" --wait-for-schema 60 --no-color \
  --checks unsupported_method,allow_header_conformance,use_after_free,negative_data_rejection,not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance \
  --phases examples,coverage,fuzzing,stateful --max-time "${SECONDS_EACH:-60}" --max-examples 40 \
  --exclude-path /v1/live --suppress-health-check all --generation-database none \
  --request-timeout 20 --warnings off --seed "${SEED:-26}") >"$here/told" 2>&1; then
  tail -n 400 "$here/told"
  echo "FAIL  the door is what its document says"
  exit 1
fi
kill -0 "$pid" 2>/dev/null || { cat "$here/log"; echo "FAIL  the server lives on"; exit 1; }
grep -E "^(  )?(Examples|Coverage|Fuzzing|Stateful|Test cases|Seed|Operations|Tested)|generated|passed" "$here/told" || true
grep -E "panicked" "$here/log" && { echo "FAIL  nothing panics"; exit 1; }
echo "ok    the door is what its document says, as another program asks it"
