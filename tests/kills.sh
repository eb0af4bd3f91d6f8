#!/usr/bin/env bash
# Kills the server at random moments under load; every acknowledged payment must be there, once.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
server="http://127.0.0.1:$port"
pid=
trap '[ -n "$pid" ] && kill -9 "$pid" 2>/dev/null; rm -rf "$here"' EXIT
start() {
  "$SARRAF" serve --data "$here/data" --listen "127.0.0.1:$port" --start-at 2026-11-24T08:00:00Z 2>>"$here/log" &
  pid=$!
  for _ in $(seq 400); do "$SARRAF" outbox SABRRUMM --server "$server" >/dev/null 2>&1 && return; sleep 0.05; done
  echo "FAIL  the server came back after a kill"; cat "$here/log"; exit 1
}
start
for round in $(seq "${KILLS:-3}"); do
  python3 - "$here" "$SARRAF" "$server" "$round" <<'PY' &
import subprocess, sys, uuid
here, sarraf, server, round_ = sys.argv[1:5]
text = open('examples/tour/3-customer-payment.xml').read()
import re
old = re.search(r'<UETR>([^<]*)', text).group(1)
mid = re.search(r'<MsgId>([^<]*)', text).group(1)
with open(f'{here}/acknowledged', 'a') as told:
    for number in range(200):
        uetr = str(uuid.uuid4())
        body = text.replace(old, uetr).replace(mid, f'KILL-{round_}-{number}')
        path = f'{here}/m.xml'
        open(path, 'w').write(body)
        done = subprocess.run([sarraf, 'submit', path, '--server', server], capture_output=True, text=True)
        if 'PDNG' in done.stdout or 'ACSC' in done.stdout:
            told.write(uetr + '\n'); told.flush()
        elif done.returncode and 'pacs.002' not in done.stdout:
            break
PY
  load=$!
  sleep "0.$((RANDOM % 9))$((RANDOM % 9))"; sleep 0.3
  kill -9 "$pid"; wait "$pid" 2>/dev/null || true; pid=
  wait "$load" || true
  start
done
count=0
while read -r uetr; do
  "$SARRAF" status "$uetr" --server "$server" | grep -E >/dev/null '"status": "(pending|settled)"' \
    || { echo "FAIL  acknowledged payment $uetr is gone"; exit 1; }
  count=$((count + 1))
done <"$here/acknowledged"
[ "$count" -gt 0 ] || { echo "FAIL  no payment was acknowledged: nothing was tested"; exit 1; }
kill -TERM "$pid"; wait "$pid" || true; pid=
"$SARRAF" replay --data "$here/data" | grep >/dev/null 'every digest as the log says'
"$SARRAF" events --data "$here/data" --of Payment | python3 -c "
import json, sys
taken = {}
for line in sys.stdin:
    (name, told), = json.loads(line)['event']['Payment'].items()
    if name in ('InstructionAccepted', 'PaymentSettled') and told['uetr'] not in taken.get(name, ()):
        taken.setdefault(name, set()).add(told['uetr'])
    elif name in ('InstructionAccepted', 'PaymentSettled'):
        sys.exit('FAIL  ' + told['uetr'] + ' was taken twice')
known = set().union(*taken.values())
acknowledged = set(open('$here/acknowledged').read().split())
sys.exit(0 if acknowledged <= known else 'FAIL  acknowledged payments are not in the log')
"
echo "ok    ${KILLS:-3} kills under load: all $count acknowledged payments are there, none taken twice, and the log replays"
