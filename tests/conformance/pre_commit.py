#!/usr/bin/env python3
"""Runs the hooks as users do, with the real `pre-commit`, in repositories made for it.

usage: pre_commit.py DIST

DIST holds the wheel that `./dev package` makes. pre-commit installs it as it would from PyPI, by way
of .pre-commit-hooks.yaml and pyproject.toml of this checkout; the one thing that comes over the
network is setuptools. Says SKIPPED where there is no pre-commit on the PATH.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IDENTITY = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Test"), ("EMAIL", "test@example.org"))}
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: shop}
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
      - namespace: NAMESPACE
"""
CLEAN = POD.replace("HOST", "false")
GUILTY = POD.replace("HOST", "true")
faults = []


class Repository:
    """A git repository that uses both hooks."""

    def __init__(self, folder, hooks, environment):
        self.folder, self.environment = Path(folder), environment
        self.folder.mkdir()
        self.git("init", "--quiet")
        self.write(".pre-commit-config.yaml", f"""\
repos:
  - repo: {hooks}
    rev: v0.1.0
    hooks:
      - id: fargate-lint
      - id: fargate-lint-all
""")

    def run(self, *words):
        return subprocess.run(words, cwd=self.folder, env=self.environment, timeout=600, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def git(self, *words):
        ended = self.run("git", *words)
        if ended.returncode != 0:
            sys.exit(f"git {words}: {ended.stdout}")

    def write(self, path, text):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)
        self.git("add", "--", path)

    def keep(self):
        """Commits what was written, without the hooks."""
        self.git("commit", "--quiet", "--no-verify", "-m", "kept")

    def expect(self, what, **hooks):
        """Runs each hook, by its id with `_`, on what is staged. Its status is given; if that is not
        0, with it what the output must show."""
        for name, (status, shown) in hooks.items():
            ended = self.run("pre-commit", "run", "--color", "never", name.replace("_", "-"))
            if ended.returncode != status or shown not in ended.stdout:
                faults.append(f"{what}: {name} ended with {ended.returncode}:\n{ended.stdout}")
        print(f"pre-commit: {what}: {len(hooks)} hooks ran")


PASSES = (0, "Passed")


def host_network(path):
    return (1, f"{path}:5:3: error FG101")


def check_hooks(folder, hooks, environment):
    clean = Repository(f"{folder}/clean", hooks, environment)
    clean.write("cluster.yaml", PROFILE.replace("NAMESPACE", "shop"))
    clean.write("deploy/a pod ü.yaml", CLEAN.replace("NAME", "clean"))
    clean.write(".fargate-lint.yaml", "exclude: [legacy/]\n")
    clean.write("legacy/pod.yaml", GUILTY.replace("NAME", "excluded"))
    clean.write("values.yaml", "# nothing yet\n")
    clean.write("package.json", '{"name": "no manifest"}\n')
    clean.expect("nothing wrong", fargate_lint=PASSES, fargate_lint_all=PASSES)

    empty = Repository(f"{folder}/empty", hooks, environment)
    empty.write("values.yaml", "# nothing yet\n")
    empty.expect("no manifest", fargate_lint=PASSES, fargate_lint_all=PASSES)

    guilty = Repository(f"{folder}/guilty", hooks, environment)
    guilty.write("cluster.yaml", PROFILE.replace("NAMESPACE", "shop"))
    guilty.write("deploy/a pod ü.yaml", GUILTY.replace("NAME", "guilty"))
    found = host_network("deploy/a pod ü.yaml")
    guilty.expect("a finding", fargate_lint=found, fargate_lint_all=found)
    guilty.run("pre-commit", "install")
    commit = guilty.run("git", "commit", "-m", "refused")
    if commit.returncode == 0 or "FG101" not in commit.stdout:
        faults.append(f"a commit with a finding is not refused: {commit.stdout}")

    # The manifest is committed; what changes is where its pod lands.
    moved = Repository(f"{folder}/moved", hooks, environment)
    moved.write("cluster.yaml", PROFILE.replace("NAMESPACE", "other"))
    moved.write("pod.yaml", GUILTY.replace("NAME", "moved"))
    moved.expect("not on Fargate", fargate_lint_all=PASSES)
    moved.keep()
    moved.write("cluster.yaml", PROFILE.replace("NAMESPACE", "shop"))
    moved.expect("only a profile changed", fargate_lint=PASSES,
                 fargate_lint_all=host_network("pod.yaml"))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if shutil.which("pre-commit") is None:
        print("SKIPPED: no `pre-commit` on the PATH: the hooks are not run")
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **IDENTITY, "PRE_COMMIT_HOME": f"{folder}/cache",
                       "PIP_FIND_LINKS": os.path.abspath(sys.argv[1]),
                       "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
        # What a user's pre-commit clones: of our repository only these two files matter to it.
        hooks = Path(folder, "hooks")
        hooks.mkdir()
        for name in (".pre-commit-hooks.yaml", "pyproject.toml"):
            shutil.copy(ROOT / name, hooks)
        for words in ("init --quiet", "add .", "commit --quiet -m hooks", "tag v0.1.0"):
            subprocess.run(["git", *words.split()], cwd=hooks, env=environment, check=True)
        check_hooks(folder, hooks, environment)
    for fault in faults:
        print(f"FAULT: {fault}")
    print(f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
