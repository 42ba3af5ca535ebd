# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""While a route server changes, no sample of its running configuration shows a door without its guard."""
from __future__ import annotations

import re
import threading

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import never
from ansible_collections.virtual_appliance.routing.tests.lab.harness.route_watch import RouteWatch
from ansible_collections.virtual_appliance.routing.tests.lab.harness.vtysh_wrapper import Wrapper

PAUSE = 0.25
RANGE = re.compile(r"^ bgp listen range \S+ peer-group (\S+)$", re.MULTILINE)
GROUP_WORDS = (" password ", " activate", " route-map {group}-IN in", " route-map VA-NOTHING out")


class Watcher:
    """Polls the running configuration as fast as it can. Where mgmtd runs (FRR 9 and newer) a vtysh more makes it lose lines of a change, seen
    on 10.3 with any show command; there the wrapper looks between the steps instead."""

    def __init__(self, node, wrapper):
        self._node, self._wrapper, self._end = node, wrapper, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.samples = []

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_problem):
        self._end.set()
        self._thread.join()
        self.samples += self._wrapper.samples

    def _run(self):
        while not self._wrapper.sampling and not self._end.is_set():
            text = self._node.running_config()
            if not self.samples or self.samples[-1] != text:
                self.samples.append(text)


def faults(text, addresses):
    """What is open without its guard: ranges whose group lacks key or filters, filters that do not exist, addresses without policy."""
    found = []
    for group in set(RANGE.findall(text)):
        lacking = [word.format(group=group) for word in GROUP_WORDS if f" neighbor {group}{word.format(group=group)}" not in text]
        missing = [name for name in (f"{group}-IN", f"VA-SCRUB-{group[-1]}", "VA-NOTHING") if f"\nroute-map {name} " not in text]
        if lacking or missing:
            found.append(f"a range of {group} stands without {lacking + missing}")
    for address in addresses:
        if re.search(rf"^ ip(v6)? address {address}/", text, re.MULTILINE):
            if not RANGE.search(text):
                found.append(f"{address} is there before any range")
            cost = rf"ip ospf cost \d+ {address}$" if "." in address else r"\n redistribute connected route-map VA-ANYCAST-6\n"
            if not re.search(cost, text, re.MULTILINE):
                found.append(f"{address} is there without its cost")
    return found


def absent(text, name):
    """The route map where it does not exist, and whatever it refers to that does not."""
    entries = re.findall(rf"^route-map {name} .*?^exit$", text, re.MULTILINE | re.DOTALL)
    lists = {word for entry in entries for word in re.findall(r" prefix-list (\S+)", entry)}
    found = [] if entries else [f"route-map {name}"]
    found += [f"prefix-list {word}" for word in sorted(lists) if f" prefix-list {word} seq " not in text]
    return found + [one for entry in entries for word in re.findall(r"^ call (\S+)", entry, re.MULTILINE) for one in absent(text, word)]


@pytest.fixture
def emptied(site):
    node = site.node("rs1")
    site.apply(node, site.route_server_state("rs1", state="absent"))
    yield node
    site.apply(node, site.route_server_state("rs1"))


def test_no_sample_shows_a_range_without_key_and_filters_or_an_address_without_sessions(site, domain, emptied):
    pool(domain, "web")["subnets"][0] = "10.1.0.0/17"
    pool(domain, "web")["prefixes"][0]["lengths"] = "30-32"
    domain["pools"].append({"name": "new", "subnets": ["10.66.0.0/16"], "password": "new-key", "prefixes": [{"within": "203.0.113.0/24"}]})
    domain["pools"].pop(1)
    has_mgmtd = "mgmtd" in emptied.vtysh("show daemons")
    states = {"deploy": site.route_server_state("rs1"), "change": site.route_server_state("rs1", domain),
              "removal": site.route_server_state("rs1", domain, state="absent")}
    for name, state in states.items():
        wrapper = Wrapper(emptied, pause=PAUSE, sampling=has_mgmtd)
        with Watcher(emptied, wrapper) as watcher:
            assert site.apply(emptied, state, vtysh_command=wrapper.command)["changed"]
        print(f"{name}: {len(watcher.samples)} different samples")
        assert len(watcher.samples) >= len(wrapper.steps) > 3, "the watcher saw too little"
        assert [fault for text in watcher.samples for fault in faults(text, site.anycast())] == [], name


def test_the_watcher_would_see_it(site):
    """The check itself can fail."""
    good = site.node("rs1").running_config()
    assert faults(good, site.anycast()) == []
    assert faults(re.sub(r"\n neighbor VA-web-4 password \S+", "", good), [])
    assert faults(good.replace("\n  neighbor VA-web-6 route-map VA-NOTHING out", ""), [])
    assert faults(re.sub(r"\nroute-map VA-SCRUB-4 [^!]*!", "\n", good), [])
    assert faults(RANGE.sub("", good), site.anycast())
    assert faults(good.replace(" ip ospf cost 10 10.255.0.1\n", ""), site.anycast())


def test_no_accepted_prefix_is_missing_for_one_sample_while_filters_change(site, domain, deploy):
    """The bounds move around what the appliances announce, on both route servers, and back."""
    pool(domain, "web")["prefixes"] = [{"within": "192.0.2.0/25", "lengths": 29}, {"within": "192.0.2.128/25", "lengths": "29-32"},
                                       {"within": "2001:db8:100::/40", "lengths": 64}]
    pool(domain, "edge")["prefixes"].append({"within": "203.0.113.0/24", "lengths": 32})
    announced = [prefix for node in site.appliances for prefix in node.plan.vars["appliance_prefixes"]]
    with RouteWatch(site.fabric, announced) as watch:
        for wanted in (domain, site.domain):
            assert all(result["changed"] for result in deploy(wanted).values())
            never(lambda: watch.gaps, 6, "a prefix was missing")
    assert not watch.gaps, watch.report()
