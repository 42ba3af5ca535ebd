# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database in each vendor's words: the answers of a device by the names of the dialect's queries."""
from __future__ import annotations

from itertools import groupby

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state.model import BORDER, EXTERNAL, NETWORK, NSSA, PREFIXES, ROUTER, SUMMARY

MASK = {length: ".".join(str((0xFFFFFFFF << 32 - length & 0xFFFFFFFF) >> shift & 255) for shift in (24, 16, 8, 0)) for length in range(33)}


def dotted(number):
    return ".".join(str(int(number) >> shift & 255) for shift in (24, 16, 8, 0))


def hexadecimal(sequence):
    return f"{sequence & 0xFFFFFFFF:08x}"


def of_kind(database, kind):
    return [lsa for lsa in database.lsas if lsa.kind == kind]


def by_area(lsas):
    return groupby(sorted(lsas, key=lambda lsa: lsa.area), key=lambda lsa: lsa.area)


# -- FRR -----------------------------------------------------------------------------------------------------------------

FRR_KINDS = {"router": (ROUTER, "routerLinkStates"), "network": (NETWORK, "networkLinkStates"), "summary": (SUMMARY, "summaryLinkStates"),
             "asbr-summary": (BORDER, "asbrSummaryLinkStates"), "external": (EXTERNAL, "asExternalLinkStates"),
             "nssa-external": (NSSA, "nssaExternalLinkStates")}


def frr_ospf(database):
    said = {"daemons": ["ospfd"]}
    for name, (kind, key) in FRR_KINDS.items():
        areas = {area: [_frr_lsa(lsa) for lsa in lsas] for area, lsas in by_area(of_kind(database, kind))}
        said[f"ospf {name}"] = {"routerId": database.router, key: areas.get("", []) if kind == EXTERNAL else {"areas": areas}}
    return said


def _frr_lsa(lsa):
    body, length = lsa.body, 28
    found = {"lsaAge": lsa.age, "linkStateId": lsa.id, "advertisingRouter": lsa.router, "lsaSeqNumber": hexadecimal(lsa.sequence),
             "checksum": f"{lsa.checksum:04x}"}
    if lsa.kind == ROUTER:
        links = [{"linkType": "a Transit Network", "designatedRouterAddress": one.to, "routerInterfaceAddress": one.own, "tos0Metric": one.cost}
                 if one.transit else
                 {"linkType": "another Router (point-to-point)", "neighborRouterId": one.to, "routerInterfaceAddress": one.own, "tos0Metric": one.cost}
                 for one in body.adjacencies]
        links += [{"linkType": "Stub Network", "networkAddress": prefix.partition("/")[0], "networkMask": MASK[int(prefix.partition("/")[2])],
                   "tos0Metric": cost}
                  for prefix, cost in body.prefixes]
        found |= {"numOfLinks": len(links), "routerLinks": {f"link{number}": link for number, link in enumerate(links)}}
    elif lsa.kind == NETWORK:
        length = 24 + 4 * len(body.attached)
        found |= {"networkMask": body.length, "attchedRouters": {router: {"attachedRouterId": router} for router in body.attached}}
    elif lsa.kind in (SUMMARY, BORDER):
        found |= {"networkMask": int(body.prefix.partition("/")[2] or 0), "tos0Metric": body.cost}
    else:
        found |= {"networkMask": int(body.prefix.partition("/")[2]), "metric": body.cost, "forwardAddress": body.forward or "0.0.0.0",
                  "metricType": "E1" if body.kind == 1 else "E2 (Larger than any link state path)"}
    return {**found, "length": length}


FRR_KINDS3 = {ROUTER: "Router", NETWORK: "Network", SUMMARY: "Inter-Prefix", EXTERNAL: "AS-External", NSSA: "NSSA", PREFIXES: "Intra-Prefix"}


def frr_ospf3(database):
    inside = [{"areaId": area, "lsa": [_frr_lsa3(lsa) for lsa in lsas]} for area, lsas in by_area(lsa for lsa in database.lsas if lsa.kind != EXTERNAL)]
    return {"daemons": ["ospf6d"], "ospf3 router": {"routerId": database.router},
            "ospf3": {"areaScopedLinkStateDb": inside, "asScopedLinkStateDb": [{"lsa": [_frr_lsa3(lsa) for lsa in of_kind(database, EXTERNAL)]}]}}


