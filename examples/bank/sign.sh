#!/bin/sh
# Prints what the header sarraf-signature says of a body: who signs, and the signature over it.
# sign.sh KEY BODY
set -eu
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
"$here/pem.sh" "$1" >"$work/key.pem"
# A domain, a zero byte, and the SHA-256 of the body exactly as it is sent.
{ printf 'sarraf/message/v1\000'; openssl dgst -sha256 -binary "$2"; } >"$work/message"
openssl pkeyutl -sign -rawin -inkey "$work/key.pem" -in "$work/message" -out "$work/signature"
hex() { od -An -v -tx1 | tr -d ' \n'; }
public=$(openssl pkey -in "$work/key.pem" -pubout -outform DER | tail -c 32 | hex)
printf 'ed25519:%s:%s\n' "$public" "$(hex <"$work/signature")"
