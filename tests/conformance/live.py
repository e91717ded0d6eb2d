#!/usr/bin/env python3
"""--live against a real kubectl, a fake API server, and programs that are no kubectl at all.

live.py PROGRAM [MANIFESTS]

With MANIFESTS, a directory, and an API server that KUBECONFIG names: objects of those manifests are
created there, and must get the verdicts that their files get. Everything else needs neither.
"""

import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.path.abspath(sys.argv[1])
failures = 0


def check(what, good, seen=""):
    global failures
    if not good:
        failures += 1
        print(f"FAILED: {what}\n{seen}")


def run(words, env=None, limit=60):
    started = time.monotonic()
    done = subprocess.run(
        [PROGRAM, *words],
        env={**os.environ, "COLUMNS": "100", **(env or {})},
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )
    done.seconds = time.monotonic() - started
    return done


class Server:
    def __init__(self, *options):
        self.process = subprocess.Popen(
            [sys.executable, HERE / "fake_api_server.py", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.address = self.process.stdout.readline().strip()
        self.cache = tempfile.mkdtemp()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.cache, ignore_errors=True)

    def words(self, *more):
        return ["--server", self.address, "--cache-dir", self.cache, *more]


NO_CONFIG = {"KUBECONFIG": "/dev/null"}

FAKES = {
    "garbage": ("echo garbage", "does not print"),
    "half a JSON": ("""printf '{"groups":[{"na'""", "does not print"),
    "a gigabyte": ("head -c 1000000000 /dev/zero", "more than 16 MiB"),
    "hanging": ("exec sleep 100", "did not answer within"),
    "ignoring SIGTERM": ("trap '' TERM; sleep 100; sleep 100", "did not answer within"),
    "killed": ("kill -9 $$", "killed by signal 9"),
    "old": ("echo 'Error: unknown flag: --raw' >&2; exit 1", "too old"),
    "not logged in": (
        "echo 'error: You must be logged in to the server (Unauthorized)' >&2; exit 1",
        "cannot log in",
    ),
    "silent": ("exit 1", "did not say why"),
}


def fake_programs(folder):
    for name, (script, words) in FAKES.items():
        fake = pathlib.Path(folder) / "fake"
        fake.write_text(f"#!/bin/sh\n{script}\n")
        fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
        done = run(
            ["--live", "--request-timeout", "1s"], {"FARGATE_LINT_KUBECTL": str(fake)}
        )
        check(
            f"a kubectl that is {name}: one error, exit 2",
            done.returncode == 2
            and done.stdout == ""
            and done.stderr.count("error: ") == 1
            and words in done.stderr
            and done.seconds < 20,
            f"{done.returncode} {done.seconds:.1f} s\n{done.stdout}{done.stderr}",
        )
    left = subprocess.run(["pgrep", "-f", f"{folder}/fake"], capture_output=True, check=False)
    check("no kubectl is left behind", left.returncode != 0, left.stdout.decode())
    done = run(["--live"], {"FARGATE_LINT_KUBECTL": f"{folder}/none"})
    check("no kubectl", done.returncode == 2 and "not installed" in done.stderr, done.stderr)


def faults_of_a_server():
    with Server("--forbid", "services", "--expire", "pods") as server:
        done = run(server.words("-A", "--chunk-size", "30", "-o", "json"), NO_CONFIG)
        report = json.loads(done.stdout)
        check("a token expires: read again", report["live"]["pods"] == 100, done.stderr)
        check(
            "a list is forbidden: said, and no error",
            report["live"]["not_read"] == [{"list": "services", "why": "forbidden"}]
            and done.returncode in (0, 1),
            done.stderr,
        )
        check(
            "pods that a workload owns are facts of it",
            len(report["placements"]) == 10
            and all(each["live"]["on_fargate"] == 10 for each in report["placements"]),
            done.stdout[:2000],
        )
    with Server("--forbid", "pods") as server:
        done = run(server.words("-A"), NO_CONFIG)
        check("pods are forbidden: exit 2", done.returncode == 2, done.stderr)
        done = run(server.words("-A", "--allow-partial"), NO_CONFIG)
        check("and with --allow-partial not", done.returncode in (0, 1), done.stderr)
    with Server("--cut", "deployments") as server:
        done = run(server.words("-A"), NO_CONFIG)
        check(
            "half a list: exit 2",
            done.returncode == 2 and "ends in the middle" in done.stderr,
            done.stderr,
        )
    with Server("--sleep", "services=30") as server:
        done = run(server.words("-A", "--request-timeout", "1s"), NO_CONFIG)
        check(
            "a list that does not come: a limit",
            done.returncode == 2 and done.seconds < 20,
            f"{done.seconds} {done.stderr}",
        )
        process = subprocess.Popen(
            [PROGRAM, *server.words("-A")],
            env={**os.environ, **NO_CONFIG},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        check("an interrupt ends it", process.wait(10) == -signal.SIGINT, process.returncode)
        time.sleep(0.5)
        left = subprocess.run(
            ["pgrep", "-f", f"server={server.address}"], capture_output=True, check=False
        )
        check("and its children", left.returncode != 0, left.stdout.decode())


def many_pods():
    with Server("--pods", "10000") as server:
        process = subprocess.Popen(
            [PROGRAM, *server.words("-A", "-q")], env={**os.environ, **NO_CONFIG},
            stdout=subprocess.DEVNULL,
        )
        started = time.monotonic()
        _, code, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        megabytes = usage.ru_maxrss / 1024
        print(f"10,000 pods: {seconds:.1f} s, {megabytes:.0f} MB")
        check("10,000 pods take 64 MB at most", megabytes <= 64, f"{megabytes:.0f} MB")
        check("and succeed", os.waitstatus_to_exitcode(code) in (0, 1), code)


def verdicts(report):
    return {
        (each["kind"], each["namespace"], each["name"], each.get("part", "")): (
            each["verdict"],
            each["profile"],
            each["selector"],
            each["size"],
            tuple(each["events"]),
        )
        for each in report["placements"]
    }


KINDS = {
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
    "ReplicaSet": "apps/v1",
}
PROFILES = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: live, region: eu-west-1}
fargateProfiles:
  - name: all
    selectors: [{namespace: "live-*"}]
"""


def objects_of(folder, most):
    """Workloads of manifests, each made so that a cluster may hold all of them."""
    objects = []
    for path in sorted(pathlib.Path(folder).rglob("*.yaml")):
        if len(objects) >= most:
            break
        parsed = subprocess.run(
            [PROGRAM, "debug", "parse", path], capture_output=True, text=True, check=False
        )
        for line in parsed.stdout.splitlines():
            try:
                value = json.loads(line).get("value")
            except (ValueError, AttributeError):
                continue
            if not isinstance(value, dict):
                continue
            if KINDS.get(value.get("kind")) != value.get("apiVersion"):
                continue
            number = len(objects)
            value["metadata"] = {
                "name": f"w{number}",
                "namespace": f"live-{number % 7}",
                "labels": value.get("metadata", {}).get("labels") or {},
                "annotations": value.get("metadata", {}).get("annotations") or {},
            }
            objects.append(value)
    return objects[:most]


def same_verdicts(folder, scratch):
    created = []
    for i in range(7):
        subprocess.run(
            ["kubectl", "create", "namespace", f"live-{i}"], capture_output=True, check=False
        )
    for value in objects_of(folder, 400):
        done = subprocess.run(
            ["kubectl", "create", "-f", "-"],
            input=json.dumps(value),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            created.append(value)
        if len(created) == 200:
            break
    files = pathlib.Path(scratch) / "objects"
    files.mkdir()
    for i, value in enumerate(created):
        (files / f"{i}.json").write_text(json.dumps(value))
    profiles = pathlib.Path(scratch) / "cluster.yaml"
    profiles.write_text(PROFILES)
    # What the cluster holds besides must be known to the files, too.
    for resource in ("namespaces", "storageclasses", "persistentvolumes",
                     "persistentvolumeclaims", "serviceaccounts"):
        text = subprocess.run(
            ["kubectl", "get", resource, "-A", "-o", "json"], capture_output=True, check=True
        ).stdout
        (files / f"context-{resource}.json").write_bytes(text)
    common = ["placement", "--isolated", "--profiles", str(profiles), "-o", "json"]
    live = json.loads(run([*common, "--live", "-A"]).stdout)
    of_files = verdicts(json.loads(run([*common, "--complete", str(files)]).stdout))
    of_cluster = verdicts(live)
    differing = {
        key: (verdict, of_cluster.get(key))
        for key, verdict in of_files.items()
        if of_cluster.get(key) != verdict
    }
    print(f"{len(created)} objects created, {len(of_files)} verdicts compared")
    check("200 objects were created", len(created) >= 200, len(created))
    check("verdicts of the cluster are those of the files", not differing, differing)


def main():
    if shutil.which("kubectl") is None:
        print("SKIPPED: no kubectl: --live is not held against one")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        fake_programs(scratch)
        faults_of_a_server()
        many_pods()
        if len(sys.argv) > 2:
            same_verdicts(sys.argv[2], scratch)
    print("--live: " + (f"{failures} failed" if failures else "passed"))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