def _frr_lsa3(lsa):
    body, length = lsa.body, 44
    found = {"age": lsa.age, "type": FRR_KINDS3[lsa.kind], "linkStateId": dotted(lsa.id), "advertisingRouter": lsa.router,
             "lsSequenceNumber": lsa.sequence & 0xFFFFFFFF, "checksum": lsa.checksum}
    if lsa.kind == ROUTER:
        length = 24 + 16 * len(body.adjacencies)
        found |= {"options": "--|-|--|-|-|--|R|-|--|E|V6" if body.through else "--|-|--|-|-|--|-|-|--|E|V6", "lsaDescription": [
            {"type": "Transit-Network" if one.transit else "Point-To-Point", "metric": one.cost, "interfaceId": dotted(one.own),
             "neighborInterfaceId": dotted(one.theirs), "neighborRouterId": one.to.partition("%")[0]} for one in body.adjacencies]}
    elif lsa.kind == NETWORK:
        length = 24 + 4 * len(body.attached)
        found["attachedRouter"] = list(body.attached)
    elif lsa.kind == PREFIXES:
        router, _mark, interface = body.of.partition("%")
        found |= {"numberOfPrefix": len(body.prefixes), "reference": "Network" if body.network else "Router", "referenceId": dotted(interface or 0),
                  "referenceAdv": router, "prefix": [{"prefixOption": "--|--|--|--|--", "prefix": prefix, "metric": cost} for prefix, cost in body.prefixes]}
    elif lsa.kind == SUMMARY:
        found |= {"prefix": body.prefix, "metric": body.cost}
    else:
        found |= {"prefix": body.prefix, "metric": body.cost, "bits": "E--" if body.kind == 2 else "---", "forwardingAddressPresent": bool(body.forward),
                  **({"forwardingAddress": body.forward} if body.forward else {})}
    return {**found, "length": length}


def frr_isis(database):
    names = database.names
    lines = ["Area lab:"]
    for level, lsas in by_area(database.lsas):
        listed = list(lsas)
        lines += [f"IS-IS Level-{level} link-state database:", "LSP ID                  PduLen  SeqNumber   Chksum  Holdtime  ATT/P/OL"]
        for lsa in listed:
            star = "*" if lsa.router == database.router else " "
            lines.append(f"{names.get(lsa.router, lsa.router)}.{lsa.id}{star:>11}{138:>7}   0x{lsa.sequence:08x}  0x{lsa.checksum:04x}{3600 - lsa.age:>8}    "
                         f"{int(lsa.body.attached)}/0/{int(lsa.body.overloaded)}")
            lines += [f"  MT Router Info: {'ipv6-unicast' if of else 'ipv4-unicast'}" for of in lsa.body.topologies]
            lines += [f"  Hostname: {lsa.body.hostname}"] if lsa.body.hostname else []
            lines += [f"  {'MT' if of else 'Extended'} Reachability: {to} (Metric: {cost})" + (" ipv6-unicast" if of else "")
                      for to, cost, of in lsa.body.neighbors]
            for one in lsa.body.prefixes:
                kind = ("MT IPv6" if one.topology else "IPv6") if ":" in one.prefix else "Extended IP"
                lines.append(f"  {kind} Reachability: {one.prefix} (Metric: {one.cost}){' Down' if one.down else ''}{' ipv6-unicast' if one.topology else ''}")
            lines.append("")
        lines += [f"    {len(listed)} LSPs", ""]
    table = ["vrf     : default", "Level  System ID      Dynamic Hostname"]
    table += [f"     * {identity} {name}" if identity == database.router else f"2      {identity} {name}" for identity, name in names.items()]
    return {"daemons": ["isisd"], "isis": "\n".join(lines) + "\n", "isis names": "\n".join(table) + "\n"}


# -- IOS-XE --------------------------------------------------------------------------------------------------------------

IOS_SECTIONS = {ROUTER: "Router", NETWORK: "Net", SUMMARY: "Summary Net", BORDER: "Summary ASB", EXTERNAL: "Type-5 AS External", NSSA: "Type-7 AS External"}
IOS_SECTIONS3 = {**IOS_SECTIONS, SUMMARY: "Inter Area Prefix", BORDER: "Inter Area Router", PREFIXES: "Intra Area Prefix"}
IOS_QUERIES = {ROUTER: "router", NETWORK: "network", SUMMARY: "summary", BORDER: "asbr-summary", EXTERNAL: "external", NSSA: "nssa-external",
               PREFIXES: "prefix"}


