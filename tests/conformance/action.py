#!/usr/bin/env python3
"""Runs the steps of action.yml as GitHub's runner does, in repositories made for it.

usage: action.py PROGRAM DIST

PROGRAM reads action.yml; DIST holds the archive that `./dev package` makes, which the action
downloads from there in place of a release. Every step is run by the shell that it asks for, with the
variables that its expressions come to.
"""
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What the runner calls for `shell: bash`.
BASH = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"]
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: app, namespace: shop}
spec:
  hostNetwork: HOST
  containers:
    - name: app
      image: nginx:1.27
      resources: {requests: {cpu: 200m, memory: 200Mi}}
"""
PROFILE = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: c, region: eu-west-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
"""
# `gh`, as far as the action calls it: what it is asked for goes to GH_LOG, the ids of comments that
# are there come from GH_IDS, and the text of a comment goes to GH_BODY.
GH = """\
#!/bin/bash
printf '%s\\n' "$GH_HOST" "$MARKER" "$@" >>"$GH_LOG"
[ -e "$GH_IDS" ] || exit 1
if [ "$2" = graphql ]; then cat "$GH_IDS"; fi
for word in "$@"; do
  case $word in body=@*) cp "${word#body=@}" "$GH_BODY" ;; esac
done
"""
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def value_of(expression, context):
    """An expression of dotted names and strings, joined by `||`."""
    value = ""
    for term in expression.split("||"):
        term = term.strip()
        value = term[1:-1] if term.startswith("'") else context.get(term, "")
        if value:
            break
    return value


def filled_in(text, context):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: value_of(match[1], context), text, flags=re.S)


