# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab for all behaviour tests: the topology two_sites with the collection deployed by ansible-playbook.

VA_LAB_DIRECTORY names its directory, VA_LAB_KEEP=1 leaves it up, VA_FRR_ROOT names a tree with another FRR.
"""
from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import Domain, Site


def _unfit() -> str:
    if not sys.platform.startswith("linux"):
        return "the lab needs Linux"
    if os.geteuid() != 0:
        return "the lab needs root (network namespaces)"
    if not os.environ.get("VA_FRR_ROOT") and not Path("/usr/lib/frr/frrinit.sh").exists():
        return "FRR is not installed (Debian: frr)"
    if shutil.which("ansible-playbook", path=str(Path(sys.executable).parent)) is None:
        return "ansible-playbook is not in this Python's environment"
    return ""


@pytest.fixture(scope="session")
def machine() -> None:
    """One that can run labs; elsewhere the tests are skipped and say why."""
    reason = _unfit()
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def site(machine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    given = os.environ.get("VA_LAB_DIRECTORY")
    topology = os.environ.get("VA_LAB_TOPOLOGY", "two_sites")
    built = Site(Path(given) if given else tmp_path_factory.mktemp("lab"), topology)
    try:
        built.up()
        built.ansible()
        built.settle("the deployed lab settles")
        yield built
    finally:
        if not os.environ.get("VA_LAB_KEEP"):
            built.lab.down()


@pytest.fixture(scope="module", autouse=True)
def pristine(site: Site) -> Iterator[None]:
    """Whatever a module's tests do, the next module finds the lab as it was deployed."""
    yield
    site.restore()


@pytest.fixture
def domain(site: Site) -> Domain:
    """A copy of the domain, to change and deploy."""
    return site.changed()


@pytest.fixture
def deploy(site: Site) -> Iterator[Callable[..., Any]]:
    """`deploy(domain, appliances=False)`; after the test the lab's own domain is deployed again."""
    asked = []

    def changed(wanted: Domain, **options: Any) -> Any:
        asked.append(options)
        return site.deploy(wanted, **{"appliances": False, **options})

    yield changed
    if asked:
        site.deploy(appliances=any(options.get("appliances") for options in asked))
