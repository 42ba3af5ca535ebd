# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NETCONF's messages as Junos writes them: end-of-message framing, hello, replies and errors."""
from __future__ import annotations

from lxml import etree

from .checks import Refusal
from .loading import Note

BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
END = "]]>]]>"  # RFC 4742 4.2; Junos announces base:1.0 alone unless `rfc-compliant` is set
LEGACY = "urn:ietf:params:xml:ns:netconf:"
CAPABILITIES = (  # NETCONF guide, Start NETCONF Sessions
    "urn:ietf:params:netconf:base:1.0",
    "urn:ietf:params:netconf:capability:candidate:1.0",
    "urn:ietf:params:netconf:capability:confirmed-commit:1.0",
    "urn:ietf:params:netconf:capability:validate:1.0",
    "urn:ietf:params:netconf:capability:url:1.0?scheme=http,ftp,file",
    f"{LEGACY}base:1.0",
    f"{LEGACY}capability:candidate:1.0",
    f"{LEGACY}capability:confirmed-commit:1.0",
    f"{LEGACY}capability:validate:1.0",
    f"{LEGACY}capability:url:1.0?protocol=http,ftp,file",
    "http://xml.juniper.net/netconf/junos/1.0",
    "http://xml.juniper.net/dmi/system/1.0",
)
Body = list[etree._Element]


def hello(session: int) -> str:
    listed = "".join(f"<capability>{capability.replace('&', '&amp;')}</capability>" for capability in CAPABILITIES)
    return f'<hello xmlns="{BASE}"><capabilities>{listed}</capabilities><session-id>{session}</session-id></hello>\n{END}\n'


def reply(message: str | None, body: Body, release: str) -> str:
    """message: the request's message-id."""
    head = etree.Element("rpc-reply")
    if message is not None:
        head.set("message-id", message)
    for element in body:
        head.append(element)
    text = etree.tostring(head, encoding="unicode")
    version = release.split("-")[0].split(".")
    junos = f"http://xml.juniper.net/junos/{'.'.join(version[:2])}/junos"
    return text.replace("<rpc-reply", f'<rpc-reply xmlns="{BASE}" xmlns:junos="{junos}"', 1) + f"\n{END}\n"


def made(tag: str, *children: etree._Element | str, **values: str) -> etree._Element:
    """An element with its children or its text; `values` are children with a text each, `_` in their names being `-`."""
    element = etree.Element(tag)
    for child in children:
        if isinstance(child, str):
            element.text = child
        else:
            element.append(child)
    for name, value in values.items():
        etree.SubElement(element, name.replace("_", "-")).text = value
    return element


def ok() -> Body:
    return [made("ok")]


def error(said: str, tag: str = "operation-failed", path: str = "", element: str = "", kind: str = "protocol", severity: str = "error",
          holder: int = 0) -> etree._Element:
    """RFC 6241 4.3. holder: the session that has the lock."""
    fault = made("rpc-error", **{"error-type": kind, "error-tag": tag, "error-severity": severity})
    if path:
        fault.append(made("error-path", path))
    fault.append(made("error-message", said))
    if element or holder:
        fault.append(made("error-info", made("bad-element", element) if element else made("session-id", str(holder))))
    return fault


def noted(note: Note) -> etree._Element:
    """Of a load (a reply kept in public: error-message `syntax error`, bad-element)."""
    return error(note.said, path=note.path, element=note.element, severity="error" if note.error else "warning")


def refused(refusals: list[Refusal], committing: bool) -> etree._Element:
    """<commit-results> of a commit, or of its check, that was refused (replies in the tests of Juniper's go-netconf)."""
    results = etree.Element("commit-results")
    for refusal in refusals:
        path = f"[edit{''.join(f' {word}' for word in refusal.path)}]"
        said = f"mgd: {refusal.said}" if refusal.mandatory else refusal.said
        results.append(error(said, "invalid-value", path, refusal.element, "application"))
    missing = any(refusal.mandatory for refusal in refusals)
    what = "commit failed" if committing and missing else "configuration check-out failed"
    results.append(error(f"{what}: (missing mandatory statements)" if missing else what))
    return results


def committed(check: bool) -> Body:
    engine = made("routing-engine", made("name", "re0"), made("commit-check-success" if check else "commit-success"))
    return [made("commit-results", engine), *ok()]


def stripped(element: etree._Element) -> etree._Element:
    """The element without namespaces and comments; attributes keep their local names."""
    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = etree.QName(each).localname
            for name in [name for name in each.attrib if name.startswith("{")]:
                each.set(etree.QName(name).localname, each.attrib.pop(name))
    etree.cleanup_namespaces(element)
    return element
