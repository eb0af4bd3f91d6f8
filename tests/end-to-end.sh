#!/usr/bin/env bash
# The program as a user runs it. Needs SARRAF and SARRAF_DEBUG, the two builds of it.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
server="http://127.0.0.1:$port"
pid=
stop() { if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; pid=; fi; }
trap 'stop; rm -rf "$here"' EXIT
passed=0
ok() { passed=$((passed + 1)); echo "ok    $1"; }
fail() { echo "FAIL  $1"; [ -n "${2-}" ] && echo "$2"; exit 1; }
serve() {
  "$SARRAF" serve --data "$here/data" --listen "127.0.0.1:$port" "$@" 2>>"$here/log" &
  pid=$!
  for _ in $(seq 200); do "$SARRAF" outbox SABRRUMM --server "$server" >/dev/null 2>&1 && return; sleep 0.05; done
  fail "the server comes up" "$(cat "$here/log")"
}
field() { python3 -c "import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])" "$1" "$2"; }

# A demo of one seed has one digest, in debug and release.
small="--once --fast --json --payments 1500 --seed 7"
"$SARRAF" demo $small --data "$here/day" >"$here/one.json" 2>/dev/null || fail "a demo ends well"
"$SARRAF" demo $small >"$here/two.json" 2>/dev/null || fail "a demo ends well again"
"$SARRAF_DEBUG" demo $small >"$here/debug.json" 2>/dev/null || fail "a demo ends well in debug"
one=$(field "$here/one.json" digest)
# What `make demo` plays, as it comes: every bank, a whole day, and as few open files as systems grant unasked.
(ulimit -Sn 1024; "$SARRAF" demo --once --fast --json >"$here/whole.json" 2>"$here/whole") || fail "the demo of the usual size ends well" "$(tail -3 "$here/whole")"
[ "$one" = "$(field "$here/two.json" digest)" ] || fail "the same seed gives the same digest"
[ "$one" = "$(field "$here/debug.json" digest)" ] || fail "debug and release give the same digest"
[ "$(field "$here/one.json" receipt_verified)" = True ] || fail "the demo's receipt verifies"
[ "$(field "$here/one.json" books_agree)" = True ] || fail "the banks' own books agree"
"$SARRAF" replay --data "$here/day" | grep >/dev/null "$one" || fail "a day that was kept replays to its digest"
"$SARRAF_DEBUG" replay --data "$here/day" | grep >/dev/null "$one" || fail "another build replays the same log to the last bit"
"$SARRAF" events --data "$here/day" --commands >"$here/day.jsonl" || fail "a day is told again, with its commands"
tests/rounds.py <"$here/day.jsonl" || fail "every round of the day is right"
tests/rounds_faults.py "$here/day.jsonl" || fail "what is wrong with a round is found"
"$SARRAF" events --data "$here/day" --of Offsetting --waiting >"$here/waiting.jsonl" || fail "why items waited is told again"
python3 - "$here/waiting.jsonl" <<'PY' || fail "why the rest waits is told of rounds over everything queued, and of nothing else"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
told = [line["event"]["Offsetting"] for line in lines if "event" in line]
told = [next(iter(event.values())) for event in told]
rounds = {event["round"] for event in told if not isinstance(event.get("scope"), dict) or "Proposed" in event["scope"]}
explained = {line["round"] for line in lines if "release_all" in line}
waiting = [line["round"] for line in lines if "waiting" in line]
assert explained and explained <= rounds, explained - rounds
assert waiting and set(waiting) <= explained, waiting
PY
ok "demo: one seed, one digest, in debug and release; every set and every round of exchange checked by another program"

# Corridors: of generated days, the same in debug and release, and of a day that was kept.
few="--generate 4 --payments 300 --seed 3 --json"
"$SARRAF" corridors $few >"$here/corridors.json" 2>/dev/null || fail "generated days are surveyed"
"$SARRAF_DEBUG" corridors $few 2>/dev/null | cmp -s - "$here/corridors.json" || fail "a survey is the same in debug and release"
python3 - "$here/corridors.json" <<'PY'
import decimal, json, sys
decimal.getcontext().prec = 60
survey = json.load(open(sys.argv[1]), parse_float=None)
worth = decimal.Decimal
assert survey["corridors"] and survey["forecasts"], "corridors and forecasts"
for row in survey["corridors"]:
    parts = {key: worth(value) for key, value in row["in_order"].items()}
    offset = parts["one_currency"] + parts["across"] + parts["rings"]
    assert offset + worth(row["structural"]) == worth(row["gross"]), row
    carried = parts["home"] + parts["exchange"] + parts["swap_line"] + parts["sweep"]
    assert carried + worth(row["rest"]) == worth(row["structural"]), row
