# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What show commands print."""
from __future__ import annotations

import re
import time

from .device import NOT_PENDING, NVRAM, Device, numbers

NAMES = {16: "Everest", 17: "Dublin"}
VERSION = """\
Cisco IOS XE Software, Version {padded}
Cisco IOS Software [{name}], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version {plain}, RELEASE SOFTWARE (fc2)
Technical Support: http://www.cisco.com/techsupport


ROM: IOS-XE ROMMON

{hostname} uptime is {uptime}
Uptime for this control processor is {uptime}
System returned to ROM by reload
System image file is "bootflash:packages.conf"
Last reload reason: reload


cisco C8000V (VXE) processor (revision VXE) with 2028465K/3075K bytes of memory.
Processor board ID 9TWIN0000001
Router operating mode: Autonomous
32768K bytes of non-volatile configuration memory.

Configuration register is 0x2102
"""


def version(device: Device) -> str:
    """The lines that tools read, in the shape of the recorded `show version` (recorded)."""
    release = device.release
    letters = re.search(r"[a-z]*$", release)[0]
    parts = numbers(release)
    minutes = int((time.time() - device.started) // 60)
    return VERSION.format(
        hostname=device.hostname, name=NAMES.get(parts[0], "Dublin"), uptime=f"{minutes} minute{'s' if minutes != 1 else ''}",
        padded=".".join([str(parts[0]), *(f"{part:02d}" for part in parts[1:])]) + letters, plain=".".join(str(part) for part in parts) + letters)


def interface(device: Device, name: str) -> str | None:
    """`show running-config interface X` (recorded-archive); None where there is none."""
    node = device.root.child(f"interface {name}")
    if node is None:
        return None
    lines = list(node.lines())[len(node.lead):]
    body = "".join(f"{line}\n" for line in ("!", *lines, "end"))
    return f"Building configuration...\n\nCurrent configuration : {len(body) + 1} bytes\n{body}"


def startup(device: Device) -> str:
    body = device.startup.split(" bytes\n", 1)[1]
    return f"Using {len(body)} out of {NVRAM} bytes\n{body}"


def archive(device: Device) -> str:
    """recorded-archive, archive-blog"""
    if not device.archive_path:
        return " Archive feature not enabled\n"
    names = [f"   {number:<9}{name}" for number, name in enumerate(device.archived, 1)]
    if names:
        names[-1] += " <- Most Recent"
    return "".join(f"{line}\n" for line in (
        f"The maximum archive configurations allowed is {device.archive_maximum}.",
        f"There are currently {len(names)} archive configurations saved.",
        f"The next archive file will be named {device.archive_path}-<timestamp>-{len(names)}",
        " Archive #  Name", *names))


def rollback_timer(device: Device) -> str:
    """archive-command for the fields, napalm for how they are written."""
    pending = device.pending
    if pending is None:
        return f"{NOT_PENDING}\n"
    since = time.strftime("%H:%M:%S UTC %a %b %-d %Y", time.gmtime(pending.since))
    return f"Time configured(or reconfigured): {since}\nTimer type: absolute timer\nTimer value: {pending.minutes} min\nUser: {pending.user}\n"
