#!/usr/bin/env bash
# Makes the image's file system in an empty directory, by the Dockerfile's own steps but without a
# container engine:
#
#   deploy/build-root.sh DIRECTORY [--built]
#
# --built takes node_modules and dist as they are here, and does not install and build again. Needs
# root, Node with npm, and mmdebstrap, a package of Debian's.
set -euo pipefail

root=$(realpath -m "${1:?which directory? $0 DIRECTORY [--built]}")
built=${2:-}
cd "$(dirname "$0")/.."

if [ -n "$(ls -A "$root" 2>/dev/null)" ]; then
  echo "$root is not empty" >&2
  exit 1
fi
work=$(mktemp -d -p .)
trap 'rm -rf "$work"' EXIT

# FROM node:24-trixie-slim, FROM debian:trixie-slim, ARG PACKAGES="…"
node=$(sed -nE 's/^FROM node:([0-9]+)-.*/\1/p' Dockerfile)
debian=$(sed -nE 's/^FROM debian:(.+)-slim$/\1/p' Dockerfile)
packages=$(sed -nE 's/^ARG PACKAGES="(.*)"$/\1/p' Dockerfile)

step() { printf '%s: %s\n' "$(date +%T)" "$1"; }

step "Debian $debian, without documentation as in the slim image"
mmdebstrap --quiet --variant=minbase --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  "$debian" "$root"

step "deploy/image/system.sh $packages"
mkdir "$root/image"
cp deploy/image/system.sh "$root/image"
# shellcheck disable=SC2086 # several packages
chroot "$root" /image/system.sh $packages
rm -r "$root/image"

step "Node $node"
npm pack --silent --pack-destination "$work" "node-linux-$(node -p process.arch)@$node" >/dev/null
tar xzf "$work"/node-linux-*.tgz -C "$work" package/bin/node
install -m 755 "$work/package/bin/node" "$root/usr/local/bin/node"

step "deploy/image/build.sh /app"
mkdir "$work/src"
sed -n 's/^!//p' .dockerignore | while read -r path; do
  [ ! -e "$path" ] || cp -r --parents "$path" "$work/src"
done
find "$work/src" \( -name node_modules -o -name dist -o -name __pycache__ \) -prune -exec rm -r {} +
if [ "$built" = --built ]; then
  cp -al node_modules "$work/src"
  # npm writes it in place, and would write ours.
  cp --remove-destination node_modules/.package-lock.json "$work/src/node_modules"
  cp -r dist "$work/src"
fi
(cd "$work/src" && deploy/image/build.sh "$root/app")

step "done"
du -sh "$root" "$root/app"
