# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loading in every format and with every action, and what an RPC answers to it."""
from __future__ import annotations

import pytest

pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
etree = pytest.importorskip("lxml.etree", reason="lxml, with which the twin writes XML, is not installed")

from lab.junos.device import Client, Device  # noqa: E402 - after the checks above
from lab.junos.faults import Faults  # noqa: E402
from lab.junos.messages import reply, stripped  # noqa: E402
from lab.junos.rpcs import Rpcs  # noqa: E402

STARTUP = """\
set system host-name r1
set policy-options policy-statement P term one then reject
set policy-options policy-statement Q term one then reject
set protocols bgp group G hold-time 30
set protocols bgp group G import P"""


class Asking:
    def __init__(self, startup=STARTUP, **options):
        self.device = Device(startup, **options)
        self.rpcs = Rpcs(self.device, Client(1, "admin", 0.0))

    def ask(self, rpc):
        body = self.rpcs.answer(stripped(etree.fromstring(rpc)), Faults())
        return etree.fromstring(reply("1", body, self.device.release).split("]]>]]>")[0])

    def said(self, rpc):
        return [each.text for each in self.ask(rpc).iter("{*}error-message")]

    def changes(self):
        """Lines that the candidate has more, and fewer, than the startup configuration."""
        now, then = self.device.candidate.lines(), STARTUP.split("\n")
        return [line for line in now if line not in then], [line for line in then if line not in now]


@pytest.fixture
def asking():
    return Asking()


def text(content, action="merge"):
    return f'<load-configuration action="{action}" format="text"><configuration-text>{content}</configuration-text></load-configuration>'


def xml(content, action="merge"):
    return f'<load-configuration action="{action}" format="xml"><configuration>{content}</configuration></load-configuration>'


GROUP = "<protocols><bgp><group{}><name>G</name>{}</group></bgp></protocols>"
MERGED = (["set protocols bgp group G type internal"], [])
REPLACED = (["set protocols bgp group G type internal"], ["set protocols bgp group G hold-time 30", "set protocols bgp group G import P"])


@pytest.mark.parametrize(("rpc", "changes"), [
    (text("protocols { bgp { group G { type internal; } } }"), MERGED),
    (xml(GROUP.format("", "<type>internal</type>")), MERGED),
    (text("protocols { bgp { replace: group G { type internal; } } }", "replace"), REPLACED),
    (xml(GROUP.format(' replace="replace"', "<type>internal</type>"), "replace"), REPLACED),
    (text("protocols { bgp { replace: group G { type internal; } } }"), MERGED),
    (xml(GROUP.format(' xmlns:nc="urn:x" nc:operation="replace"', "<type>internal</type>"), "replace"), REPLACED),
    (text("protocols { bgp { group G { delete: hold-time; } } }"), ([], ["set protocols bgp group G hold-time 30"])),
    (xml(GROUP.format("", '<hold-time delete="delete"/>')), ([], ["set protocols bgp group G hold-time 30"])),
    (xml("<policy-options><policy-statement delete='delete'><name>Q</name></policy-statement></policy-options>"),
     ([], ["set policy-options policy-statement Q term one then reject"])),
    (text("protocols { bgp { inactive: group G { hold-time 60; } } }"),
     (["set protocols bgp group G hold-time 60", "deactivate protocols bgp group G"], ["set protocols bgp group G hold-time 30"])),
    (xml(GROUP.format(' inactive="inactive"', "")), (["deactivate protocols bgp group G"], [])),
    (text("protocols { bgp { group G { import [ Q R ]; /* why */ } } } # the end"),
     (["set protocols bgp group G import Q", "set protocols bgp group G import R"], [])),
    (text('system { host-name r1; location { building "a { b; } c"; } }', "override"),
     (['set system location building "a { b; } c"'], STARTUP.split("\n")[1:])),
    (text("system { host-name r1; }", "update"), ([], STARTUP.split("\n")[1:])),
], ids=lambda value: "" if isinstance(value, tuple) else value[20:110])
def test_an_action_does_what_it_says(asking, rpc, changes):
    assert asking.said(rpc) == [] and asking.changes() == changes


