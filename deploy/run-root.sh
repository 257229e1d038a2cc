#!/usr/bin/env bash
# Runs the gateway in a directory that build-root.sh made, as a container engine would: in namespaces
# of its own, the root read-only, as the image's user without rights. Settings are arguments:
#
#   deploy/run-root.sh DIRECTORY MODELS [NAME=VALUE…]
#
# /tmp is empty memory, /models is the directory MODELS. The network is the machine's. Needs root.
set -euo pipefail

usage="$0 DIRECTORY MODELS [NAME=VALUE…]"
root=$(realpath "${1:?which root? $usage}")
models=$(realpath "${2:?which directory for weights? $usage}")
shift 2
dockerfile=$(dirname "$0")/../Dockerfile

# ENV NAME=VALUE …, USER uid:gid, WORKDIR /app, CMD ["node", "…"]
read -ra environment < <(sed -n 's/^ENV //p' "$dockerfile")
IFS=: read -r uid gid < <(sed -n 's/^USER //p' "$dockerfile")
workdir=$(sed -n 's/^WORKDIR //p' "$dockerfile" | tail -n 1)
read -ra command < <(sed -nE 's/^CMD \[(.*)\]$/\1/p' "$dockerfile" | tr -d '",')

chown "$uid:$gid" "$models"
# shellcheck disable=SC2016 # the inner shell expands these
exec unshare --mount --pid --ipc --uts --fork --kill-child sh -euc '
  root=$1 models=$2
  shift 2
  mount --bind "$root" "$root"
  mount -o remount,bind,ro "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/tmp"
  mount --bind "$models" "$root/models"
  exec chroot "$root" "$@"
' sh "$root" "$models" \
  /usr/bin/setpriv --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs \
  --inh-caps=-all --bounding-set=-all \
  /usr/bin/env -i -C "$workdir" "PATH=/usr/local/bin:/usr/bin:/bin" "${environment[@]}" "$@" "${command[@]}"
