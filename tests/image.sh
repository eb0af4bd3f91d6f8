#!/usr/bin/env bash
# The image that `make image` builds, tried: by its own user, with its own configuration.
# Usage: tests/image.sh ARCHIVE
set -euo pipefail
archive=$1
export BUILDAH_ISOLATION=${BUILDAH_ISOLATION:-chroot}
# As many open files as the service is given: buildah alone gives fewer than the door's connections need.
container=$(buildah from --ulimit nofile=8192:8192 "oci-archive:$archive" 2>/dev/null)
trap 'buildah rm "$container" >/dev/null' EXIT
fail() { echo "FAIL  image: $1"; [ -n "${2-}" ] && echo "$2"; exit 1; }
told=$(buildah run "$container" -- sh -c '
  id -un
  /usr/bin/sarraf serve --config /etc/sarraf/sarraf.toml 2>/tmp/log &
  serving=$!
  for _ in $(seq 100); do
    sarraf doctor --config /etc/sarraf/sarraf.toml >/tmp/doctor 2>&1 && break
    sleep 0.1
  done
  cat /tmp/doctor
  kill "$serving"; wait "$serving"; tail -1 /tmp/log')
head -1 <<<"$told" | grep -x >/dev/null sarraf || fail "it runs as its own user" "$told"
grep >/dev/null '^ok    readiness' <<<"$told" || fail "it serves" "$told"
if grep >/dev/null '^FAIL' <<<"$told"; then fail "the doctor finds nothing wrong" "$told"; fi
tail -1 <<<"$told" | grep >/dev/null 'stopped at position' || fail "it stops in order" "$told"
buildah inspect --type container "$container" | python3 -c "
import json, sys
config = json.load(sys.stdin)['OCIv1']['config']
assert config['User'] == 'sarraf' and config['StopSignal'] == 'SIGTERM', config
assert config['Entrypoint'] == ['/usr/bin/sarraf', 'serve', '--config', '/etc/sarraf/sarraf.toml'], config
assert list(config['Volumes']) == ['/var/lib/sarraf'], config
" || fail "it says how it is run"
echo "ok    image: its own user, configuration, service, doctor"