assert sum(worth(net) for net in survey["positions"].values()) == 0
PY
"$SARRAF" corridors --data "$here/day" --csv "$here/corridors.csv" --html "$here/corridors.html" | grep >/dev/null 'All corridors' || fail "a kept day is surveyed"
grep >/dev/null '^payer,payee,gross' "$here/corridors.csv" || fail "a survey is written as rows"
grep >/dev/null '<svg' "$here/corridors.html" || fail "a survey is written as a page"
("$SARRAF" events --data "$here/day" 2>"$here/closed" || true) | head -1 >/dev/null
[ ! -s "$here/closed" ] || fail "who stops reading is told nothing" "$(cat "$here/closed")"
ok "corridors: parts add up, in debug and release; a closed pipe ends it quietly"
# A fork reads the log of any data directory and leaves it as it is; what cannot be played is refused.
fork() { "$SARRAF" simulate --fork "$1" --payments 300 --liquidity 100 --offsetting full --json 2>"$here/forking" || fail "$1 is forked" "$(cat "$here/forking")"; }
listed() { (cd "$1" && find . -type f -exec sha256sum {} + | sort -k 2); }
"$SARRAF" backup --data "$here/day" --to "$here/day.backup" >/dev/null 2>&1 || fail "a kept day is backed up"
listed "$here/day.backup" >"$here/listed"
fork "$here/day" >"$here/fork.json"
fork "$here/day.backup" | cmp -s - "$here/fork.json" || fail "a backup, which has no snapshot, is forked to the same"
listed "$here/day.backup" | cmp -s - "$here/listed" || fail "a fork leaves a backup as it is"
"$SARRAF" simulate --recorded "$here/day.backup" --untouched 2>/dev/null | grep >/dev/null 'every digest as the log says' || fail "a backup is played as it was"
refused() { if "$SARRAF" "$@" >"$here/refused" 2>&1; then fail "refused: $*"; fi; }
refused simulate --banks 200; refused demo --once --banks 500; refused corridors --generate 3 --banks 1
grep >/dev/null '2 to 124 banks' "$here/refused" || fail "how many banks there are is told" "$(cat "$here/refused")"
refused simulate --members 1; refused simulate --fork "$here/nowhere"
"$SARRAF" simulate --payments 200 --banks 20 --liquidity 50 --offsetting full --orders 20 --conversions 20 --obligations 20 >"$here/table" || fail "orders, conversions and obligations are played"
grep >/dev/null 'converted *netted *orders$' "$here/table" || fail "and have columns" "$(cat "$here/table")"
"$SARRAF" demo --once --fast --payments 0 --banks 5 2>/dev/null | grep >/dev/null 'receipt *none' || fail "a demo without payments has no receipt"
ok "simulate: a log and its backup are forked alike and left alone; what cannot be played is refused"
# History of that day: made, checked, exported, and compared with itself.
"$SARRAF" views rebuild --data "$here/day" >"$here/rebuilt" 2>&1 || fail "views are made of the day" "$(cat "$here/rebuilt")"
"$SARRAF" views check --data "$here/day" >"$here/checked" 2>&1 || fail "every row is what the log makes" "$(cat "$here/checked")"
day=$(python3 -c "
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute('SELECT date FROM entries GROUP BY date ORDER BY count(*) DESC LIMIT 1')
print(rows.fetchone()[0])" "$here/day/views.sqlite")
"$SARRAF" export --data "$here/day" --day "$day" --party SABRRUMM --out "$here/csv" >/dev/null || fail "a day is exported"
[ "$(wc -l <"$here/csv/entries.csv")" -gt 2 ] || fail "the day has entries"
books() { "$SARRAF" diff-books "$1" --data "$here/day" --party SABRRUMM --day "$day"; }
books "$here/csv/entries.csv" >"$here/books" || fail "a bank's books equal the ledger" "$(cat "$here/books")"
sed '2d' "$here/csv/entries.csv" >"$here/missing.csv"
if books "$here/missing.csv" >"$here/books"; then fail "an entry that is missing is found"; fi
grep >/dev/null 'missing there: here' "$here/books" || fail "and is named" "$(cat "$here/books")"
python3 -c "
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.execute('UPDATE entries SET amount_low = amount_low + 1 WHERE position = (SELECT max(position) FROM entries)')
base.commit()" "$here/day/views.sqlite"
if "$SARRAF" views check --data "$here/day" >"$here/checked" 2>&1; then fail "a changed row is found"; fi
grep >/dev/null 'FAIL  entries' "$here/checked" || fail "and its table named" "$(cat "$here/checked")"
ok "history: rows are what the log makes; a changed row and a missing entry are found"

# The tour of the README.
serve --start-at 2026-11-24T08:00:00Z
leg1=$(grep -o '<UETR>[^<]*' examples/tour/1-rouble-leg.xml | cut -c7-)
submit() { "$SARRAF" submit "$1" --server "$server" 2>&1 || true; }
submit examples/tour/1-rouble-leg.xml | grep >/dev/null 'PDNG.*counterpart' || fail "leg 1 waits for its counterpart"
submit examples/tour/2-yuan-leg.xml | grep >/dev/null 'PDNG.*in the account of' || fail "leg 2 matches and waits for funds"
submit examples/tour/bad-currency.xml | grep >/dev/null 'RJCT.*AM' || fail "gold is refused"
submit examples/tour/4-fund-roubles.xml | grep >/dev/null 'ACSC' || fail "roubles are issued" "$(submit examples/tour/4-fund-roubles.xml)"
submit examples/tour/5-fund-yuan.xml | grep >/dev/null 'ACSC' || fail "yuan are issued"
issued() { "$SARRAF" accounts ICBKCNBJ --server "$server" | awk '$2 == "CNY" { print $3 }'; }
before=$(issued)
submit examples/tour/5-fund-yuan.xml | grep >/dev/null 'ACSC' || fail "an issue delivered twice is answered as the first"
[ "$before" = "$(issued)" ] || fail "an issue delivered twice is carried out once" "$before, then $(issued)"
status() { "$SARRAF" status "$leg1" --server "$server"; }
status | grep >/dev/null '"status": "settled"' || fail "both legs settle once both are funded" "$(status)"
submit examples/tour/1-rouble-leg.xml >"$here/again"
grep >/dev/null 'ACSC' "$here/again" || fail "a message delivered twice is answered with its one payment"
salt=$(sed -n 's/^salt //p' "$here/again")
printf 'not xml' >"$here/bad.xml"
("$SARRAF" submit "$here/bad.xml" --sender SABRRUMM --server "$server" || true) | grep >/dev/null admi.002 || fail "what is no XML is answered by admi.002"
"$SARRAF" outbox ICBKCNBJ --server "$server" | grep >/dev/null camt.054 || fail "the other bank is told"
curl -sf "$server/v1/history/csv/entries?date=2026-11-24&participant=SABRRUMM" >"$here/told.csv" || fail "a day is told as a file"
beside() { "$SARRAF" diff-books "$1" --server "$server" --party SABRRUMM --day 2026-11-24; }
beside "$here/told.csv" >"$here/books" || fail "a bank compares its books at the door" "$(cat "$here/books")"
sed '2d' "$here/told.csv" >"$here/missing.csv"
if beside "$here/missing.csv" >"$here/books"; then fail "an entry that is missing is found at the door"; fi
"$SARRAF" receipt "$leg1" --out "$here/leg1.receipt" --server "$server" >/dev/null 2>&1 || fail "a receipt is made"
verify() { "$SARRAF" verify "$here/leg1.receipt" --key "$here/data/operator.pub" "$@"; }
verify | grep >/dev/null VERIFIED || fail "the receipt verifies"
verify --founding "$here/data/founding.toml" | grep >/dev/null 'SABRRUMM.* paid ICBKCNBJ.* RUB' || fail "the receipt tells names"
verify --message examples/tour/1-rouble-leg.xml --salt "$salt" | grep >/dev/null 'byte for byte' || fail "the receipt proves its message"
if verify --message examples/tour/2-yuan-leg.xml --salt "$salt" >/dev/null; then fail "another message is not proven"; fi
ok "tour: two legs wait, are funded, settle, and are proven"
tests/tour.py "$SARRAF" $((port + 3)) >"$here/tour.out" 2>&1 || fail "the tour can be followed as written" "$(cat "$here/tour.out")"
ok "the tour, followed as written in the README"

# Orders of exchange, from the guide.
order() { "$SARRAF" order "$@" --server "$server" 2>&1 || true; }
order examples/exchange/1-roubles-for-yuan.json --sender SABRRUMM >"$here/order"
grep >/dev/null '"placed"' "$here/order" || fail "an order is placed" "$(cat "$here/order")"
order examples/exchange/1-roubles-for-yuan.json --sender SABRRUMM | cmp -s - "$here/order" || fail "an order delivered twice is answered as the first"
order examples/exchange/1-roubles-for-yuan.json --sender SABRRUMM --seed 99 | grep >/dev/null '"status": 401' || fail "an order signed by nobody is refused"
sed 's/"rounds"/"turns"/' examples/exchange/2-yuan-for-roubles.json >"$here/turns.json"
order "$here/turns.json" --sender ICBKCNBJ | grep >/dev/null '"status": 400' || fail "an order with an unknown key is refused"
order examples/exchange/2-yuan-for-roubles.json --sender ICBKCNBJ | grep >/dev/null '"placed"' || fail "the other order is placed"
echo '{ "number": 1 }' >"$here/cancel.json"
order "$here/cancel.json" --cancel --sender ICBKCNBJ | grep >/dev/null NotAuthorised || fail "another's order is not taken back"
order "$here/cancel.json" --cancel --sender SABRRUMM | grep >/dev/null '"cancelled"' || fail "an order is taken back"
"$SARRAF" rounds --server "$server" | grep >/dev/null 'made-up basket' || fail "rounds are told with their yardstick"
ok "exchange: orders are placed once, taken back, and refused with a reason"

# Everything else is asked as JSON, as the guide does.
ask() { "$SARRAF" ask "$@" --server "$server" 2>&1 || true; }
look() { "$SARRAF" read "$1" --server "$server" 2>&1; }
ask examples/door/1-reserve-roubles.json --sender SABRRUMM | grep >/dev/null FundsReserved || fail "a reservation is made"
look "/v1/liquidity?participant=SABRRUMM" | grep >/dev/null '"urgent_reserve": "250000.00"' || fail "a reservation is read"
order examples/door/2-quote-yuan.json --quote --sender ICBKCNBJ | grep >/dev/null '"placed"' || fail "a quote is placed"
ask examples/door/3-convert-roubles.json --sender SABRRUMM --out "$here/asked.json" >"$here/converted"
grep >/dev/null '"status": "settled"' "$here/converted" || fail "a payment is converted" "$(cat "$here/converted")"
ask "$here/asked.json" --sender SABRRUMM | cmp -s - "$here/converted" || fail "the same bytes are answered as the first time"
look /v1/conversions/9e7a5b02-6d8f-4ac1-9c4d-5e6f708192a3 | grep >/dev/null '"provider": "ICBKCNBJ"' || fail "a conversion names its quotes"
"$SARRAF" outbox PCBCCNBJ --server "$server" | grep >/dev/null ConvertPayment || fail "the receiver's bank is handed what the payer signed"
ask examples/door/4-open-cycle.json --sender SABRRUMM | grep >/dev/null NotAuthorised || fail "only the operator opens a cycle"
ask examples/door/4-open-cycle.json --sender SRRFAEAD | grep >/dev/null CycleOpened || fail "the operator opens a cycle"
ask examples/door/5-owe-roubles.json --sender SABRRUMM | grep >/dev/null ObligationSubmitted || fail "an obligation is handed in"
look "/v1/cycles/1?participant=ICBKCNBJ" | grep >/dev/null '"amount": "40000.00"' || fail "the creditor reads what it is owed"
ok "asked as JSON: reservation, conversion, cycle, each refused to whom it is not allowed"

python3 - "$here/leg1.receipt" "$here/flipped.receipt" <<'PY'
import sys
data = bytearray(open(sys.argv[1], 'rb').read()); data[len(data) // 2] ^= 1
open(sys.argv[2], 'wb').write(data)
PY
if "$SARRAF" verify "$here/flipped.receipt" --key "$here/data/operator.pub" >/dev/null; then fail "a flipped byte is refused"; fi
ok "verify: a flipped byte is refused"

# Killed, it comes back with all it had acknowledged; stopped, it replays to the same digest.
# What was asked under a key is answered as the first time, in the same bytes.
ask examples/door/1-reserve-roubles.json --sender SABRRUMM --once RESERVE-1 --out "$here/reserve.json" >"$here/reserved"
grep >/dev/null '"status": "reserved"' "$here/reserved" || fail "a reservation is made under a key" "$(cat "$here/reserved")"
"$SARRAF" submit examples/tour/1-rouble-leg.xml --xml --once LEG-1 --server "$server" >"$here/under" || fail "a message is sent under a key"
kill -9 "$pid"; wait "$pid" 2>/dev/null || true; pid=
serve
status | grep >/dev/null '"status": "settled"' || fail "what had settled is there after a kill"
ask "$here/reserve.json" --sender SABRRUMM --once RESERVE-1 | cmp -s - "$here/reserved" || fail "a key is answered as the first time after a kill"
ask examples/door/1-reserve-roubles.json --sender SABRRUMM --once RESERVE-1 | grep >/dev/null '"key-reused"' || fail "a key is not taken for other bytes"
"$SARRAF" submit examples/tour/1-rouble-leg.xml --xml --once LEG-1 --server "$server" | cmp -s - "$here/under" || fail "a message under a key is answered byte for byte after a kill"
stop
"$SARRAF" replay --data "$here/data" | grep >/dev/null 'every digest as the log says' || fail "the log replays"
"$SARRAF" views check --data "$here/data" >"$here/checked" 2>&1 || fail "what serve kept as views is what the log makes" "$(cat "$here/checked")"
("$SARRAF" doctor --data "$here/data" --server "$server" || true) | grep >/dev/null '^ok    log' || fail "the doctor finds the log whole"
ok "kill and replay: nothing acknowledged is lost"

# A damaged middle of the log is told, never guessed.
cp -r "$here/data" "$here/damaged"
blob=$(find "$here/damaged/log" -type f -printf '%s %p\n' | sort -n | tail -1 | cut -d' ' -f2)
python3 - "$blob" <<'PY'
import sys
data = bytearray(open(sys.argv[1], 'rb').read()); data[4096 + 100] ^= 0xff
open(sys.argv[1], 'wb').write(data)
PY
if "$SARRAF" replay --data "$here/damaged" >"$here/replay" 2>&1; then fail "a damaged log is refused" "$(cat "$here/replay")"; fi
ok "damage: a damaged log is refused, $(tail -1 "$here/replay" | cut -c1-90)"

# What a node could not run with is refused before anything is founded.
printf 'keep_days = 0\n' >"$here/bad.toml"
if "$SARRAF" serve --config "$here/bad.toml" --data "$here/none" >"$here/refused" 2>&1; then fail "a configuration out of range is refused"; fi
grep >/dev/null 'keep_days: at least 1' "$here/refused" || fail "the refusal names the key" "$(cat "$here/refused")"
if "$SARRAF" serve --data "$here/none" --listen 0.0.0.0:7799 >"$here/refused" 2>&1; then fail "a listener beyond loopback is refused"; fi
[ ! -e "$here/none" ] || fail "what is refused founds nothing"
ok "configuration: refused before anything is founded"

# sarraf check: one JSON object a line, exit status 1 if any is refused.
if "$SARRAF" check --json examples/tour/*.xml >"$here/check"; then fail "check refuses gold"; fi
python3 - "$here/check" <<'PY'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert all(set(r) >= {"file", "accepted", "message", "layer", "code", "path", "line", "text"} for r in rows)
assert [r["accepted"] for r in rows].count(False) == 1, rows
PY
ok "check: told for each file"
# A system of its own: keys in files, a founding document, a replay without a key.
own=$here/own; mkdir "$own"
cp examples/system/system.toml "$own/system.toml"
for who in OPERATOR CBRFRUMM PBOCCNBJ SABRRUMM ICBKCNBJ; do
  public=$("$SARRAF" key "$own/$who.key") || fail "a key is made"
  sed -i "s/KEY-OF-$who/$public/" "$own/system.toml"
done
second=$("$SARRAF" key "$own/OPERATOR.key" --show --post-quantum | sed -n 2p)
sed -i "s/SECOND-OF-OPERATOR/$second/" "$own/system.toml"
if "$SARRAF" key "$own/OPERATOR.key" >/dev/null 2>&1; then fail "a key is not overwritten"; fi
[ "$(stat -c %a "$own/OPERATOR.key")" = 600 ] || fail "a key is its owner's alone"
if "$SARRAF" serve --data "$own/data" --system "$own/system.toml" --operator-key "$own/SABRRUMM.key" >"$own/refused" 2>&1; then fail "another's key does not seal"; fi
[ ! -e "$own/data" ] || fail "a refused founding writes nothing"
sed 's/^minor_units = 2$/minor_units = 9/' "$own/system.toml" >"$own/bad.toml"
if "$SARRAF" serve --data "$own/data" --system "$own/bad.toml" --operator-key "$own/OPERATOR.key" >"$own/refused" 2>&1; then fail "a founding against the rules is refused"; fi
grep >/dev/null 1802 "$own/refused" || fail "the refusal is told" "$(cat "$own/refused")"
awk '/^bic = "SABRRUMM"/ { of = 1 } /^keys/ && of == 1 { key = $0; of = 2 } /^bic = "ICBKCNBJ"/ && key { of = 3 } /^keys/ && of == 3 { $0 = key; of = 4 } { print }' "$own/system.toml" >"$own/bad.toml"
if "$SARRAF" serve --data "$own/data" --system "$own/bad.toml" --operator-key "$own/OPERATOR.key" >"$own/refused" 2>&1; then fail "a founding that gives two banks one key is refused"; fi
grep >/dev/null "gives ICBKCNBJ a key that SABRRUMM has" "$own/refused" || fail "whose key it is is told" "$(cat "$own/refused")"
[ ! -e "$own/data" ] || fail "a refused founding writes nothing"
"$SARRAF" serve --data "$own/data" --system "$own/system.toml" --operator-key "$own/OPERATOR.key" --listen "127.0.0.1:$port" 2>>"$own/log" &
pid=$!
for _ in $(seq 200); do "$SARRAF" accounts SABRRUMM --server "$server" >/dev/null 2>&1 && break; sleep 0.05; done
python3 - "$own" <<'PY'
import datetime, sys
now = datetime.datetime.now(datetime.timezone.utc)
today = now.date().isoformat()
import re
for name in ('1-rouble-leg', '2-yuan-leg', '4-fund-roubles', '5-fund-yuan'):
    text = open(f'examples/tour/{name}.xml').read().replace('2026-11-24', today)
    open(f'{sys.argv[1]}/{name}-old.xml', 'w').write(re.sub('<CreDt>[^<]*', f'<CreDt>{today}T00:00:00Z', text))
    text = re.sub('<(CreDt|CreDtTm)>[^<]*', lambda m: f'<{m[1]}>{now:%Y-%m-%dT%H:%M:%SZ}', text)
    open(f'{sys.argv[1]}/{name}.xml', 'w').write(text)
PY
send() { "$SARRAF" submit "$own/$1.xml" --key "$own/$2.key" --server "$server" 2>&1 || true; }
("$SARRAF" submit "$own/1-rouble-leg.xml" --server "$server" || true) | grep >/dev/null admi.002 || fail "a key of the sandbox opens nothing here"
send 1-rouble-leg ICBKCNBJ | grep >/dev/null admi.002 || fail "one bank does not sign for another"
if [ "$(date -u +%H%M)" -gt 0010 ]; then send 1-rouble-leg-old SABRRUMM | grep >/dev/null DT01 || fail "an old message is refused"; fi
send 1-rouble-leg SABRRUMM | grep >/dev/null PDNG || fail "a bank of its own instructs" "$(send 1-rouble-leg SABRRUMM)"
send 2-yuan-leg ICBKCNBJ | grep >/dev/null PDNG || fail "and so does the other"
send 4-fund-roubles CBRFRUMM | grep >/dev/null ACSC || fail "a central bank of its own issues" "$(send 4-fund-roubles CBRFRUMM)"
send 5-fund-yuan PBOCCNBJ | grep >/dev/null ACSC || fail "and so does the other"
"$SARRAF" status "$leg1" --server "$server" | grep >/dev/null '"status": "settled"' || fail "the trade settles in a system of its own"
ask examples/door/1-reserve-roubles.json --key "$own/SABRRUMM.key" >"$own/asked"
grep >/dev/null FundsReserved "$own/asked" || fail "a key of its own asks" "$(cat "$own/asked")"
sed 's/{/{ "asked_at": "2026-01-01T00:00:00Z",/' examples/door/1-reserve-roubles.json >"$own/stale.json"
ask "$own/stale.json" --key "$own/SABRRUMM.key" | grep >/dev/null '"code": "stale"' || fail "what was asked long ago is not taken"
"$SARRAF" receipt "$leg1" --out "$own/leg1.receipt" --server "$server" >/dev/null 2>&1 || fail "a receipt is made"
[ "$(wc -l <"$own/data/operator.pub")" = 2 ] || fail "the operator's two keys are told"
"$SARRAF" verify "$own/leg1.receipt" --key "$own/data/operator.pub" | grep >/dev/null 'sealed by Ed25519 and ML-DSA-65' || fail "both signatures are verified"
"$SARRAF" verify "$own/leg1.receipt" --key "$(head -1 "$own/data/operator.pub")" | grep >/dev/null 'sealed by Ed25519$' || fail "one key verifies what it signed"
if "$SARRAF" verify "$own/leg1.receipt" --key "$(head -1 "$here/data/operator.pub")" >/dev/null; then fail "another operator's key verifies nothing"; fi
"$SARRAF" verify "$own/leg1.receipt" --key "$own/data/operator.pub" --founding "$own/system.toml" | grep >/dev/null 'SABRRUMM.* paid ICBKCNBJ.* RUB' || fail "its receipt verifies"
if "$SARRAF" verify "$own/leg1.receipt" --key "$own/data/operator.pub" --founding "$here/data/founding.toml" >/dev/null; then fail "a receipt of another system is refused"; fi
fork "$own/data" >"$own/fork.json"
"$SARRAF" corridors --data "$own/data" | grep >/dev/null 'All corridors' || fail "corridors of a running node are surveyed"
"$SARRAF" status "$leg1" --server "$server" >/dev/null || fail "a node that is forked runs on"
stop
fork "$own/data" | cmp -s - "$own/fork.json" || fail "a running node and its snapshot are forked to the same"
"$SARRAF" replay --data "$own/data" | grep >/dev/null 'every digest as the log says' || fail "its log replays without a key"
"$SARRAF" events --data "$own/data" --of Payment | python3 -c "
import json, sys
rows = [json.loads(line) for line in sys.stdin]
settled = [r for r in rows if 'PaymentSettled' in r['event']['Payment']]
assert len(settled) == 1 and len(settled[0]['event']['Payment']['PaymentSettled']['legs']) == 2, rows
" || fail "every event is told to an auditor"
ok "a system of its own: keys, founding document, receipt, replay without a key"
# A bank's guides, as they are written: curl and openssl by mutual TLS, then the client; then two keys.
guide() { # guide FILE PLACE PORT: its commands, with the program under test, where it is cleaned up
  python3 - "$@" <<'PY'
import re, sys
guide, place, port = sys.argv[1:]
text = open(guide).read()
# Where it stops half-way, what it serves stops too.
print("trap 'kill ${serving-} 2>/dev/null || true' EXIT")
blocks = re.findall(r'^```sh\n(.*?)^```$', text, re.M | re.S)
script = '\n'.join(blocks).replace('export PATH="$PWD/target/release:$PATH"', '')
print(re.sub('77[45]3', port, script.replace('try/', f'{place}/').replace('mkdir try', f'mkdir {place}')))
PY
}
guide docs/guides/bank.md "$here/try" $((port + 1)) >"$here/bank.sh"
mkdir "$here/path"; ln -s "$(readlink -f "$SARRAF")" "$here/path/sarraf"
PATH="$here/path:$PATH" bash -euo pipefail "$here/bank.sh" >"$here/bank.out" 2>&1 || fail "the bank's guide can be followed as written" "$(cat "$here/bank.out")"
grep >/dev/null '"status": *"settled"' "$here/try/answer.json" || fail "its payment settles" "$(cat "$here/try/answer.json")"
grep >/dev/null 'settled at log position' "$here/bank.out" || fail "and so does the client's" "$(cat "$here/bank.out")"
grep >/dev/null 'SABRRUMM.* paid ICBKCNBJ.* RUB' "$here/bank.out" || fail "its receipt verifies" "$(cat "$here/bank.out")"
ok "the bank's guide, followed as written: curl by mutual TLS, signed by openssl, and the client"
guide docs/guides/approve.md "$here/keys" $((port + 2)) >"$here/approve.sh"
PATH="$here/path:$PATH" bash -euo pipefail "$here/approve.sh" >"$here/approve.out" 2>&1 || fail "the guide to several keys can be followed as written" "$(cat "$here/approve.out")"
for told in '"status":"proposed"' CommandCarriedOut ProposalWithdrawn OutflowCapSet OutflowCapReached KeyStillNeeded; do
  grep >/dev/null "$told" "$here/approve.out" || fail "the guide to several keys tells $told" "$(cat "$here/approve.out")"
done
ok "the guide to several keys, followed as written: two keys for a payment, then a cap on each"
# The same with the operator's key in a hardware module.
module=/usr/lib/softhsm/libsofthsm2.so
if command -v softhsm2-util >/dev/null && [ -e "$module" ]; then
  mkdir "$own/tokens"; echo 1234 >"$own/pin"; echo 9999 >"$own/wrong-pin"
  echo "directories.tokendir = $own/tokens" >"$own/softhsm2.conf"; export SOFTHSM2_CONF=$own/softhsm2.conf
  softhsm2-util --init-token --free --label sarraf --pin 1234 --so-pin 4321 >/dev/null
  uri="pkcs11:token=sarraf;object=operator?module-path=$module&pin-source=file:$own/pin"
  public=$("$SARRAF" key "$own/module.key" --module "$uri") || fail "a key is made in a module"
  [ "$("$SARRAF" key "$own/module.key" --show)" = "$public" ] || fail "a key in a module is read again"
  if "$SARRAF" key "$own/again.key" --module "$uri" >/dev/null 2>&1; then fail "a key in a module is not overwritten"; fi
  python3 - "$own" "$public" <<'PY'
import re, sys
own, public = sys.argv[1:]
text = open(f'{own}/system.toml').read()
text = re.sub(r'(?s)(\[operator\].*?keys = \[)"[^"]*"(\]\n)post_quantum_key[^\n]*\n', rf'\1"{public}"\2', text)
open(f'{own}/module.toml', 'w').write(text)
PY
  sed "s#file:$own/pin#file:$own/wrong-pin#" "$own/module.key" >"$own/wrong.key"
  if "$SARRAF" serve --data "$own/sealed" --system "$own/module.toml" --operator-key "$own/wrong.key" >"$own/refused" 2>&1; then fail "a wrong PIN seals nothing"; fi
  grep >/dev/null 'logging in' "$own/refused" || fail "the module's answer is told" "$(cat "$own/refused")"
  "$SARRAF" serve --data "$own/sealed" --system "$own/module.toml" --operator-key "$own/module.key" --listen "127.0.0.1:$port" 2>>"$own/log" &
  pid=$!
  for _ in $(seq 200); do "$SARRAF" accounts SABRRUMM --server "$server" >/dev/null 2>&1 && break; sleep 0.05; done
  send 4-fund-roubles CBRFRUMM | grep >/dev/null ACSC || fail "records are sealed by the module" "$(send 4-fund-roubles CBRFRUMM)"
  stop
  "$SARRAF" replay --data "$own/sealed" | grep >/dev/null 'every digest as the log says' || fail "what the module sealed verifies without it"
  ok "an operator's key in a hardware module seals"
  # And with the door's key and a party's there as well: nobody but the other bank holds a secret.
  for who in door CBRFRUMM; do
    "$SARRAF" key "$own/$who-module.key" --module "${uri/object=operator/object=$who}" >"$own/$who-module.pub" || fail "a key of $who is made in a module"
  done
  sed "s/$("$SARRAF" key "$own/CBRFRUMM.key" --show)/$(cat "$own/CBRFRUMM-module.pub")/" "$own/module.toml" >"$own/modules.toml"
  cat >"$own/modules-node.toml" <<END
data = "$own/modules"
system = "$own/modules.toml"
operator_key = "$own/module.key"
listen = "127.0.0.1:$port"
[tls]
key = "$own/door-module.key"
hosts = ["127.0.0.1"]
certificates = "required"
[access]
open = false
END
  "$SARRAF" serve --config "$own/modules-node.toml" 2>>"$own/log" &
  pid=$!
  private() { "$SARRAF" "$@" --server "https://127.0.0.1:$port" --server-key "$own/door-module.pub" 2>&1 || true; }
  for _ in $(seq 200); do private accounts CBRFRUMM --as "$own/CBRFRUMM-module.key" | grep >/dev/null RUB && break; sleep 0.05; done
  private submit "$own/4-fund-roubles.xml" --key "$own/CBRFRUMM-module.key" --as "$own/CBRFRUMM-module.key" >"$own/issued"
  grep >/dev/null ACSC "$own/issued" || fail "a key in a module issues, through a door whose key is in one" "$(cat "$own/issued" "$own/log")"
  private accounts SABRRUMM --as "$own/SABRRUMM.key" | grep >/dev/null 'RUB' || fail "and a key in a file reads beside it" "$(private accounts SABRRUMM --as "$own/SABRRUMM.key")"
  private accounts SABRRUMM --as "$own/ICBKCNBJ.key" | grep >/dev/null "answered with 403" || fail "another bank does not" "$(private accounts SABRRUMM --as "$own/ICBKCNBJ.key")"
  private accounts SABRRUMM --as "$own/CBRFRUMM.key" | grep >/dev/null "answered with 40[13]" || fail "nor does the key that was replaced" "$(private accounts SABRRUMM --as "$own/CBRFRUMM.key")"
  ("$SARRAF" doctor --config "$own/modules-node.toml" || true) >"$own/doctor"
  grep >/dev/null 'the one that clients know' "$own/doctor" || fail "the doctor has the module sign" "$(cat "$own/doctor")"
  stop
  ok "keys of the operator, the door and a party in a hardware module: sealed, connected and signed"
else
  echo "skipped: install softhsm2 to seal with a key in a hardware module"
fi
KILLS=${KILLS:-3} tests/kills.sh
echo "end-to-end: $passed passed, 0 failed"