class Runner:
    """Runs the action in a workspace of its own."""

    def __init__(self, action, folder, releases):
        self.action, self.folder, self.releases = action, Path(folder), releases
        self.variables, self.pull_request = {}, "7"
        self.workspace = self.folder / "work space"
        self.workspace.mkdir(parents=True)
        subprocess.run(["git", "init", "--quiet"], cwd=self.workspace, check=True)

    def write(self, path, text):
        (self.workspace / path).parent.mkdir(parents=True, exist_ok=True)
        (self.workspace / path).write_text(text)

    def run(self, **given):
        """The status of the first step that fails, else 0; then self.log, self.summary and
        self.outputs are there."""
        inputs = {name: part.get("default", "") for name, part in self.action["inputs"].items()}
        for name, value in given.items():
            inputs[name.replace("_", "-")] = value
        context = {f"inputs.{name}": value for name, value in inputs.items()}
        context["github.server_url"] = f"file://{self.releases}"
        context["github.action_repository"] = "acme/fargate-lint"
        files = {}
        for name in ("OUTPUT", "PATH", "STEP_SUMMARY"):
            files[f"GITHUB_{name}"] = self.folder / name
            (self.folder / name).write_text("")
        environment = {**os.environ, **{name: str(path) for name, path in files.items()},
                       "RUNNER_TEMP": str(self.folder), "GITHUB_ACTIONS": "true"}
        environment.update(self.variables, GITHUB_SERVER_URL="https://github.example",
                           GITHUB_REPOSITORY="acme/shop", GITHUB_SHA="c0ffee")
        context["github.event.pull_request.number"] = self.pull_request
        self.log, status = "", 0
        for step in self.action["runs"]["steps"]:
            condition = step.get("if", "")
            if condition == "inputs.program == ''" and inputs["program"]:
                continue
            if condition == "${{ !cancelled() && inputs.comment == 'true' }}":
                if inputs["comment"] != "true":
                    continue
            elif status != 0:
                continue
            assert step["shell"] == "bash"
            files["GITHUB_OUTPUT"].write_text("")
            script = self.folder / "step.sh"
            script.write_text(step["run"])
            variables = {name: filled_in(text, context) for name, text in step["env"].items()}
            where = filled_in(step.get("working-directory", ""), context)
            ended = subprocess.run([*BASH, script], cwd=self.workspace / where, timeout=120, text=True,
                                   env={**environment, **variables}, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.log += ended.stdout
            for line in files["GITHUB_OUTPUT"].read_text().splitlines():
                name, _, value = line.partition("=")
                context[f"steps.{step['id']}.outputs.{name}"] = value
            status = status or ended.returncode
        self.summary = files["GITHUB_STEP_SUMMARY"].read_text()
        self.outputs = {name: filled_in(part["value"], context)
                        for name, part in self.action["outputs"].items()}
        return status


def release(dist, folder):
    """The archive as a release would hold it."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    (archive,) = Path(dist).glob(f"fargate-lint_*_linux_{machine}.tar.gz")
    version = archive.name.split("_")[1]
    there = Path(folder, "acme/fargate-lint/releases/download", f"v{version}")
    there.mkdir(parents=True)
    for name in (archive.name, archive.name + ".sha256"):
        shutil.copy(Path(dist, name), there)
    return there / archive.name


def check_findings(runner):
    runner.write("deploy/a pod ü.yaml", POD.replace("HOST", "false"))
    runner.write("cluster.yaml", PROFILE)
    expect(runner.run() == 0, f"clean: {runner.log}")
    expect(runner.outputs["exit-code"] == "0", f"clean: outputs {runner.outputs}")
    runner.write("deploy/a pod ü.yaml", POD.replace("HOST", "true"))
    expect(runner.run() == 1, f"a finding: {runner.log}")
    expect(runner.outputs["exit-code"] == "1", f"a finding: outputs {runner.outputs}")
    expect("::error file=deploy/a pod ü.yaml,line=5" in runner.log, f"annotation: {runner.log}")
    expect("host-network" in runner.summary and "|" in runner.summary, f"table: {runner.summary}")
    expect(runner.run(fail_on="never") == 0, f"fail-on: {runner.log}")
    expect(runner.run(arguments="--ignore\nFG101,FG103") == 0, f"arguments: {runner.log}")
    runner.write("elsewhere/profiles.yaml", PROFILE)
    ended = runner.run(paths="\n  a pod ü.yaml\n", working_directory="deploy", sarif_file="a b.sarif",
                       profiles="../elsewhere/profiles.yaml\n", formats="github\njunit=junit.xml\n")
    expect(ended == 1, f"working-directory: {runner.log}")
    expect("file=deploy/a pod ü.yaml," in runner.log, f"path in the repository: {runner.log}")
    sarif = json.loads((runner.workspace / "deploy/a b.sarif").read_text())
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    expect(place["artifactLocation"]["uri"] == "deploy/a%20pod%20%C3%BC.yaml", f"sarif: {place}")
    expect((runner.workspace / "deploy/junit.xml").exists(), "junit: no file")


def check_comment(runner):
    """The comment is made once, then written over; what goes wrong with it fails nothing."""
    tools, log, ids, body = (runner.folder / name for name in ("tools", "gh.log", "gh.ids", "gh.body"))
    tools.mkdir()
    (tools / "gh").write_text(GH)
    (tools / "gh").chmod(0o755)
    runner.variables = {"PATH": f"{tools}:{os.environ['PATH']}", "GH_LOG": str(log),
                        "GH_IDS": str(ids), "GH_BODY": str(body)}

    def comment(found, **given):
        log.unlink(missing_ok=True)
        body.unlink(missing_ok=True)
        ids.write_text(found)
        status = runner.run(comment="true", **given)
        return status, log.read_text() if log.exists() else "", body.read_text() if body.exists() else ""

    status, asked, text = comment("")
    expect(status == 1, f"comment: {status} {runner.log}")
    expect("POST\nrepos/acme/shop/issues/7/comments" in asked, f"comment made: {asked}")
    expect(asked.startswith("github.example\n<!-- fargate-lint:check -->\n"), f"comment: {asked}")
    expect(text.startswith("<!-- fargate-lint:check -->\n### fargate-lint: "), f"comment: {text}")
    link = "https://github.example/acme/shop/blob/c0ffee/deploy/a%20pod%20%C3%BC.yaml#L5"
    expect(link in text, f"comment: no permalink in {text}")
    status, asked, text = comment("41\n42\n", comment_tag="prod")
    expect("PATCH\nrepos/acme/shop/issues/comments/41\n" in asked, f"comment updated: {asked}")
    expect(text.startswith("<!-- fargate-lint:prod -->\n"), f"comment: tag: {text}")
    # Without a finding, a comment is updated and none is made.
    clean = {"arguments": "--skip-no-diff\n--select=FG101", "paths": "cluster.yaml"}
    status, asked, text = comment("", **clean)
    expect(status == 0 and not text, f"no change: {status} {asked} {runner.log}")
    status, asked, text = comment("41\n", **clean)
    expect(status == 0 and "nothing to report" in text, f"no change: {status} {text} {runner.log}")
    # No pull request, no permission: said, and the run is what it is without a comment.
    runner.pull_request = ""
    status, asked, text = comment("")
    expect(status == 1 and not asked, f"no pull request: {status} {asked}")
    runner.pull_request = "7"
    ids.unlink()
    log.unlink(missing_ok=True)
    status = runner.run(comment="true", fail_on="never")
    expect(status == 0 and "pull-requests: write" in runner.log, f"no permission: {status} {runner.log}")
    runner.variables = {}


def check_hostile(action, runner):
    for step in action["runs"]["steps"]:
        expect("${{" not in step["run"], f"an expression in the text of the step {step['name']}")
    # A path that looks like an option is a path.
    expect(runner.run(paths="--fail-on=never") == 2, f"a path as an option: {runner.log}")
    marks = ("$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "'; touch pwned; '",
             "a\n; touch pwned", "${PATH:0:1}\n$(touch pwned)", "%0A::error::x", "--fail-on=never")
    for name in action["inputs"]:
        if name == "working-directory":
            continue  # a folder that must exist, and no part of any script
        for mark in marks:
            status = runner.run(**{name: mark})
            # The one mark that is a good argument turns the finding off.
            wanted = status == 0 if (name, mark) == ("arguments", marks[-1]) else status != 0
            expect(wanted, f"{name}={mark!r} ended with {status}: {runner.log}")
            found = list(runner.folder.rglob("pwned"))
            expect(not found, f"{name}={mark!r} ran a command of its own")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    parsed = subprocess.run([sys.argv[1], "debug", "parse", ROOT / "action.yml"],
                            capture_output=True, check=True, text=True)
    action = json.loads(parsed.stdout)["value"]
    with tempfile.TemporaryDirectory() as folder:
        archive = release(sys.argv[2], f"{folder}/releases")
        runner = Runner(action, f"{folder}/run", f"{folder}/releases")
        check_findings(runner)
        check_comment(runner)
        check_hostile(action, runner)
        with open(archive, "ab") as file:
            file.write(b"changed on the way")
        runner = Runner(action, f"{folder}/changed", f"{folder}/releases")
        expect(runner.run() == 2, f"a wrong checksum: {runner.log}")
        expect("checksum" in runner.log, f"a wrong checksum: {runner.log}")
    for fault in faults:
        print(f"FAULT: {fault}")
    print(f"action.yml: {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