def ios_ospf(database, third=False):
    said = {}
    for kind, section in (IOS_SECTIONS3 if third else IOS_SECTIONS).items():
        lines = ["", f"            OSPF{'v3' if third else ''} Router with ID ({database.router}) (Process ID 1)", ""]
        for area, lsas in by_area(of_kind(database, kind)):
            lines += [f"\t\t{section} Link States" + (f" (Area {area.rpartition('.')[2] if area.startswith('0.0.0.') else area})" if area else ""), ""]
            for lsa in lsas:
                lines += [*_ios_lsa(lsa, third), ""]
        said[f"{'ospf3' if third else 'ospf'} {IOS_QUERIES[kind]}"] = "\r\n".join(lines)
    return said


def ios_ospf3(database):
    return ios_ospf(database, True)


def _ios_lsa(lsa, third):
    body = lsa.body
    length = {NETWORK: 24 + 4 * len(body.attached) if lsa.kind == NETWORK else 0}.get(lsa.kind, 36)
    yield "  Routing Bit Set on this LSA in topology Base with MTID 0"
    yield f"  LS age: {lsa.age if lsa.age < 3600 else f'MAXAGE({lsa.age})'}"
    if lsa.kind != PREFIXES:
        yield "  Options: (V6-Bit, E-Bit, R-bit, DC-Bit)" if third and getattr(body, "through", True) else "  Options: (V6-Bit, E-Bit, DC-Bit)" if third else (
            "  Options: (No TOS-capability, DC)")
    yield "  LS Type: whatever"
    yield f"  Link State ID: {lsa.id}" + (" (address of Designated Router)" if lsa.kind == NETWORK else "")
    yield f"  Advertising Router: {lsa.router}"
    yield f"  LS Seq Number: {hexadecimal(lsa.sequence).upper()}"
    yield f"  Checksum: 0x{lsa.checksum:X}"
    yield f"  Length: {length}"
    yield from {ROUTER: _ios_router3 if third else _ios_router, NETWORK: _ios_network, PREFIXES: _ios_prefixes}.get(lsa.kind, _ios_metric)(body, third)


def _ios_router(body, _third):
    yield f"  Number of Links: {len(body.adjacencies) + len(body.prefixes)}"
    for one in body.adjacencies:
        yield "" if one else ""
        yield f"    Link connected to: {'a Transit Network' if one.transit else 'another Router (point-to-point)'}"
        yield f"     (Link ID) {'Designated Router address' if one.transit else 'Neighboring Router ID'}: {one.to}"
        yield f"     (Link Data) Router Interface address: {one.own}"
        yield "      Number of MTID metrics: 0"
        yield f"       TOS 0 Metrics: {one.cost}"
    for prefix, cost in body.prefixes:
        yield ""
        yield "    Link connected to: a Stub Network"
        yield f"     (Link ID) Network/subnet number: {prefix.partition('/')[0]}"
        yield f"     (Link Data) Network Mask: {MASK[int(prefix.partition('/')[2])]}"
        yield "      Number of MTID metrics: 0"
        yield f"       TOS 0 Metrics: {cost}"


def _ios_router3(body, _third):
    yield f"  Number of Links: {len(body.adjacencies)}"
    for one in body.adjacencies:
        dr = "(DR) " if one.transit else ""
        yield ""
        yield f"    Link connected to: {'a Transit Network' if one.transit else 'another Router (point-to-point)'}"
        yield f"      Link Metric: {one.cost}"
        yield f"      Local Interface ID: {one.own}"
        yield f"      Neighbor {dr}Interface ID: {one.theirs}"
        yield f"      Neighbor {dr}Router ID: {one.to.partition('%')[0]}"


def _ios_network(body, third):
    if not third:
        yield f"  Network Mask: /{body.length}"
    yield from (f"\tAttached Router: {router}" for router in body.attached)


def _ios_prefixes(body, _third):
    router, _mark, interface = body.of.partition("%")
    yield f"  Referenced LSA Type: {2002 if body.network else 2001}"
    yield f"  Referenced Link State ID: {interface or 0}"
    yield f"  Referenced Advertising Router: {router}"
    yield f"  Number of Prefixes: {len(body.prefixes)}"
    for prefix, cost in body.prefixes:
        address, _slash, length = prefix.partition("/")
        yield f"  Prefix Address: {address.upper()}"
        yield f"  Prefix Length: {length}, Options: None, Metric: {cost}"


