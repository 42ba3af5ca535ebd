# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import os

import pytest
from lab.junos import schema_tree

TREE = {"c": {"one": {"l": True}, "two": {"l": True}, "three": {"c": {"four": {"p": True}}}}, "_enums": [["a", "b"]]}


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A schema, and a place of its own for what is kept of it."""
    path = tmp_path / "tree.json"
    path.write_text(json.dumps(TREE), encoding="utf-8")
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(schema_tree, "_source", lambda: path)
    return path


def kept(source):
    return [path for path in (source.parent / "kept").rglob("*") if path.is_file()]


def test_what_was_read_once_is_not_parsed_again(source, monkeypatch):
    first = schema_tree.read()
    monkeypatch.setattr(schema_tree.json, "load", lambda *given, **named: pytest.fail("the JSON was read again"))
    assert schema_tree.read() == first == TREE and len(kept(source)) == 1


def test_equal_nodes_are_one_dict_also_when_they_were_kept(source):
    for tree in (schema_tree.read(), schema_tree.read()):
        assert tree["c"]["one"] is tree["c"]["two"]


def test_another_schema_is_read_anew(source):
    schema_tree.read()
    other = {"c": {"five": {"p": True}}, "_enums": []}
    source.write_text(json.dumps(other), encoding="utf-8")
    os.utime(source, (1, 1))
    assert schema_tree.read() == other == schema_tree.read()


@pytest.mark.parametrize("broken", [b"", b"no marshal", b"\xfb\x01\x00\x00"], ids=["empty", "another format", "cut off"])
def test_what_is_broken_is_made_anew(source, broken):
    schema_tree.read()
    (place,) = kept(source)
    place.write_bytes(broken)
    assert schema_tree.read() == TREE and place.read_bytes() != broken


def test_where_nothing_can_be_kept_it_is_read_all_the_same(source, tmp_path):
    (tmp_path / "kept").write_text("no directory", encoding="utf-8")
    assert schema_tree.read() == schema_tree.read() == TREE
