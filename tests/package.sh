#!/usr/bin/env bash
# What `make deb` packs, unpacked and tried: needs SARRAF, the release build, or as an argument the
# package itself; without a package its files are laid out by the list in crates/sarraf/Cargo.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
package=${1-}
here=$(mktemp -d)
pid=
stop() { if [ -n "$pid" ]; then kill -TERM "$pid" 2>/dev/null || true; wait "$pid" || true; pid=; fi; }
trap 'stop; rm -rf "$here"' EXIT
fail() { echo "FAIL  package: $1"; [ -n "${2-}" ] && echo "$2"; exit 1; }
root=$here/root
mkdir "$root"

if [ -n "$package" ]; then
  dpkg-deb --extract "$package" "$root"
  dpkg-deb --control "$package" "$here/control"
  grep -x >/dev/null /etc/sarraf/sarraf.toml "$here/control/conffiles" || fail "the configuration is the operator's to keep"
  grep >/dev/null '^Depends:.*adduser' "$here/control/control" || fail "its account can be made" "$(cat "$here/control/control")"
  sh -n "$here/control/postinst" || fail "what runs when it is installed is a script"
  grep >/dev/null 'adduser --system' "$here/control/postinst" || fail "it makes its account"
elif ! python3 -c 'import tomllib' 2>/dev/null; then
  echo "skipped: Python is older than 3.11, and does not read the list of the package's files"
  exit
else
  python3 - "$root" "$SARRAF" <<'PY' || fail "every file of the list exists"
import glob, os, shutil, sys, tomllib
root, program = sys.argv[1:]
crate = 'crates/sarraf'
packed = tomllib.load(open(f'{crate}/Cargo.toml', 'rb'))['package']['metadata']['deb']
for source, to, mode in packed['assets']:
    # cargo-deb takes the program from where cargo puts it, and all else from beside the manifest.
    is_program = source.startswith('target/')
    found = [program] if is_program else sorted(glob.glob(f'{crate}/{source}'))
    assert found, f'{source}: there is no such file'
    for path in found:
        name = os.path.basename(source if is_program else path)
        place = os.path.join(root, to, name) if to.endswith('/') else os.path.join(root, to)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copy(path, place)
        os.chmod(place, int(mode, 8))
units = os.path.join(root, 'lib/systemd/system')
os.makedirs(units)
scripts = f"{crate}/{packed['systemd-units']['unit-scripts']}"
shutil.copy(f'{scripts}/sarraf.service', units)
for name in packed['conf-files']:
    assert os.path.exists(root + name), f'{name} is no file of the package'
PY
  sh -n packaging/postinst || fail "what runs when it is installed is a script"
fi

program=$root/usr/bin/sarraf
[ "$("$program" --version)" = "sarraf $(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)" ] ||
  fail "the program runs and is of this version" "$("$program" --version)"
for file in etc/sarraf/sarraf.toml usr/share/doc/sarraf/README.md usr/share/doc/sarraf/guides/operate.md \
  usr/share/doc/sarraf/grafana/sarraf.json usr/share/doc/sarraf/prometheus/sarraf.rules.yml \
  usr/share/doc/sarraf/examples/system/system.toml; do
  [ -s "$root/$file" ] || fail "$file is there"
done
unit=$(find "$root" -name sarraf.service)
[ -n "$unit" ] || fail "its service is there"
known=$(systemd-analyze --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
if [ "${known:-0}" -ge 250 ]; then
  # Of the service itself; what it comes after is not in the package.
  systemd-analyze verify --root="$root" --recursive-errors=no "${unit#"$root"}" >"$here/unit" 2>&1 || fail "its service is sound" "$(cat "$here/unit")"
  [ ! -s "$here/unit" ] || fail "nothing is to be said of its service" "$(cat "$here/unit")"
  systemd-analyze security --offline=yes --threshold=15 "$unit" >"$here/exposure" 2>&1 || fail "its service may do little" "$(tail -1 "$here/exposure")"
else
  echo "skipped: no systemd-analyze of 250 or later to look at the service with"
fi

# The packaged configuration, with places and ports of our own.
port=$((20000 + RANDOM % 20000))
sed -e "s#/var/lib/sarraf#$here/data#; s#:7700#:$port#; s#:7701#:$((port + 1))#" "$root/etc/sarraf/sarraf.toml" >"$here/sarraf.toml"
"$program" serve --config "$here/sarraf.toml" 2>"$here/log" &
pid=$!
ready() { python3 -c "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])" "http://127.0.0.1:$((port + 1))/readyz" 2>/dev/null; }
for _ in $(seq 200); do ready && break; sleep 0.05; done
ready || fail "what is packaged serves" "$(cat "$here/log")"
"$program" doctor --config "$here/sarraf.toml" >"$here/doctor" 2>&1 || fail "the doctor finds nothing wrong with it" "$(cat "$here/doctor")"
stop
tail -1 "$here/log" | grep >/dev/null 'stopped at position' || fail "it stops in order" "$(tail -3 "$here/log")"
echo "ok    package: ${package:-the files of its list}; program, configuration, service, doctor"