def _ios_metric(body, third):
    address, _slash, length = body.prefix.partition("/")
    if third:
        yield f"  Prefix Address: {address.upper()}"
        yield f"  Prefix Length: {length}, Options: None"
    else:
        yield f"  Network Mask: /{length or 0}"
    if hasattr(body, "kind"):
        yield f"\tMetric Type: {'1 (Comparable directly to link state metric)' if body.kind == 1 else '2 (Larger than any link state path)'}"
        yield "\tMTID: 0 "
        yield f"\tMetric: {body.cost} "
        yield f"\tForward Address: {body.forward or ('::' if third else '0.0.0.0')}"
        yield "\tExternal Route Tag: 0"
    else:
        yield f"\tMTID: 0 \tMetric: {body.cost} "


def ios_isis(database):
    lines = ["", "Tag lab:"]
    names = database.names
    for level, lsas in by_area(database.lsas):
        lines += [f"IS-IS Level-{level} Link State Database:", "LSPID                 LSP Seq Num  LSP Checksum  LSP Holdtime/Rcvd      ATT/P/OL"]
        for lsa in lsas:
            own = lsa.router == database.router
            lines.append(f"{names.get(lsa.router, lsa.router) + '.' + lsa.id:<20}{'*' if own else ' '} 0x{lsa.sequence:08X}   0x{lsa.checksum:04X}  "
                         f"{3600 - lsa.age:>16}/{'*' if own else 1199}         {int(lsa.body.attached)}/0/{int(lsa.body.overloaded)}")
            lines += ["  Area Address: 49.0001"]
            lines += ["  Topology:     IPv4 (0x0) ", "                IPv6 (0x2)"] if lsa.body.topologies else []
            lines += [f"  Hostname: {lsa.body.hostname}"] if lsa.body.hostname else []
            lines += [f"  Metric: {cost:<10} IS{' (MT-IPv6)' if of else '-Extended'} {_named(to, names)}" for to, cost, of in lsa.body.neighbors]
            for one in lsa.body.prefixes:
                lines.append(f"  Metric: {one.cost:<10} {'IPv6' if ':' in one.prefix else 'IP'}{' (MT-IPv6)' if one.topology else ''} {one.prefix.upper()}")
    return {"isis": "\r\n".join(lines) + "\r\n"}


def _named(identity, names):
    system, _dot, number = identity.rpartition(".")
    return f"{names.get(system, system)}.{number}"


# -- Junos ---------------------------------------------------------------------------------------------------------------

JUNOS_KINDS = {ROUTER: "Router", NETWORK: "Network", SUMMARY: "Summary", BORDER: "ASBRSum", EXTERNAL: "Extern", NSSA: "NSSA"}
JUNOS_KINDS3 = {ROUTER: "Router", NETWORK: "Network", SUMMARY: "InterArPfx", EXTERNAL: "Extern", PREFIXES: "IntraArPfx"}


def element(tag, *content, **leaves):
    leaf = "".join(f"<{name.replace('_', '-')}>{value}</{name.replace('_', '-')}>" for name, value in leaves.items())
    return f"<{tag}>{leaf}{''.join(content)}</{tag}>"


def junos_ospf(database, third=False):
    prefix, kinds = ("ospf3", JUNOS_KINDS3) if third else ("ospf", JUNOS_KINDS)
    parts = []
    for area, lsas in sorted(((area, list(lsas)) for area, lsas in by_area(database.lsas)), key=lambda pair: not pair[0]):
        if area:
            parts.append(element(f"{prefix}-area-header", ospf_area=area))
        for lsa in lsas:
            own = "<our-entry/>" if lsa.router == database.router else ""
            head = {"lsa_type": kinds[lsa.kind], "lsa_id": dotted(lsa.id) if third else lsa.id, "advertising_router": lsa.router,
                    "sequence_number": f"0x{hexadecimal(lsa.sequence)}", "age": lsa.age, "checksum": f"0x{lsa.checksum:x}", "lsa_length": _length(lsa)}
            parts.append(element(f"{prefix}-database", own, (_junos3 if third else _junos)(lsa), **head))
    return {prefix: element(f"{prefix}-database-information", *parts)}


