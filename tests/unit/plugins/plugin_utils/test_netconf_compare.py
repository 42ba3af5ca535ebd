# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device's comparison shows against what a change lets expect: texts in the format of `show | compare`."""
from __future__ import annotations

import re

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf_compare import Comparison, differences, predicted, shown

RUNNING = """set version 22.4R3
set policy-options policy-statement FOREIGN then accept
set protocols bgp group VA-web type internal
set protocols bgp group VA-web hold-time 30
set protocols bgp group VA-web export VA-out
set protocols bgp group VA-web neighbor 10.0.0.1
set protocols ospf export A
set protocols ospf export B
"""
GROUP = "protocols bgp group VA-web"
SECRET = "$9$abc-DEF"


def mask(text):
    return re.sub(r"(authentication-key )\S+", r"\1********", text)


def paths(*lines):
    return frozenset(tuple(line.split()) for line in lines)


def unforeseen(text, *lines, running=RUNNING):
    return differences(predicted(running, lines), shown(text), mask)


def test_statements_are_read_out_of_nested_braces_and_what_stands_beside_them_is_left_out():
    text = """
[edit security address-book global]
     address server1 { ... }
+    address dc-laptop 192.168.22.7/32;
[edit forwarding-options helpers bootp server 192.168.10.2]
-     routing-instance srx-vr;
[edit security zones security-zone vendors interfaces]
      reth0.1000 { ... }
+     reth0.520 {
+         host-inbound-traffic {
+             system-services {
+                 dhcp;
+                 ping;
+             }
+         }
+     }
"""
    services = "security zones security-zone vendors interfaces reth0.520 host-inbound-traffic system-services"
    assert shown(text) == Comparison(
        paths("security address-book global address dc-laptop 192.168.22.7/32", f"{services} dhcp", f"{services} ping"),
        paths("forwarding-options helpers bootp server 192.168.10.2 routing-instance srx-vr"))


def test_the_top_level_and_one_line_blocks_are_read():
    assert shown("[edit]\n+  policy-options {\n+      community C members 65000:1;\n+  }\n").added == paths("policy-options community C members 65000:1")
    assert shown("[edit policy-options]\n+   policy-statement P { then accept; }\n").added == paths("policy-options policy-statement P then accept")


@pytest.mark.parametrize("text", ["", "\n"])
def test_nothing_is_no_difference(text):
    assert unforeseen(text) == []


def test_a_list_of_values_counts_value_by_value():
    text = "[edit protocols ospf]\n-   export [ A B ];\n+   export [ A B VA-ANYCAST ];\n"
    assert unforeseen(text, "set protocols ospf export VA-ANYCAST") == []


def test_a_replaced_value_goes_without_a_deletion():
    text = f"[edit {GROUP}]\n-    hold-time 30;\n+    hold-time 90;\n"
    assert unforeseen(text, f"set {GROUP} hold-time 90") == []
    assert unforeseen(text, f"delete {GROUP} hold-time", f"set {GROUP} hold-time 90") == []


@pytest.mark.parametrize("old, new", [('"two words"', '"three more words"'), ('"two words"', "one"), ("one", '"two words"'), ('"a; {b}"', '"c [ d ]"')])
def test_a_replaced_value_of_several_words_goes_without_a_deletion_too(old, new):
    running = f"{RUNNING}set {GROUP} description {old}\n"
    text = f"[edit {GROUP}]\n-    description {old};\n+    description {new};\n"
    assert unforeseen(text, f"set {GROUP} description {new}", running=running) == []
    other = f"[edit {GROUP}]\n-    description {old};\n+    description {new};\n-    cluster 10.0.0.9;\n"
    assert unforeseen(other, f"set {GROUP} description {new}", running=running) == [f"it removes, unforeseen: - set {GROUP} cluster 10.0.0.9"]


def test_a_deletion_takes_all_that_is_below():
    text = ("[edit protocols bgp]\n-    group VA-web {\n-        type internal;\n-        hold-time 30;\n"
            "-        export VA-out;\n-        neighbor 10.0.0.1;\n-    }\n")
    assert unforeseen(text, f"delete {GROUP}") == []


def test_what_is_deleted_and_set_again_is_no_difference():
    assert unforeseen("\n", f"delete {GROUP} type", f"set {GROUP} type internal") == []


def test_a_statement_below_another_replaces_it_nowhere():
    text = f"[edit {GROUP} neighbor 10.0.0.1]\n+    description x;\n"
    assert unforeseen(text, f"set {GROUP} neighbor 10.0.0.1 description x") == []


def test_a_statement_that_others_stand_below_is_not_shown_by_itself():
    text = "[edit protocols bgp]\n+    group N {\n+        type internal;\n+    }\n"
    assert unforeseen(text, "set protocols bgp group N", "set protocols bgp group N type internal") == []


def test_order_is_not_compared():
    text = "[edit policy-options policy-statement FOREIGN]\n!    term b { ... }\n"
    assert unforeseen(text, "insert policy-options policy-statement FOREIGN term b before term a") == []


def test_quotes_do_not_count():
    assert unforeseen('[edit system]\n+   domain-name "a.b";\n', "set system domain-name a.b") == []
    assert unforeseen('[edit system]\n+   login { message "say \\"hi\\"; {x}"; }\n', 'set system login message "say \\"hi\\"; {x}"') == []


def test_a_key_is_compared_without_its_value_as_the_device_stores_it_in_its_own_way():
    running = f'{RUNNING}set {GROUP} authentication-key "$9$old"\n'
    text = f'[edit {GROUP}]\n-   authentication-key "$9$old"; ## SECRET-DATA\n+   authentication-key "{SECRET}"; ## SECRET-DATA\n'
    assert unforeseen(text, f"set {GROUP} authentication-key clear", running=running) == []
    told = unforeseen(text)
    assert told and SECRET not in " ".join(told) and "clear" not in " ".join(told)


@pytest.mark.parametrize("text, line, said", [
    ("", f"set {GROUP} hold-time 90", "it does not add: + set protocols bgp group VA-web hold-time 90"),
    ("", f"delete {GROUP} hold-time", "it does not remove: - set protocols bgp group VA-web hold-time 30"),
    ("[edit system]\n+  host-name x;\n", f"set {GROUP} type internal", "it adds, unforeseen: + set system host-name x"),
    (f"[edit {GROUP}]\n-  hold-time 30;\n", f"set {GROUP} type internal", "it removes, unforeseen: - set protocols bgp group VA-web hold-time 30"),
    (f"[edit {GROUP}]\n-  hold-time 30;\n+  type external;\n-  type internal;\n", f"set {GROUP} type external",
     "it removes, unforeseen: - set protocols bgp group VA-web hold-time 30")])
def test_each_way_to_differ_is_named(text, line, said):
    assert unforeseen(text, line) == [said]


def test_many_differences_are_counted():
    text = "[edit system]\n" + "".join(f"+  x{number} y;\n" for number in range(25))
    assert unforeseen(text)[0].endswith("and 15 more")


def test_annotations_are_no_statements():
    """Junos shows them before what they are of, in any number of lines; what looks like one in quotes is a value."""
    running = 'set protocols bgp group G description "of /* nobody"\nset protocols bgp group G hold-time 30\nset protocols bgp group H type internal\n'
    text = """[edit protocols bgp]
-    /* ours; of { tuesday
-     * and } of "wednesday */
-    group G {
-        description "of /* nobody";
-        /* slow */
-        hold-time 30; /* very */
-    }
"""
    wanted = predicted(running, ["delete protocols bgp group G"])
    assert differences(wanted, shown(text), lambda line: line) == []