@pytest.mark.parametrize(("rpc", "said", "errors"), [
    (text("protocols { bgp { group G { alow 10.0.0.0/8; } } }"), ["syntax error"], "1"),
    (text("protocols { bgp { group G { hold-time 60; }"), ["syntax error"], "1"),
    (text("protocols { bgp } }"), ["syntax error"], "1"),
    (xml("<protocols><bgp><groop><name>G</name></groop></bgp></protocols>"), ["syntax error"], "1"),
    (xml("<protocols><bgp><group><name>G</name><type>inner</type></group></bgp></protocols>"), ["syntax error"], "1"),
    ('<load-configuration action="set" format="text"><configuration-set>set alow\nset blow</configuration-set></load-configuration>',
     ["syntax error", "syntax error"], "2"),
    ('<load-configuration action="set" format="text"><configuration-set>delete protocols ospf</configuration-set></load-configuration>',
     ["warning: statement not found"], None),
])
def test_what_is_no_statement_is_counted_as_an_error(asking, rpc, said, errors):
    answer = asking.ask(rpc)
    assert [each.text for each in answer.iter("{*}error-message")] == said
    assert answer.findtext("{*}load-configuration-results/{*}load-error-count") == errors
    assert (answer.find("{*}load-configuration-results/{*}ok") is not None) == (errors is None)


@pytest.mark.parametrize(("rpc", "said"), [
    ("<lock><target><running/></target></lock>", "only the candidate configuration can be locked"),
    ("<open-configuration><private/></open-configuration>", "this twin has no private configuration database"),
    ('<load-configuration rollback="7"/>', "could not open rollback configuration: 7"),
    ('<load-configuration rollback="x"/>', "Invalid numeric value: 'x'"),
    ('<load-configuration format="json"><configuration-json>{}</configuration-json></load-configuration>',
     "this twin loads configuration-set, configuration-text and configuration"),
    ('<get-configuration compare="rollback" rollback="0" format="json"/>', "this twin compares as text, not as json"),
    ("<commit-configuration><confirmed/><confirm-timeout>0</confirm-timeout></commit-configuration>", "Invalid numeric value: '0'"),
    ("<commit-configuration><at-time>22:00</at-time></commit-configuration>", "this twin commits at once"),
    ("<command>show configuration protocolz</command>", "syntax error, expecting &lt;command&gt;".replace("&lt;", "<").replace("&gt;", ">")),
    ("<command>show weather</command>", "syntax error, expecting <command>"),
])
def test_what_it_does_not_do_it_refuses(asking, rpc, said):
    assert asking.said(rpc) == [said] and asking.changes() == ([], [])


@pytest.mark.parametrize(("rpc", "minutes"), [
    ("<commit-configuration><confirmed/><confirm-timeout>3</confirm-timeout></commit-configuration>", 3),
    ("<commit-configuration><confirmed/></commit-configuration>", 10),
    ("<commit><confirmed/><confirm-timeout>90</confirm-timeout></commit>", 1.5),
    ("<commit><confirmed/></commit>", 10),
])
def test_a_timeout_counts_minutes_or_seconds(asking, rpc, minutes):
    asking.ask(text("routing-options { autonomous-system 65000; }"))
    assert asking.said(rpc) == [] and asking.device.history[0].rollback == minutes


def test_a_mandatory_statement_that_misses_is_told_in_the_form_of_junos(asking):
    asking.ask(text("routing-options { autonomous-system 65000; } protocols { bgp { group G { family inet { unicast { prefix-limit { teardown 80; } } } } } }"))
    first, last = asking.ask("<commit-configuration/>").iter("{*}rpc-error")
    assert {child.tag.split("}")[1]: "".join(child.itertext()) for child in first} == {
        "error-type": "application", "error-tag": "invalid-value", "error-severity": "error",
        "error-path": "[edit protocols bgp group G family inet unicast]", "error-message": "mgd: Missing mandatory statement: 'maximum'",
        "error-info": "prefix-limit"}
    assert last.findtext("{*}error-message") == "commit failed: (missing mandatory statements)"


def test_a_level_of_the_configuration_is_shown(asking):
    shown = asking.ask('<command format="text">show configuration policy-options policy-statement P</command>')
    assert shown.findtext(".//{*}configuration-output") == "\nterm one {\n    then reject;\n}\n"
    lines = asking.ask('<command format="text">show configuration protocols | display set</command>')
    assert lines.findtext(".//{*}configuration-set") == "\nset protocols bgp group G hold-time 30\nset protocols bgp group G import P\n"


def test_the_secret_of_a_key_is_marked_in_the_text_format():
    asking = Asking("set protocols bgp group G authentication-key opensesame")
    shown = asking.ask('<get-configuration format="text"/>').findtext("{*}configuration-text")
    assert '"; ## SECRET-DATA\n' in shown and 'authentication-key "$9$' in shown and "opensesame" not in shown
    assert asking.said(text(shown, "override").replace("##", "#")) == [] and not asking.device.dirty
