#!/usr/bin/env python3
"""`explain -` against what a real kubectl prints of events in a real API server.

events.py PROGRAM [--save DIR]

FARGATE_LINT_TEST_KUBECONFIG names the kubeconfig of a throwaway cluster, in which Pods and Events are
created in a namespace that is deleted again. Without it, or without kubectl, nothing is tried, and
that is said. --save keeps what kubectl printed, for testdata/events.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

PROGRAM = os.path.abspath(sys.argv[1])
SAVE = pathlib.Path(sys.argv[3]) if "--save" in sys.argv else None
KUBECONFIG = os.environ.get("FARGATE_LINT_TEST_KUBECONFIG")
NAMESPACE = "shop" if SAVE else f"fargate-lint-events-{os.getpid()}"
failures = 0

SCHEDULER = "fargate-scheduler"
REFUSED = "Pod not supported on Fargate: "
# pod, reason, source, count, message, the rules that explain it
EVENTS = [
    (
        "api-6d4cf56db6-x2x7k",
        "FailedScheduling",
        SCHEDULER,
        3,
        REFUSED
        + "fields not supported: HostNetwork, invalid SecurityContext fields: Capabilities added: "
        "NET_ADMIN, SYS_TIME,Privileged, port contains HostIP or HostPort",
        {"FG101", "FG102", "FG103", "FG104"},
    ),
    (
        "db-5f9cb6d7f-8qzlk",
        "FailedScheduling",
        SCHEDULER,
        1,
        REFUSED
        + 'volumes not supported: data not supported because: persistentvolumeclaim "orders" not '
        "found, old not supported because: PVC old bound to invalid PV pv with CSI Driver: "
        "ebs.csi.aws.com",
        {"FG201", "FG208"},
    ),
    (
        "db-5f9cb6d7f-8qzlk",
        "FailedScheduling",
        SCHEDULER,
        2,
        "MatchNodeSelector failed: Fargate profile web cannot satisfy pod's node selector/affinity "
        "requirements",
        {"FG111"},
    ),
    (
        "web-7c6b9d5f4-4xk2m",
        "FailedScheduling",
        "default-scheduler",
        12,
        "0/5 nodes are available: 3 Insufficient cpu, 2 node(s) had untolerated taint "
        "{eks.amazonaws.com/compute-type: fargate}. preemption: 0/5 nodes are available: 5 Preemption "
        "is not helpful for scheduling.",
        {"FG814"},
    ),
    (
        "web-7c6b9d5f4-4xk2m",
        "LoggingDisabled",
        SCHEDULER,
        1,
        "Disabled logging because aws-logging configmap was not found. configmap \"aws-logging\" not "
        "found",
        {"FG602", "FG603"},
    ),
    ("web-7c6b9d5f4-4xk2m", "Pulled", "kubelet", 7, "Container image already present — on the machine", None),
]


def check(what, good, seen=""):
    global failures
    if not good:
        failures += 1
        print(f"FAILED: {what}\n{seen}")


def kubectl(*words, text=None):
    done = subprocess.run(
        ["kubectl", "--kubeconfig", KUBECONFIG, *words],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    check("kubectl " + " ".join(words), done.returncode == 0, done.stderr)
    return done.stdout


def explain(text):
    done = subprocess.run(
        [PROGRAM, "explain", "-", "-o", "json"],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    check("explain -", done.returncode == 0, done.stderr + text)
    return json.loads(done.stdout)


def pod(name):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "annotations": {"Logging": "LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND"},
            "ownerReferences": [
                {
                    "apiVersion": "apps/v1",
                    "kind": "ReplicaSet",
                    "name": name.rsplit("-", 1)[0],
                    "uid": "0b5a7c6e-0000-4000-8000-000000000000",
                    "controller": True,
                }
            ],
        },
        "spec": {"containers": [{"name": "app", "image": "nginx"}]},
    }


def event(number, name, uid, reason, source, count, message):
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{name}.{number}", "namespace": NAMESPACE},
        "type": "Normal" if reason == "Pulled" else "Warning",
        "reason": reason,
        "message": message,
        "count": count,
        "firstTimestamp": "2026-06-01T08:00:00Z",
        "lastTimestamp": "2026-06-01T08:05:00Z",
        "source": {"component": source},
        "involvedObject": {
            "apiVersion": "v1",
            "kind": "Pod",
            "name": name,
            "namespace": NAMESPACE,
            "uid": uid,
        },
    }


def create():
    kubectl("create", "namespace", NAMESPACE)
    uids = {}
    for name in sorted({row[0] for row in EVENTS}):
        made = kubectl("create", "-o", "json", "-f", "-", text=json.dumps(pod(name)))
        uids[name] = json.loads(made)["metadata"]["uid"]
    for number, (name, *rest, _) in enumerate(EVENTS):
        made = event(number, name, uids[name], *rest)
        kubectl("create", "-f", "-", text=json.dumps(made))


def rules_of(entry):
    return {rule for part in entry["parts"] for rule in part["rules"]}


def check_events(what, text, rows, counts=True):
    """Each known event of `rows` is there once, with its count, its rules and all of its text."""
    told = explain(text)
    by_text = {entry["text"]: entry for entry in told["events"]}
    for _, _, source, count, message, rules in rows:
        if rules is None:
            continue
        found = [entry for text, entry in by_text.items() if message.startswith(text)]
        found = [entry for entry in found if len(entry["text"]) > 20]
        if len(found) != 1:
            check(f"{what}: {message} is explained once", False, json.dumps(told, indent=1))
            continue
        entry = found[0]
        check(f"{what}: {message}: count", not counts or entry["count"] == count, entry)
        check(f"{what}: {message}: source", entry["source"] == source, entry)
        check(f"{what}: {message}: unknown", not entry["unknown"], entry)
        check(f"{what}: {message}: rules", rules_of(entry) >= rules, rules_of(entry))
    unknown = sum(row[3] if counts else 1 for row in rows if row[5] is None)
    check(f"{what}: others", told["other_events"]["count"] == unknown, told["other_events"])


def save(name, text):
    if SAVE is not None:
        (SAVE / name).write_text(text, encoding="utf-8")


def main():
    create()
    # A table without -o wide shows neither counts nor sources; what is told does not need them.
    get = ["get", "events", "-n", NAMESPACE, "--sort-by=.metadata.name"]
    table = kubectl(*get)
    save("get-events.txt", table)
    check_events("get events", table, EVENTS, counts=False)
    wide = kubectl(*get, "-o", "wide")
    save("get-events-wide.txt", wide)
    check_events("get events -o wide", wide, EVENTS)
    ours = f"--field-selector=metadata.namespace={NAMESPACE}"
    everywhere = kubectl("get", "events", "-A", ours, "-o", "wide")
    check_events("get events -A", everywhere, EVENTS)
    check_events("no headers", kubectl(*get, "--no-headers"), EVENTS, counts=False)
    for form in ("json", "yaml"):
        text = kubectl(*get, "-o", form)
        save(f"get-events.{form}", text)
        check_events(f"get events -o {form}", text, EVENTS)
    check_events("kubectl events", kubectl("events", "-n", NAMESPACE), EVENTS)
    for name in sorted({row[0] for row in EVENTS}):
        text = kubectl("describe", "pod", name, "-n", NAMESPACE)
        if name.startswith("api"):
            save("describe-pod.txt", text)
        check_events(f"describe {name}", text, [row for row in EVENTS if row[0] == name])
    text = kubectl("describe", "pods", "-n", NAMESPACE)
    check_events("describe pods", text, EVENTS)
    kubectl("delete", "namespace", NAMESPACE, "--wait=false")


if __name__ == "__main__":
    if KUBECONFIG is None or shutil.which("kubectl") is None:
        print("events.py: SKIPPED: needs kubectl, and FARGATE_LINT_TEST_KUBECONFIG of a throwaway cluster")
        sys.exit(0)
    main()
    print("events.py: " + (f"{failures} FAILED" if failures else "as expected"))
    sys.exit(1 if failures else 0)
