#!/usr/bin/env python3
"""Holds what this program says of claims against Kubernetes' own binder.

usage: binding.py TESTS

TESTS is the program of the tests: it writes random sets of StorageClasses, volumes and claims, and
what becomes of each claim. The persistent volume binder of Kubernetes' controller manager then binds
them at a real API server, which `kube-apiserver-up` starts; it is looked for on the PATH, or is what
KUBE_APISERVER_UP says. Both are built once, with Go. Says SKIPPED where either is missing.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BINDER = Path(__file__).resolve().parent / "binder" / "main.go"
VERSION = "1.32.13"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "fargate-lint-tools"


def skip(reason):
    print(f"SKIPPED: claims are not held against Kubernetes' binder: {reason}")
    sys.exit(0)


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def go_mod(kubernetes):
    """Kubernetes replaces its staging modules by directories; the same code is published."""
    text = Path(kubernetes, "go.mod").read_text()
    lines = ["module binder", *re.findall(r"^(?:go|godebug) [^(\n]*$", text, re.M),
             f"require k8s.io/kubernetes v{VERSION}", "replace ("]
    for module in re.findall(r"^\s*(k8s\.io/[a-z-]*) => \./staging/", text, re.M):
        lines.append(f"\t{module} => {module} v0.{VERSION.split('.', 1)[1]}")
    return "\n".join([*lines, ")", ""])


def build_binder():
    program = CACHE / f"volume-binder-v{VERSION}"
    if program.exists() and program.stat().st_mtime > BINDER.stat().st_mtime:
        return program
    CACHE.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "GOWORK": "off", "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod -p=1"}
    with tempfile.TemporaryDirectory() as work:
        shutil.copy(BINDER, work)
        Path(work, "go.mod").write_text("module binder\n")
        found = run("go", "mod", "download", "-json", f"k8s.io/kubernetes@v{VERSION}", cwd=work,
                    env=environment)
        source = re.search(r'^\t"Dir": "(.*)",$', found, re.M).group(1)
        Path(work, "go.mod").write_text(go_mod(source))
        shutil.copy(Path(source, "go.sum"), Path(work, "go.sum"))
        os.chmod(Path(work, "go.sum"), 0o644)
        run("nice", "-n", "19", "go", "build", "-trimpath", "-o", str(program), ".", cwd=work,
            env=environment)
    return program


def write_sets(tests, directory):
    """N.yaml beside N.expected, a line "CLAIM bound|unbound|either" of each claim."""
    subprocess.run([tests, "-tc=claim: writes sets for the real binder"], check=True,
                   stdout=subprocess.DEVNULL,
                   env={**os.environ, "FARGATE_LINT_BINDING_SETS": str(directory)})
    return sorted(Path(directory).glob("*.yaml"), key=lambda path: int(path.stem))


def bind(up, binder, sets):
    """What the binder makes of each set: {"N": {claim: phase}}."""
    # Without protection nothing waits for a controller that is not there.
    shell = run(up, "--", "--disable-admission-plugins=StorageObjectInUseProtection,ServiceAccount")
    variables = dict(re.findall(r"(KUBECONFIG|KUBE_APISERVER_DIR)='?([^'\n;]+)", shell))
    try:
        told = run(str(binder), variables["KUBECONFIG"], *map(str, sets))
    finally:
        subprocess.run([up, "--stop", variables["KUBE_APISERVER_DIR"]], check=True)
    phases = {}
    for line in told.splitlines():
        name, claim, phase = line.split()
        phases.setdefault(Path(name).stem, {})[claim] = phase
    return phases


def compare(sets, phases):
    claims = either = 0
    faults = []
    for path in sets:
        for line in path.with_suffix(".expected").read_text().splitlines():
            claim, expected = line.split()
            bound = phases[path.stem][claim] == "Bound"
            claims += 1
            either += expected == "either"
            if expected != "either" and bound != (expected == "bound"):
                faults.append(f"{path}: claim {claim}: {expected}, but it is {phases[path.stem][claim]}")
    return claims, either, faults


def main():
    up = os.environ.get("KUBE_APISERVER_UP") or shutil.which("kube-apiserver-up")
    if shutil.which("go") is None:
        skip("no Go on the PATH")
    if not up:
        skip("no kube-apiserver-up on the PATH, and KUBE_APISERVER_UP is not set")
    binder = build_binder()
    directory = Path(tempfile.mkdtemp(prefix="binding-sets."))
    sets = write_sets(sys.argv[1], directory)
    claims, either, faults = compare(sets, bind(up, binder, sets))
    print(f"{len(sets)} sets, {claims} claims: {claims - len(faults)} as the binder has them, "
          f"{either} of them either way")
    for fault in faults:
        print(fault)
    if not faults:
        shutil.rmtree(directory)
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
