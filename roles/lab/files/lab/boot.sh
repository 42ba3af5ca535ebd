#!/bin/sh
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The first process of a node: it gives the node its own files and hostname, then reaps orphans until it is killed.
# Usage, inside new network, mount, UTS and PID namespaces: boot.sh DIRECTORY NAME
set -e
directory=$1
name=$2

# The old /proc is still there and tells the process id as the machine sees it.
read -r pid rest < /proc/self/stat

cd "$directory" # which one of the places may hide
hostname "$name"
mount --make-rprivate /
if [ -d ../../frr/lib ]; then
    mount --no-canonicalize --bind ../../frr/lib /usr/lib/frr
    mount --no-canonicalize --bind ../../frr/vtysh /usr/bin/vtysh
    mount --bind "$(readlink -f ../../frr/yang)" /usr/share/yang
fi
for place in log:/var/log run:/run etc-frr:/etc/frr etc-ssh:/etc/ssh shadow:/etc/shadow var-tmp:/var/tmp root:/root tmp:/tmp; do
    [ ! -e "${place#*:}" ] || mount --no-canonicalize --bind "./${place%%:*}" "${place#*:}"
done
mount -t proc proc /proc
mount -t sysfs sysfs /sys

setting() { [ ! -e "/proc/sys/net/$1" ] || echo "$2" > "/proc/sys/net/$1"; }
for scope in all default; do
    setting "ipv6/conf/$scope/accept_dad" 0
    setting "ipv6/conf/$scope/dad_transmits" 0
    setting "ipv6/conf/$scope/accept_ra" 0
    setting "ipv6/conf/$scope/router_solicitations" 0
    setting "ipv4/conf/$scope/rp_filter" 0
    setting "ipv4/conf/$scope/forwarding" 1
    setting "ipv6/conf/$scope/forwarding" 1
done
setting ipv4/fib_multipath_hash_policy 1
setting ipv6/fib_multipath_hash_policy 1
ip link set lo up

echo "ready $pid"
exec < /dev/null > /dev/null 2>&1
trap : TERM INT HUP
while :; do
    sleep 1000000 &
    wait
done
