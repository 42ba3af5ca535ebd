# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.virtual_appliance.routing.plugins.filter.verification import verification
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import DOMAIN, healthy

DATABASE = {"ipv4": {"routers": 4, "paths": {"addresses": {"a": {}}}, "findings": [
    {"check": "covering", "address": "a", "routers": ["f1"], "text": "f1 announces 10.0.0.0/8, which holds a"}]}}


def devices():
    return [{"name": name, **values, "prefixes": list(values.get("prefixes", ()))} for name, values in healthy().items()]


def test_the_link_state_database_is_a_check_that_fails_the_run_as_the_others_do():
    report = verification(devices(), DOMAIN, database=DATABASE, fail_on="warning")
    assert report["failing"] == ["link_state"] and report["count"]["warning"] == 1
    assert "WARNING f1: IPv4: f1 announces 10.0.0.0/8, which holds a. Announce nothing that holds an anycast address." in report["lines"]
    assert 'classname="verify.link_state" name="f1"' in report["junit"]
    assert verification(devices(), DOMAIN, database=DATABASE)["failing"] == []


def test_what_is_wrong_with_the_input_is_named_at_once():
    with pytest.raises(AnsibleFilterError) as caught:
        verification([{**devices()[0], "role": "spine"}], DOMAIN, fail_on="always")
    assert "devices[0].role" in str(caught.value) and "fail_on" in str(caught.value)


def test_names_that_were_not_read_are_said():
    report = verification(devices(), DOMAIN, names={"appliance": ["web1", "web2", "web3"]})
    assert [finding["subject"] for finding in report["findings"]] == ["web3"]
