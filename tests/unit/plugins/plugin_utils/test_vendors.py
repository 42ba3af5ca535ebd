# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which connection leads to which vendor, and what is said where none does."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.device_task import fitting_vendor
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.faults import Fault
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.vendors import VENDORS, network_os_of, vendor


class Connection:
    def __init__(self, transport, **attributes):
        self.transport = transport
        self.__dict__.update(attributes)


class Action:
    def __init__(self, connection):
        self._connection = connection


@pytest.mark.parametrize("connection, network_os, name", [
    ("ssh", None, "frr"), ("ansible.builtin.local", None, "frr"), ("community.docker.docker", "", "frr"),
    ("network_cli", "ios", "iosxe"), ("ansible.netcommon.network_cli", "cisco.ios.ios", "iosxe"),
    ("netconf", "junos", "junos"), ("ansible.netcommon.netconf", "junipernetworks.junos.junos", "junos"), ("netconf", "juniper.device.junos", "junos")])
def test_a_connection_and_its_network_os_lead_to_one_vendor(connection, network_os, name):
    assert vendor(connection, network_os).name == name


@pytest.mark.parametrize("connection, network_os, path, said", [
    ("ssh", "cisco.ios.ios", "ansible_network_os", "ansible.netcommon.network_cli"),
    ("local", "junipernetworks.junos.junos", "ansible_network_os", "ansible.netcommon.netconf"),
    ("local", "arista.eos.eos", "ansible_network_os", "where FRR would be configured"),
    ("ansible.netcommon.network_cli", "arista.eos.eos", "ansible_network_os", "write cisco.ios.ios for iosxe"),
    ("network_cli", None, "ansible_network_os", "a device without it"),
    ("ansible.netcommon.netconf", "cisco.ios.ios", "ansible_network_os", "for junos"),
    ("httpapi", "arista.eos.eos", "ansible_connection", "known vendors: frr, iosxe, junos"),
    ("winrm", None, "ansible_connection", "gives no shell")])
def test_a_connection_that_leads_nowhere_is_a_fault_that_says_what_to_write(connection, network_os, path, said):
    fault = vendor(connection, network_os)
    assert isinstance(fault, Fault) and fault.path == path and said.lower() in str(fault).lower()


def test_a_shell_that_takes_no_script_is_unfit():
    assert "cannot pipe a script" in str(fitting_vendor(Action(Connection("paramiko_ssh", has_pipelining=False)), None))
    assert fitting_vendor(Action(Connection("ssh", has_pipelining=True)), None).name == "frr"


def test_a_network_connection_without_a_session_is_unfit():
    unfit = Connection("ansible.netcommon.network_cli", has_pipelining=True, _network_os="cisco.ios.ios")
    assert "persistent session" in str(fitting_vendor(Action(unfit), None))
    fit = Connection("ansible.netcommon.network_cli", _network_os="cisco.ios.ios", _socket_path="/run/session")
    assert fitting_vendor(Action(fit), None).name == "iosxe"


def test_a_delegated_network_task_goes_by_the_connection_and_a_delegated_shell_task_by_the_host():
    assert network_os_of(Connection("ansible.netcommon.network_cli", _network_os="cisco.ios.ios"), None) == "cisco.ios.ios"
    assert isinstance(fitting_vendor(Action(Connection("local", has_pipelining=True)), "cisco.ios.ios"), Fault)


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.name) for entry in VENDORS])
def test_every_vendor_has_a_dialect_and_a_release(entry):
    dialect = entry.language.dialect(update_password="always")
    assert dialect.name == entry.name and entry.language.release("no release") is None
