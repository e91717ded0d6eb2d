#!/usr/bin/env python3
"""Kyverno itself mutates Pods: what it makes of them is refused exactly where FG411 says so.

usage: policies_of_others.py FARGATE_LINT [KYVERNO]
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent.parent / "testdata/rules/policy-adds-refused-field"
FILES = ["fires.yaml", "near-miss.yaml"]


def findings(lint, paths, select):
    run = subprocess.run(
        [lint, "check", *paths, "--isolated", "-o", "json", "--select", select,
         "--profiles", CASES / "profiles.yaml"],
        capture_output=True, text=True, check=False)
    return json.loads(run.stdout)["diagnostics"]


def pods_of(objects):
    """What controllers make of their templates; other Pods as they are."""
    for obj in objects:
        template = obj.get("spec", {}).get("template")
        if obj["kind"] == "Pod":
            yield obj
        elif obj["kind"] in ("Deployment", "Job", "StatefulSet"):
            meta = dict(template.get("metadata", {}), name=obj["metadata"]["name"],
                        namespace=obj["metadata"]["namespace"])
            yield {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": template["spec"]}


def main():
    lint = sys.argv[1]
    kyverno = sys.argv[2] if len(sys.argv) > 2 else shutil.which("kyverno")
    try:
        import yaml
    except ImportError:
        yaml = None
    if not kyverno or yaml is None:
        print("SKIPPED policies_of_others: it needs kyverno and PyYAML")
        return 0
    failed = 0
    for name in FILES:
        objects = list(yaml.safe_load_all((CASES / name).read_text()))
        policies = [o for o in objects if o["apiVersion"].startswith("kyverno.io/")]
        with tempfile.TemporaryDirectory() as made:
            folder = pathlib.Path(made)
            (folder / "policy.yaml").write_text(yaml.safe_dump_all(policies))
            for pod in pods_of(objects):
                # The command line knows nothing of the namespaces that Kyverno leaves alone.
                if pod["metadata"]["namespace"] == "kube-system":
                    continue
                (folder / "pod.yaml").write_text(yaml.safe_dump(pod))
                (folder / "out.yaml").unlink(missing_ok=True)
                subprocess.run([kyverno, "apply", folder / "policy.yaml", "--resource",
                                folder / "pod.yaml", "-o", folder / "out.yaml"],
                               capture_output=True, text=True, check=False, timeout=120)
                out = folder / "out.yaml"
                mutated = folder / "pod.yaml"
                # The Pod after each of the policies: the last is what the cluster gets.
                after = [o for o in yaml.safe_load_all(out.read_text()) if o] if out.exists() else []
                if after:
                    mutated = folder / "last.yaml"
                    mutated.write_text(yaml.safe_dump(after[-1]))
                refused = {f["rule"] for f in findings(lint, [mutated], "FG1,FG2")
                           if f["severity"] == "error"}
                said = findings(lint, [folder / "policy.yaml", folder / "pod.yaml"], "FG411")
                agrees = bool(refused) == any(f["severity"] == "error" for f in said)
                label = f"{name}: {pod['metadata']['name']}"
                print(f"{'ok  ' if agrees else 'FAIL'} {label}: refused by {sorted(refused)}, "
                      f"{len(said)} findings of FG411")
                failed += not agrees
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
