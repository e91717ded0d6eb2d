#!/usr/bin/env python3
"""Installs what `./dev package` makes, with what users install it with.

usage: packages.py FOLDER

FOLDER is build/package. Each reader that is not there is said to be skipped: dpkg, pip, skopeo, krew
(kubectl-krew), man, mandoc, and pyspdxtools (`pip install spdx-tools`).
"""
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def run(*words, **more):
    ended = subprocess.run([str(word) for word in words], text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, timeout=600, **more)
    return ended.returncode, ended.stdout


def there(program):
    if shutil.which(program):
        return True
    print(f"SKIPPED: no {program}")
    return False


def one(folder, pattern):
    (found,) = folder.glob(pattern)
    return found


def check_checksums(folder):
    status, said = run("sha256sum", "--check", "--quiet", "SHA256SUMS", cwd=folder)
    expect(status == 0, f"checksums: {said}")


def check_archive(folder, scratch):
    with tarfile.open(one(folder, f"*_linux_{MACHINE}.tar.gz")) as archive:
        names = set(archive.getnames())
        for name in ("LICENSE", "LICENSES-LINKED.txt", "fargate-lint", "kubectl-fargate_lint",
                     "man/fargate-lint.1", "completions/_fargate-lint"):
            expect(name in names, f"archive: {name} is missing")
        archive.extractall(scratch / "archive")
    status, said = run(scratch / "archive/kubectl-fargate_lint", "--help")
    expect(status == 0 and "Usage: kubectl fargate-lint" in said, f"archive: {said}")


def check_deb(folder, scratch):
    if not there("dpkg"):
        return
    deb = one(folder, f"*_{MACHINE}.deb")
    root = scratch / "root"
    (root / "var/lib/dpkg").mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    dpkg = ["dpkg", f"--root={root}", "--force-not-root", "--force-bad-path", "--log=/dev/null"]
    status, said = run(*dpkg, "--install", deb)
    expect(status == 0, f"deb: {said}")
    status, said = run(root / "usr/bin/kubectl-fargate_lint", "--help")
    expect(status == 0 and "Usage: kubectl fargate-lint" in said, f"deb: {said}")
    status, said = run(root / "usr/bin/kubectl_complete-fargate_lint", "explain", "FG10")
    expect(status == 0 and said.startswith("FG101\t"), f"deb, completion: {said}")
    for name in ("man/man1/fargate-lint.1.gz", "man/man1/kubectl-fargate_lint.1.gz",
                 "doc/fargate-lint/copyright", "bash-completion/completions/fargate-lint",
                 "zsh/vendor-completions/_fargate-lint"):
        expect((root / "usr/share" / name).is_file(), f"deb: {name} is missing")
    status, said = run(*dpkg, "--remove", "fargate-lint")
    expect(status == 0 and not (root / "usr/bin/fargate-lint").exists(), f"deb, removed: {said}")


def check_wheel(folder, scratch):
    venv = scratch / "venv"
    status, said = run(sys.executable, "-m", "venv", venv)
    if status != 0:
        print("SKIPPED: no venv")
        return
    status, said = run(venv / "bin/pip", "install", "--quiet", "--no-index", "--find-links", folder,
                       "fargate-lint")
    expect(status == 0, f"wheel: {said}")
    status, said = run(venv / "bin/fargate-lint", "--version")
    expect(status == 0, f"wheel: {said}")


def check_image(folder, scratch):
    if not there("skopeo"):
        return
    image = one(folder, "*_image.tar")
    for architecture in ("amd64", "arm64"):
        layout = scratch / f"image-{architecture}"
        status, said = run("skopeo", "--override-arch", architecture, "copy", "--insecure-policy",
                           f"oci-archive:{image}", f"dir:{layout}")
        expect(status == 0, f"image: {said}")
        if status != 0:
            continue
        manifest = json.loads((layout / "manifest.json").read_text())
        config = json.loads((layout / manifest["config"]["digest"][7:]).read_text())
        expect(config["architecture"] == architecture, f"image: {config}")
        with tarfile.open(layout / manifest["layers"][0]["digest"][7:]) as layer:
            expect(layer.getnames() == ["fargate-lint"], f"image: {layer.getnames()}")
            program = layer.extractfile("fargate-lint").read()
        with tarfile.open(one(folder, f"*_linux_{architecture}.tar.gz")) as archive:
            expect(archive.extractfile("fargate-lint").read() == program, "image: another program")


def check_krew(folder, scratch):
    krew = shutil.which("kubectl-krew") or shutil.which("krew")
    if not krew:
        print("SKIPPED: no krew")
        return
    environment = dict(os.environ, KREW_ROOT=str(scratch / "krew"), KREW_NO_UPGRADE_CHECK="1",
                       KREW_OS="linux", KREW_ARCH=MACHINE)
    status, said = run(krew, "install", "--manifest", folder / "fargate-lint.krew.yaml", "--archive",
                       one(folder, f"*_linux_{MACHINE}.tar.gz"), env=environment)
    expect(status == 0, f"krew: {said}")
    status, said = run(scratch / "krew/bin/kubectl-fargate_lint", "--help")
    expect(status == 0 and "Usage: kubectl fargate-lint" in said, f"krew: {said}")
    if there("kubectl"):
        environment["PATH"] = f"{scratch}/krew/bin:{environment['PATH']}"
        status, said = run("kubectl", "fargate-lint", "explain", "FG101", env=environment)
        expect(status == 0 and "hostNetwork" in said, f"krew, kubectl: {said}")
        status, said = run("kubectl", "fargate-lint", "explain", "FG000", env=environment)
        expect(status == 2, f"krew, status: {status} {said}")


def check_sbom(folder):
    for file in folder.glob("*.spdx.json"):
        document = json.loads(file.read_text())
        names = {package["name"] for package in document["packages"]}
        expect({"fargate-lint", "libarchive-dev", "zlib1g-dev"} <= names, f"SBOM: {names}")
        architecture = file.name.split("_")[3].split(".")[0]
        with tarfile.open(one(folder, f"*_linux_{architecture}.tar.gz")) as archive:
            program = archive.extractfile("fargate-lint").read()
        own = next(package for package in document["packages"] if package["name"] == "fargate-lint")
        expect(own["checksums"][0]["checksumValue"] == hashlib.sha256(program).hexdigest(),
               "SBOM: of another program")
        if there("pyspdxtools"):
            status, said = run("pyspdxtools", "--infile", file)
            expect(status == 0, f"SBOM: {said}")


def check_man(scratch):
    for page in ("fargate-lint.1", "kubectl-fargate_lint.1"):
        file = scratch / "archive/man" / page
        environment = dict(os.environ, MANWIDTH="80", LC_ALL="C.UTF-8")
        if there("man"):
            ended = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-P", "cat", "-l", file],
                                   env=environment, text=True, capture_output=True, timeout=60)
            expect(ended.returncode == 0 and "NAME" in ended.stdout and not ended.stderr,
                   f"man: {ended.stderr}")
        if there("mandoc"):
            status, said = run("mandoc", "-T", "lint", "-W", "warning", file)
            expect(status == 0, f"mandoc: {said}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        check_checksums(folder)
        check_archive(folder, scratch)
        check_deb(folder, scratch)
        check_wheel(folder, scratch)
        check_image(folder, scratch)
        check_krew(folder, scratch)
        check_sbom(folder)
        check_man(scratch)
    for fault in faults:
        print(f"FAULT: {fault}")
    print(f"packages: {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
