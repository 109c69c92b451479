#!/bin/sh
# Installs the named Debian packages where it may; names them in one line where it may not. Missing
# packages are never fatal: the assistant, and the tests, do without and say so.
set -eu
missing=""
for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed \
        || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "for more, as root: apt-get install$missing"
    exit 0
fi
echo "installing$missing"
# shellcheck disable=SC2086  # the list is meant to be split
{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing; } >.setup.log 2>&1 \
    || echo "could not install$missing (.setup.log says why)"
