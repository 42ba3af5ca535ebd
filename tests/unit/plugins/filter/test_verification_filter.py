# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.virtual_appliance.routing.plugins.filter.verification import verification
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import DOMAIN, healthy

DATABASE = {"name": "database", "title": "The link-state database agrees", "examined": 4,
            "findings": [{"severity": "warning", "subject": "f1", "evidence": "it has ECMP to a", "advice": "look at the costs"}]}


def devices():
    return [{"name": name, **values, "prefixes": list(values.get("prefixes", ()))} for name, values in healthy().items()]


def test_a_check_that_was_made_elsewhere_is_reported_and_fails_the_run_as_the_others_do():
    report = verification(devices(), DOMAIN, more=[DATABASE], fail_on="warning")
    assert report["failing"] == ["database"] and report["count"]["warning"] == 1
    assert "WARNING f1: it has ECMP to a. Look at the costs." in report["lines"]
    assert 'classname="verify.database" name="f1"' in report["junit"]
    assert verification(devices(), DOMAIN, more=[DATABASE])["failing"] == []


def test_what_is_wrong_with_the_input_is_named_at_once():
    wrong = {**DATABASE, "findings": [{"severity": "fatal", "subject": "f1", "evidence": "-"}]}
    with pytest.raises(AnsibleFilterError) as caught:
        verification(devices(), DOMAIN, more=[wrong], fail_on="always")
    assert "more[0].findings[0].severity" in str(caught.value) and "fail_on" in str(caught.value)


def test_names_that_were_not_read_are_said():
    report = verification(devices(), DOMAIN, names={"appliance": ["web1", "web2", "web3"]})
    assert [finding["subject"] for finding in report["findings"]] == ["web3"]
