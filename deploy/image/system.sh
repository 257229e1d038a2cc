#!/bin/sh
# What the image's Debian has besides Node: the packages named as arguments, and a user without
# rights. Run as root.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get update -qq
# A hundred packages say what they do; it is of interest when one fails.
apt-get install -y -qq --no-install-recommends "$@" >/tmp/said || { cat /tmp/said; exit 1; }
rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log /tmp/said

groupadd --gid 10001 parallax
useradd --uid 10001 --gid parallax --no-create-home --home-dir /nonexistent \
  --shell /usr/sbin/nologin parallax
install -d -o parallax -g parallax /models
