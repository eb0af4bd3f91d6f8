#!/bin/sh
# Builds an OCI image from the Debian package: a base made by debootstrap, the package, no shell needed.
# Usage: packaging/image.sh ARCHIVE
set -eu
archive=$1
package=$(ls -t target/debian/sarraf_*.deb | head -n 1)
base=${BASE:-debian:bookworm-slim}
echo "building an image of $package on $base"
container=$(buildah from "$base")
trap 'buildah rm "$container" >/dev/null' EXIT
buildah copy --quiet "$container" "$package" /tmp/sarraf.deb
buildah run "$container" -- sh -c 'apt-get update -q && apt-get install -y -q /tmp/sarraf.deb && rm -rf /tmp/sarraf.deb /var/lib/apt/lists/*'
buildah config --user sarraf --volume /var/lib/sarraf --port 7700 --stop-signal SIGTERM \
  --entrypoint '["/usr/bin/sarraf", "serve", "--config", "/etc/sarraf/sarraf.toml"]' --cmd '' "$container"
buildah commit --quiet "$container" "oci-archive:$archive:sarraf"
ls -l "$archive"
