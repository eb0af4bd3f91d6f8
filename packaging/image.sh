#!/bin/sh
# Builds an OCI image from the Debian package: a base made by debootstrap of the Debian that this
# machine runs, since the package depends on its libraries, or BASE from a registry; then the package.
# Usage: packaging/image.sh ARCHIVE
set -eu
archive=$1
package=$(ls -t target/debian/sarraf_*.deb | head -n 1)
# Needs no rights but root's, within a container as well.
export BUILDAH_ISOLATION=${BUILDAH_ISOLATION:-chroot}
made=$(mktemp -d)
container=
trap 'rm -rf "$made"; [ -z "$container" ] || buildah rm "$container" >/dev/null' EXIT
if [ -n "${BASE-}" ]; then
  container=$(buildah from "$BASE")
else
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  echo "making a base of $suite by debootstrap"
  debootstrap --variant=minbase "$suite" "$made/base" >"$made/log" || { tail "$made/log"; exit 1; }
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$made/base" / >/dev/null
fi
echo "building an image of $package"
buildah copy --quiet "$container" "$package" /tmp/sarraf.deb >/dev/null
buildah run "$container" -- sh -c 'apt-get update -q && apt-get install -y -q --no-install-recommends ca-certificates /tmp/sarraf.deb && apt-get clean && rm -rf /tmp/sarraf.deb /var/lib/apt/lists/*' >"$made/log" 2>&1 || { tail "$made/log"; exit 1; }
buildah run "$container" -- install -d -o sarraf -g sarraf -m 700 /var/lib/sarraf
buildah config --user sarraf --volume /var/lib/sarraf --port 7700 --stop-signal SIGTERM \
  --entrypoint '["/usr/bin/sarraf", "serve", "--config", "/etc/sarraf/sarraf.toml"]' --cmd '' "$container"
rm -f "$archive"
buildah commit --quiet "$container" "oci-archive:$archive:sarraf" >/dev/null
ls -l "$archive"
