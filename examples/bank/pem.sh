#!/bin/sh
# Prints a key file of `sarraf key` as PKCS#8 PEM, which openssl and curl read.
# pem.sh KEY
set -eu
secret=$(sed -n 's/^ed25519-secret://p' "$1")
[ -n "$secret" ] || { echo "pem.sh: $1 holds no secret; a key in a module is signed with there" >&2; exit 1; }
# RFC 8410, section 7: what stands before the 32 bytes is the same for every key.
der=302e020100300506032b657004220420$secret
echo "-----BEGIN PRIVATE KEY-----"
printf '%s' "$der" | sed 's/../\\x&/g' | xargs -0 printf '%b' | openssl base64
echo "-----END PRIVATE KEY-----"
