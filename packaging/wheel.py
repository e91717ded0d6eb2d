#!/usr/bin/env python3
"""Writes the wheel that `pip install fargate-lint` and the pre-commit hooks install.

usage: wheel.py PROGRAM VERSION MACHINE EPOCH FOLDER

It holds PROGRAM, which must be static, under both of its names and no Python. MACHINE is what
`uname -m` says. The same program, README.md, LICENSE and EPOCH (seconds since 1970, the time of all
files in it) give the same bytes. Prints the name of the file that it wrote in FOLDER.
"""
import base64
import hashlib
import re
import stat
import sys
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

METADATA = """\
Metadata-Version: 2.4
Name: fargate-lint
Version: {version}
Summary: Which pods land on AWS EKS Fargate, and what Fargate would refuse
License-Expression: Apache-2.0
License-File: LICENSE
Keywords: kubernetes,eks,fargate,lint,pre-commit
Classifier: Environment :: Console
Classifier: Operating System :: POSIX :: Linux
Classifier: Topic :: Software Development :: Quality Assurance
Description-Content-Type: text/markdown

{readme}"""


def tags(machine):
    """A static program asks nothing of the system's C library, so both families fit. Their versions
    are the oldest that current installers still look for; `manylinux2014` is the one name that pip
    before 20.3 knows."""
    platforms = ("manylinux2014", "manylinux_2_17", "musllinux_1_1")
    return [f"py3-none-{platform}_{machine}" for platform in platforms]


def wheel_text(machine):
    lines = ["Wheel-Version: 1.0", "Generator: fargate-lint", "Root-Is-Purelib: false"]
    return "\n".join(lines + [f"Tag: {tag}" for tag in tags(machine)]) + "\n"


def record_line(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


def write(path, files, epoch):
    # A zip file's clock begins in 1980 and knows no zone.
    when = time.gmtime(max(epoch, 315532800))[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data, mode in files:
            entry = zipfile.ZipInfo(name, when)
            entry.create_system = 3  # Unix, whose modes installers keep
            entry.external_attr = (stat.S_IFREG | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    program, version, machine, epoch, folder = sys.argv[1:]
    # Semantic versions beyond this (1.0.0-rc.1) are spelt otherwise in Python (1.0.0rc1).
    if not re.fullmatch(r"\d+(\.\d+)*", version):
        sys.exit(f"wheel.py: `{version}` is no version of a wheel")
    binary = Path(program).read_bytes()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    scripts, info = f"fargate_lint-{version}.data/scripts", f"fargate_lint-{version}.dist-info"
    files = [
        (f"{scripts}/fargate-lint", binary, 0o755),
        (f"{scripts}/kubectl-fargate_lint", binary, 0o755),
        (f"{info}/licenses/LICENSE", (ROOT / "LICENSE").read_bytes(), 0o644),
        (f"{info}/METADATA", METADATA.format(version=version, readme=readme).encode(), 0o644),
        (f"{info}/WHEEL", wheel_text(machine).encode(), 0o644),
    ]
    record = "".join(record_line(name, data) for name, data, _ in files) + f"{info}/RECORD,,\n"
    files.append((f"{info}/RECORD", record.encode(), 0o644))
    platforms = ".".join(tag.rsplit("-", 1)[1] for tag in tags(machine))
    name = f"fargate_lint-{version}-py3-none-{platforms}.whl"
    write(Path(folder, name), files, int(epoch))
    print(name)


if __name__ == "__main__":
    main()
