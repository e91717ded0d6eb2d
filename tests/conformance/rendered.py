#!/usr/bin/env python3
"""Checks charts and kustomizations against what helm and kubectl print for them.

usage: rendered.py PROGRAM CORPUS

CORPUS holds `chart-sources` and `kustomize`, each with an INDEX.tsv. For each chart the findings of
`--helm` must be those of `helm template`'s output; for each kustomization those of `-k` must be those
of `kubectl kustomize`'s, and the file that a finding points at must hold its field. FARGATE_LINT_HELM
names the helm. Without helm, kubectl or the corpus, the part is left out and said to be.
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM, CORPUS = sys.argv[1], Path(sys.argv[2])
HELM = os.environ.get("FARGATE_LINT_HELM", "helm")
SHOWS_ALL = ["--isolated", "-o", "json", "--severity", "info"]
faults = []


def run(words, text=None):
    environment = dict(os.environ, HELM_NO_PLUGINS="1")
    return subprocess.run(words, input=text, capture_output=True, text=True, env=environment)


def check(words, text=None):
    """The report; nothing if there is none."""
    done = run([PROGRAM, "check", *SHOWS_ALL, *words], text)
    try:
        return json.loads(done.stdout)
    except ValueError:
        faults.append(f"{words}: no report: {done.stderr.strip()}")
        return None


def findings(report, with_lines):
    """What is found, without where the user would edit it."""
    return sorted(
        json.dumps([
            one["rule"], one["severity"], one["message"], one["object"], one["field"],
            one["container"],
            one.get("rendered_line") or one["line"] if with_lines else None
        ]) for one in report["diagnostics"])


def placements(report):
    places = ("path", "line", "template")
    return [{key: value for key, value in one.items() if key not in places}
            for one in report["placements"]]


def compare(what, ours, theirs, with_lines=True):
    if ours is None or theirs is None:
        return
    for one in set(findings(ours, with_lines)) ^ set(findings(theirs, with_lines)):
        faults.append(f"{what}: found by one only: {one}")
    if placements(ours) != placements(theirs):
        faults.append(f"{what}: placements differ")


def rows(folder):
    with open(folder / "INDEX.tsv", encoding="utf-8") as index:
        return list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))


def chart_arguments(chart, text):
    words = text.split()
    for i, word in enumerate(words):
        if word in ("--values", "-f"):
            words[i] = "--values"
            words[i + 1] = str(chart / words[i + 1])
    return words


def check_charts(folder):
    count = total = exact = valued = 0
    for row in rows(folder):
        if row["renders"] != "yes":
            continue
        chart = folder / row["dir"]
        arguments = chart_arguments(chart, row["args"])
        rendered = run([HELM, "template", "release-name", str(chart), *arguments])
        if rendered.returncode != 0:
            faults.append(f"{chart}: {rendered.stderr.strip()}")
            continue
        ours = check(["--helm", str(chart), *arguments])
        namespace = arguments[arguments.index("--namespace") + 1] if "--namespace" in arguments else "default"
        # Two renderings of a chart that draws lots are two charts: names and lines differ.
        if run([HELM, "template", "release-name", str(chart), *arguments]).stdout == rendered.stdout:
            compare(chart.name, ours, check(["-n", namespace, "-"], rendered.stdout))
        count += 1
        for finding in ours["diagnostics"] if ours else []:
            total += 1
            exact += finding.get("template_exact", False)
            valued += "value" in finding
            if not finding["path"] or not os.path.exists(finding["path"]):
                faults.append(f"{chart.name}: no such file: {finding['path']}")
    print(f"{count} charts, {total} findings: {exact} at the exact line, {valued} with their value")


def holds_field(finding):
    """Whether the file of a finding has the last key of its field."""
    field = finding["field"]
    if not field:
        return True
    keys = re.findall(r"\[([^\]]*)\]|([^.\[\]]+)", re.sub(r"\[\d+\]$", "", field))
    last = "".join(keys[-1])
    try:
        return last in Path(finding["path"]).read_text(encoding="utf-8")
    except OSError:
        return False


def check_kustomizations(folder):
    count = total = 0
    for row in rows(folder):
        for column in ("entries_with_workloads", "entries_without"):
            for entry in ([] if row[column] == "-" else row[column].split()):
                path = os.path.normpath(folder / row["dir"] / entry)
                built = run(["kubectl", "kustomize", path])
                if built.returncode != 0:
                    faults.append(f"{path}: {built.stderr.strip()}")
                    continue
                ours = check(["-k", path])
                compare(path, ours, check(["-"], built.stdout), with_lines=True)
                count += 1
                for finding in ours["diagnostics"] if ours else []:
                    total += 1
                    if not holds_field(finding):
                        faults.append(f"{path}: {finding['path']} has no {finding['field']}")
    print(f"{count} kustomizations, {total} findings")


def main():
    for name, program, part in (("chart-sources", HELM, check_charts),
                                ("kustomize", "kubectl", check_kustomizations)):
        if shutil.which(program) and (CORPUS / name / "INDEX.tsv").exists():
            part(CORPUS / name)
        else:
            print(f"SKIPPED: {name}, for there is no {program} or no corpus")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
