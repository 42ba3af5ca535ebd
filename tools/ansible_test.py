# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-test on a copy of the collection, without a container engine and without touching the caller's home.

usage: tools/ansible_test.py sanity|units [ARGUMENT...]
"""

from __future__ import annotations

import ast
import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
HOME = BUILD / "home"

# ansible-test downloads a pip installer by this name; the number differs by core (2.16: 23_1_2, from 2.18: 24_2).
PIP_INSTALLERS = ("get_pip_23_1_2.py", "get_pip_24_2.py", "get_pip_25_2.py")
UNIT_TEST_PACKAGES = ("asyncssh", "hypothesis", "junoscfg", "lxml", "netaddr", "netutils", "networkx", "paramiko")
PIP_INSTALLER = '''\
"""Stands in for the pip installer that ansible-test would download: the pip that Python carries does the same."""
import subprocess
import sys

arguments = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "ensurepip", "--default-pip"])
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", *arguments]))
'''


def collection_files(root: Path) -> list[str]:
    """What git knows or would add; without git (a released archive), everything outside build/."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, check=False,
    )
    if listed.returncode == 0:
        names = {os.fsdecode(name) for name in listed.stdout.split(b"\0") if name}
    else:
        names = {
            str(path.relative_to(root)) for path in root.rglob("*")
            if not path.is_dir() and path.relative_to(root).parts[0] not in ("build", ".git")
        }
    return sorted(name for name in names if os.path.lexists(root / name))


def copy_collection(root: Path, target: Path) -> None:
    """A fresh copy with a git index of its own: ansible-test looks at what git lists."""
    shutil.rmtree(target, ignore_errors=True)
    for name in collection_files(root):
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, destination, follow_symlinks=False)
    for command in (["init", "-q"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=target, check=True, stdout=subprocess.DEVNULL)


def write_unit_requirements(collection: Path) -> None:
    """ansible-test reads what unit tests import from a file of its own; the versions are ours."""
    pinned = [line for name in ("runtime", "test") for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()]
    wanted = [line for line in pinned if line.split("==")[0] in UNIT_TEST_PACKAGES]
    target = collection / "tests" / "unit" / "requirements.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join([*wanted, ""]), encoding="utf-8")


def pip_settings() -> dict[str, str]:
    """The caller's pip settings from files and environment: ansible-test hides both from the pip that it runs."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    settings: dict[str, str] = {}
    for line in sorted(listed.stdout.splitlines(), key=lambda text: text.startswith(":env:")):
        name, separator, value = line.partition("=")
        section, _dot, option = name.rpartition(".")
        if separator and section in ("global", "install", ":env:") and option != "config-file":
            settings[option] = ast.literal_eval(value)
    proxy = os.environ.get("https_proxy") or os.environ.get("HTTPS_PROXY")
    if proxy:
        settings.setdefault("proxy", proxy)
    return settings


def prepare_home(home: Path) -> None:
    """A home for ansible-test's caches, with the caller's pip settings."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    for name in PIP_INSTALLERS:
        (cache / name).write_text(PIP_INSTALLER, encoding="utf-8")
    configuration = configparser.RawConfigParser()
    configuration["global"] = pip_settings()
    target = home / ".config" / "pip" / "pip.conf"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as stream:
        configuration.write(stream)


def command_line(kind: str, arguments: list[str]) -> list[str]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    where = {"sanity": ["--local", "--python", version], "units": ["--venv", "--python", version]}[kind]
    ansible_test = Path(sys.executable).with_name("ansible-test")
    return [str(ansible_test), kind, *where, "--requirements", "--color", "no", *arguments]


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in ("sanity", "units"):
        print(__doc__, file=sys.stderr)
        return 2
    kind, *rest = arguments
    collection = BUILD / kind / "ansible_collections" / "virtual_appliance" / "routing"
    copy_collection(ROOT, collection)
    if kind == "units":
        write_unit_requirements(collection)
    prepare_home(HOME)
    environment = {**os.environ, "HOME": str(HOME), "PYTHONDONTWRITEBYTECODE": ""}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.call(command_line(kind, rest), cwd=collection, env=environment, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
