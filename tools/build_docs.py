# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the documentation and builds it into build/docs/html; every warning is an error.

usage: tools/build_docs.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLLECTION = "virtual_appliance.routing"
INDEX = f"""\
{COLLECTION}
{"=" * len(COLLECTION)}

.. toctree::
   :maxdepth: 2

   collections/index

.. toctree::
   :maxdepth: 1
   :glob:

   collections/index_*
   collections/environment_variables
"""


def commands(source: Path, html: Path) -> list[list[str]]:
    tools = Path(sys.executable).parent
    antsibull, sphinx = str(tools / "antsibull-docs"), str(tools / "sphinx-build")
    return [
        [antsibull, "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=dependent", "."],
        [antsibull, "collection", "--use-current", "--fail-on-error", "--dest-dir", str(source), COLLECTION],
        [sphinx, "-q", "-W", "--keep-going", "-b", "html", str(source), str(html)],
    ]


def prepare(source: Path) -> None:
    """antsibull-docs writes only into a directory that nobody else may write to."""
    shutil.rmtree(source.parent, ignore_errors=True)
    source.mkdir(parents=True)
    source.chmod(0o700)


def add_frame(source: Path) -> None:
    (source / "index.rst").write_text(INDEX, encoding="utf-8")
    shutil.copy(ROOT / "docs" / "conf.py", source)


def main() -> int:
    source, html = ROOT / "build" / "docs" / "source", ROOT / "build" / "docs" / "html"
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build" / "collections")}
    prepare(source)
    add_frame(source)
    for command in commands(source, html):
        print(f"$ {' '.join(command)}", flush=True)
        status = subprocess.call(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
        if status:
            return status
    print(f"Open {html.relative_to(ROOT)}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
