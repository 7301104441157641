#!/bin/sh
# Two homes, each behind a router that masquerades, and a relay in the open; all in namespaces of their own.
#
#   home 10.1.0.2 -- 10.1.0.1 router1 5.5.1.1 --+
#                                               +-- bridge of "net" -- 5.5.0.1 relay
#   home 10.2.0.2 -- 10.2.0.1 router2 5.5.2.1 --+
#
# usage: namespaces.sh up|down PREFIX        needs root, iproute2 and nftables
set -e
p=$2
spaces="net relay router1 router2 home1 home2"

down() { for s in $spaces; do ip netns del "$p-$s" 2>/dev/null || true; done; }

link() { # namespace, interface, address/bits, namespace of the other end, its interface
  ip -n "$1" link add "$2" type veth peer name "$5" netns "$4"
  ip -n "$1" addr add "$3" dev "$2"
  ip -n "$1" link set "$2" up
  ip -n "$4" link set "$5" up
}

home() { # number
  router=$p-router$1 home=$p-home$1
  link "$router" wan "5.5.$1.1/16" "$p-net" "to$1"
  ip -n "$p-net" link set "to$1" master cloud
  link "$home" lan "10.$1.0.2/24" "$router" lan
  ip -n "$router" addr add "10.$1.0.1/24" dev lan
  ip -n "$home" route add default via "10.$1.0.1"
  ip netns exec "$router" sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
  # What nobody inside has asked for is dropped, as home routers do.
  ip netns exec "$router" nft -f - <<RULES
table ip nat {
  chain out { type nat hook postrouting priority srcnat; oifname "wan" masquerade; }
}
table ip filter {
  chain in { type filter hook input priority filter; policy accept; iifname "wan" ct state new drop; }
  chain pass { type filter hook forward priority filter; policy accept; iifname "wan" ct state new drop; }
}
RULES
}

if [ "$1" = down ]; then down; exit 0; fi
command -v nft >/dev/null || apt-get install -y --no-install-recommends nftables iproute2 >/dev/null
down
for s in $spaces; do
  ip netns add "$p-$s"
  ip -n "$p-$s" link set lo up
done
ip -n "$p-net" link add cloud type bridge
ip -n "$p-net" link set cloud up
link "$p-relay" wan 5.5.0.1/16 "$p-net" to0
ip -n "$p-net" link set to0 master cloud
home 1
home 2