def junos_ospf3(database):
    return junos_ospf(database, True)


def _length(lsa):
    if lsa.kind == ROUTER:
        return 24 + 16 * len(lsa.body.adjacencies)
    return 24 + 4 * len(lsa.body.attached) if lsa.kind == NETWORK else 36


def _junos(lsa):
    body = lsa.body
    if lsa.kind == ROUTER:
        links = [element("ospf-link", link_id=one.to, link_data=one.own, link_type_name="Transit" if one.transit else "PointToPoint", metric=one.cost)
                 for one in body.adjacencies]
        links += [element("ospf-link", link_id=prefix.partition("/")[0], link_data=MASK[int(prefix.partition("/")[2])], link_type_name="Stub", metric=cost)
                  for prefix, cost in body.prefixes]
        return element("ospf-router-lsa", *links, bits="0x0", link_count=len(links))
    if lsa.kind == NETWORK:
        return element("ospf-network-lsa", *(element("attached-router", router) for router in body.attached), address_mask=MASK[body.length])
    mask = MASK[int(body.prefix.partition("/")[2] or 0)]
    if lsa.kind in (SUMMARY, BORDER):
        return element("ospf-summary-lsa", element("ospf-summary-lsa-topology", ospf_topology_metric=body.cost), address_mask=mask)
    topology = element("ospf-external-lsa-topology", type_value=body.kind, ospf_topology_metric=body.cost, forward_address=body.forward or "0.0.0.0")
    return element("ospf-external-lsa", topology, address_mask=mask)


def _junos3(lsa):
    body = lsa.body
    if lsa.kind == ROUTER:
        return element("ospf3-router-lsa", *(
            element("ospf3-link", link_type_name="Transit" if one.transit else "PointToPoint", link_metric=one.cost, link_intf_id=one.own,
                    nbr_intf_id=one.theirs, nbr_rtr_id=one.to.partition("%")[0]) for one in body.adjacencies),
            bits="0x0", ospf3_options="0x33" if body.through else "0x23")
    if lsa.kind == NETWORK:
        return element("ospf3-network-lsa", *(element("attached-router", router) for router in body.attached))
    if lsa.kind == PREFIXES:
        router, _mark, interface = body.of.partition("%")
        prefixes = [element("ospf3-prefix", prefix) + element("ospf3-prefix-metric", str(cost)) for prefix, cost in body.prefixes]
        return element("ospf3-intra-area-prefix-lsa", *prefixes,
                       reference_lsa_type="Network" if body.network else "Router", reference_lsa_id=dotted(interface or 0), reference_lsa_router_id=router,
                       prefix_count=len(body.prefixes))
    if lsa.kind == SUMMARY:
        return element("ospf3-inter-area-prefix-lsa", ospf3_prefix=body.prefix, metric=body.cost)
    return element("ospf3-external-lsa", ospf3_prefix=body.prefix, metric=body.cost, type_value=body.kind)


def junos_isis(database):
    names = database.names
    levels = []
    for level, lsas in by_area(database.lsas):
        entries = []
        for lsa in lsas:
            parts = [element("isis-neighbor", is_neighbor_id=_named(to, names), **({"isis_topology_id": "IPV6 Unicast"} if of else {}), metric=cost)
                     for to, cost, of in lsa.body.neighbors]
            parts += [element("isis-prefix", protocol_name="V6" if ":" in one.prefix else "IP",
                              **({"isis_topology_id": "IPV6 Unicast"} if one.topology else {}),
                              address_prefix=one.prefix, metric=one.cost, prefix_flag="Internal", prefix_status="down" if one.down else "up")
                      for one in lsa.body.prefixes]
            parts.append(element("isis-packet", lsp_attributes="0x3 &lt;L1 L2" + " Attached" * lsa.body.attached + " Overload" * lsa.body.overloaded + "&gt;"))
            parts.append(element("isis-tlv", element("hostname-tlv", hostname=lsa.body.hostname) if lsa.body.hostname else ""))
            entries.append(element("isis-database-entry", *parts, lsp_id=f"{names.get(lsa.router, lsa.router)}.{lsa.id}", sequence_number=f"0x{lsa.sequence:x}",
                                   checksum=f"0x{lsa.checksum:x}", remaining_lifetime=3600 - lsa.age))
        levels.append(element("isis-database", *entries, level=level))
    return {"isis": element("isis-database-information", *levels)}
