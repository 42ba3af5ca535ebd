# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The domain: the one dictionary that is the same for every device."""
from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  domain:
    description:
      - The design as one dictionary, the same for every route server and appliance. It belongs into C(group_vars).
      - All of its contradictions are reported together, each with the path of the option and what to write instead, before any device
        is asked.
      - No two of anycast addresses, loopbacks, O(domain.infrastructure), listen ranges and permitted prefixes may overlap, unless both are
        the fabric's own or both are of one pool and kind.
    type: dict
    required: true
    suboptions:
      asn:
        description:
          - The ASN of the route servers and of the fabric, from 1 to 4294967294. The reserved ASNs 23456 and 65535 are refused.
          - A device that runs BGP under another ASN is refused.
        type: int
        required: true
      session:
        description:
          - How appliances peer with the route servers.
          - V(ibgp) gives appliances the domain's own ASN. The route servers reflect their prefixes to the fabric.
          - V(ebgp) gives them ASNs of their own (O(domain.pools[].appliance_asns)) over multihop sessions. Prefixes can then be bound to an ASN.
        type: str
        choices: [ibgp, ebgp]
        default: ibgp
      name_prefix:
        description:
          - Stands in front of the name of every object that the collection owns on a device. Whatever bears it is the collection's.
          - A letter, then letters, digits and C(-), with a C(-) at its end, at most 8 characters in all.
          - Remove with O(state=absent) before you change it. The objects under the old prefix are foreign afterwards.
        type: str
        default: VA-
      redundancy:
        description:
          - How many sessions an appliance holds in each address family, and so how many anycast addresses there are in it.
          - V(2) needs two route servers or more. The two addresses lead every router to two different ones.
        type: int
        choices: [1, 2]
        default: 2
      anycast_addresses:
        description:
          - The addresses that the route servers share and that appliances peer with, O(domain.redundancy) of them in each family in use.
          - They are the only addresses of the network that an appliance's configuration names.
        type: list
        elements: dict
        required: true
        suboptions:
          name:
            description: A letter, then letters, digits and C(-), at most 16 characters in all. It becomes a part of object names on devices.
            type: str
            required: true
          ipv4:
            description: The IPv4 address, without a prefix length. It is announced as a /32.
            type: str
          ipv6:
            description: The IPv6 address, without a prefix length. It is announced as a /128.
            type: str
      route_servers:
        description:
          - All route servers of the domain. They peer with each other and with O(domain.fabric_peers) on their unique loopbacks.
          - With O(domain.cost_plan.strategy=ordered) the order matters. The first is the nearest for the first anycast address, the last
            for the second.
        type: list
        elements: dict
        required: true
        suboptions:
          name:
            description: Its name, as in O(virtual_appliance.routing.route_server#module:name).
            type: str
            required: true
          router_id:
            description:
              - Its unique IPv4 loopback address, which is its router ID and the source of its IPv4 fabric sessions. Never an anycast address.
              - The loopback is the device's own configuration. The collection does not set it.
            type: str
            required: true
          ipv6:
            description: Its unique IPv6 loopback address, the source of its IPv6 fabric sessions. Required where anycast addresses have IPv6.
            type: str
          cluster_id:
            description:
              - The cluster ID of the route reflector, written as an IPv4 address. By default O(domain.route_servers[].router_id).
              - No two route servers share one, so that each takes what another reflects.
            type: str
          site:
            description: Where it stands, a label for people. No configuration depends on it.
            type: str
          addresses:
            description:
              - The names of the anycast addresses that it carries. By default all of them.
              - A route server answers locally for every anycast address it carries. One that carries both addresses therefore can have no
                appliance directly behind it, because the second session of such an appliance never comes up. Give each address route
                servers of its own where this is needed.
            type: list
            elements: str
          costs:
            description:
              - The IGP cost of each anycast address that it carries, by the address's name.
              - Required with O(domain.cost_plan.strategy=explicit), refused otherwise.
            type: dict
      fabric_peers:
        description:
          - The fabric routers that have an IBGP session with every route server. They hear the pools' prefixes and are heard in nothing.
          - Their side of the session is their own configuration. The collection configures route servers and appliances.
        type: list
        elements: dict
        suboptions:
          name:
            description: Its name, for messages.
            type: str
            required: true
          ipv4:
            description: Its unique IPv4 loopback address. It needs this one, O(domain.fabric_peers[].ipv6), or both.
            type: str
          ipv6:
            description: Its unique IPv6 loopback address.
            type: str
          password:
            description: The TCP MD5 key of the sessions with it. The rules are those of O(domain.pools[].password). No key by default.
            type: str
      infrastructure:
        description:
          - Blocks of the fabric itself, such as links and loopbacks, in V(address/length) form without host bits.
          - No listen range and no permitted prefix may overlap them. No configuration depends on them otherwise.
        type: list
        elements: str
      igp:
        description:
          - The IGP that carries the anycast addresses inside the fabric. It runs on the route servers before the collection comes. Only the
            injection of the anycast addresses is the collection's.
          - Costs decide inside one area or level only, so all route servers are in the same one.
          - A route server carries no transit. The collection makes it a stub router (OSPF) or sets the overload bit (IS-IS).
          - No link-state protocol may run towards appliances. An interface inside a pool's subnets on which it does is refused unless it is passive.
        type: dict
        required: true
        suboptions:
          protocol:
            description: V(ospf) is OSPFv2 for IPv4 and OSPFv3 for IPv6. V(isis) is IS-IS with wide metrics for both.
            type: str
            required: true
            choices: [ospf, isis]
          area:
            description: The OSPF area of the anycast addresses, as an address or a number. Used where O(domain.igp.injection.ipv4=intra_area).
            type: str
            default: 0.0.0.0
          level:
            description: The IS-IS level that the anycast addresses go into.
            type: int
            choices: [1, 2]
            default: 2
          instance:
            description: The name of the IS-IS instance, as in C(router isis NAME). Required with V(isis), refused with V(ospf).
            type: str
          injection:
            description:
              - How the anycast addresses get into OSPF, one method for each address family. Refused with O(domain.igp.protocol=isis).
            type: dict
            suboptions:
              ipv4:
                description:
                  - V(intra_area) puts the address on an interface in the area at a cost of its own. Costs reach 65535 less the path to it.
                    This is what happens by default. Refused on FRR where C(router ospf) has C(network) lines, since FRR takes those or
                    interface lines, not both.
                  - V(external_1) redistributes the address as external type 1. Costs reach 16777214 less the path to it. Refused where
                    the device redistributes connected routes itself.
                type: str
                choices: [intra_area, external_1]
              ipv6:
                description:
                  - As O(domain.igp.injection.ipv4), but V(external_1) is what happens by default.
                  - FRR refuses V(intra_area), because it has one OSPFv3 cost for an interface and two anycast addresses need two.
                type: str
                choices: [intra_area, external_1]
      cost_plan:
        description:
          - At which IGP cost each route server injects each anycast address.
          - Every router must have exactly one nearest route server for an address, else ECMP splits TCP sessions. It has where two costs of
            one address lie further apart than O(domain.cost_plan.igp_diameter).
        type: dict
        required: true
        suboptions:
          strategy:
            description:
              - V(ordered) computes the costs from the order of O(domain.route_servers), position 0 first. The cost of the first anycast address is
                C(base + position * (igp_diameter + 1)). For the second address the order is reversed.
              - V(explicit) takes them from O(domain.route_servers[].costs), and refuses those that are too near to each other, out of range, or
                make one route server the nearest for both addresses. O(domain.cost_plan.topology) judges them instead, where it is given.
              - V(nearest) computes the smallest that lead each router to one near to it, see P(virtual_appliance.routing.anycast_plan#filter).
            type: str
            choices: [ordered, explicit, nearest]
            default: ordered
          igp_diameter:
            description:
              - Refused with O(domain.cost_plan.topology), required otherwise.
              - The cost of the most expensive shortest path between any two routers of the area or level, or any number above it, as the IGP counts.
              - Too small a number lets routers share their flows between route servers. Take the paths that remain when links fail into account.
            type: int
          base:
            description: The cost of the nearest route server with O(domain.cost_plan.strategy=ordered), the lowest with V(nearest), 1 or more.
            type: int
            default: 10
          topology:
            description:
              - The network of the IGP, as the input of P(virtual_appliance.routing.anycast_plan#filter), with every route server by its name.
              - Required with O(domain.cost_plan.strategy=nearest), refused with V(ordered).
              - With V(explicit), costs are refused by which, with everything up, a router reaches none, several, or one for both addresses.
            type: dict
          survive:
            description: The single losses after which the costs of V(nearest) must still hold, by default all of these.
            type: list
            elements: str
            choices: [route_server, link, router]
      timers:
        description:
          - The BGP timers of all sessions, in seconds.
          - Without BFD the hold time decides how long a dead appliance's prefixes stay, and how long a move takes.
        type: dict
        suboptions:
          keepalive:
            description: Seconds between two keepalives, at least 1 and at most a third of O(domain.timers.hold).
            type: int
            default: 3
          hold:
            description: The hold time in seconds, at least 3 and not below O(domain.timers.minimum_hold).
            type: int
            default: 9
          connect:
            description: Seconds between two attempts to connect, from 1. With FRR's own 120 a first start can take two minutes.
            type: int
            default: 1
          minimum_hold:
            description:
              - The lowest hold time in seconds that a route server accepts from an appliance, 3 or more. A hold time of 0 is always refused,
                because the prefixes of a dead appliance would stay for ever.
              - An instance-wide setting. It is never lowered where the device has a higher one.
            type: int
            default: 3
      bfd:
        description:
          - BFD on the sessions of appliances, at both ends. V({}) takes the defaults. No BFD where this is left out.
          - It is multihop BFD without authentication. UDP port 4784 must pass between the pools and the anycast addresses.
          - A move of an appliance to another site took 3.1 to 3.3 s with 300 ms and 3 packets, 9 s without BFD (FRR 8.4.4, in a lab).
        type: dict
        suboptions:
          interval:
            description: Milliseconds between two packets, in both directions, from 50 to 9999.
            type: int
            default: 300
          multiplier:
            description: Packets that may be missed before the session is down, from 3 to 50.
            type: int
            default: 3
      pools:
        description:
          - Classes of appliances. What is the same for all appliances of a class stands here, once.
          - An address family of a pool exists where the pool has subnets or hosts in it, and then needs permitted prefixes in it too. IPv4 prefixes
            travel in IPv4 sessions, IPv6 prefixes in IPv6 sessions.
        type: list
        elements: dict
        required: true
        suboptions:
          name:
            description: A letter, then letters, digits and C(-), at most 16 characters in all. It becomes a part of object names on devices.
            type: str
            required: true
          subnets:
            description:
              - Where its appliances may live, in any site, as V(address/length) without host bits. Route servers accept sessions from these ranges.
              - A pool needs these, O(domain.pools[].hosts), or both. Subnets of one pool or of two must not overlap.
            type: list
            elements: str
          hosts:
            description:
              - Single addresses of appliances, without a prefix length.
              - With hosts only, and O(domain.pools[].max_prefixes), FRR gets static passive neighbors instead of listen ranges. These hold a prefix limit.
            type: list
            elements: str
          exclude:
            description:
              - Addresses and blocks inside O(domain.pools[].subnets) where no appliance lives, such as gateways.
              - The listen ranges are cut around them, into the fewest ranges that cover the rest. With keys every range costs one TCP MD5 key.
            type: list
            elements: str
          authentication:
            description:
              - V(md5) guards the sessions with a TCP MD5 key, O(domain.pools[].password).
              - V(none) does without on purpose. Then whoever has an address in the subnets can announce the pool's prefixes.
            type: str
            choices: [md5, none]
            default: md5
          password:
            description:
              - The TCP MD5 key, required with V(md5) and refused with V(none). Keep it in a vault. A vaulted file costs less time than inline C(!vault).
              - At most 25 characters, a letter first, then letters, digits, C(_), C(.) and C(-). This is what all supported vendors take.
              - It is masked in every result and never stands on a command line of the device. See O(update_password) for how to change it.
            type: str
          appliance_asns:
            description:
              - The ASNs of its appliances. Required with O(domain.session=ebgp), refused with V(ibgp). The domain's own ASN is refused.
              - A prefix is accepted only if its AS path consists of one of them.
            type: list
            elements: int
          prefixes:
            description:
              - What its appliances may announce. Everything else is refused, above all the default route, anycast addresses, the fabric's own
                blocks, the prefixes of other pools, and listen ranges.
            type: list
            elements: dict
            required: true
            suboptions:
              within:
                description: The block in which the prefixes lie, as V(address/length) without host bits.
                type: str
                required: true
              lengths:
                description:
                  - The prefix lengths that are permitted inside the block. A number such as V(32), a range such as V(29-32), or a list of these.
                  - Without it the block itself is permitted, and no part of it.
                type: raw
              asn:
                description:
                  - Only appliances with this ASN may announce these prefixes. One of O(domain.pools[].appliance_asns), with O(domain.session=ebgp) only.
                  - Blocks bound to different ASNs must not overlap.
                type: int
          max_appliances:
            description:
              - How many appliances of this pool have sessions at one time, from 1 to 10000.
              - It counts twice. The sum over all pools with listen ranges becomes the listen limit of the route server, where it exceeds FRR's
                default of 100. And every appliance may take a TCP MD5 key besides the key of its range. Keys live in kernel memory bounded
                by C(net.core.optmem_max), 20480 bytes of which hold 150 keys. What does not fit is refused before anything is sent.
            type: int
            default: 16
          max_prefixes:
            description:
              - How many prefixes one appliance may announce. No limit where this is left out. The bounds in O(domain.pools[].prefixes) hold always.
              - Route servers count each address family by itself, M(virtual_appliance.routing.appliance) counts what it announces in both together.
              - FRR cannot hold a limit on a dynamic peer. It would tear the session down and start again, for ever. So with V(strict)
                the limit is refused on FRR unless the bounds admit no more prefixes than the limit, or the pool consists of
                O(domain.pools[].hosts) only.
            type: int
          max_prefixes_enforcement:
            description:
              - V(strict) holds O(domain.pools[].max_prefixes), or refuses it where the vendor cannot hold it.
              - V(advisory) accepts that an FRR route server only logs an appliance that exceeds the limit, and lets all its prefixes
                in. The result has a warning that says how many the bounds admit.
            type: str
            choices: [strict, advisory]
            default: strict
          advertise:
            description:
              - What route servers send to the pool's appliances. V(nothing), or V(default) for the default route and nothing else.
              - The default route has the anycast address as its next hop. An appliance that takes it needs another, more specific route to the
                anycast addresses, from DHCP option 121 for example.
            type: str
            choices: [nothing, default]
            default: nothing
          shared:
            description:
              - Whether several appliances of the pool may announce one prefix together.
              - No configuration depends on it. Where it is V(false), verification reports a prefix with two announcers.
            type: bool
            default: false
          preference:
            description:
              - How an appliance may ask for a LOCAL_PREF, so that one of two appliances with the same prefix is active.
              - By communities or by MED, not both.
              - Route servers set LOCAL_PREF 100 without it, and 0 for prefixes with the community GRACEFUL_SHUTDOWN (RFC 8326). They remove all
                other communities, and the MED.
            type: dict
            suboptions:
              primary:
                description: The community that asks for LOCAL_PREF 200, as two numbers up to 65535 such as V(65000:200). Quote it in YAML.
                type: str
              backup:
                description: The community that asks for LOCAL_PREF 50.
                type: str
              med:
                description: The MED values that ask for a LOCAL_PREF, at most 8. Any other MED gets LOCAL_PREF 100.
                type: list
                elements: dict
                suboptions:
                  med:
                    description: The MED that an appliance sends, from 0 to 4294967295.
                    type: int
                    required: true
                  local_preference:
                    description: The LOCAL_PREF that it gets, from 1 to 1000. The higher one wins.
                    type: int
                    required: true
"""
