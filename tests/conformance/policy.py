#!/usr/bin/env python3
"""Holds the policies of `fargate-lint policy` against a real API server, and against `check`.

usage: policy.py PROGRAM [--sets N] [--objects N] [--seed N]

Random sets of profiles make policies that the server must accept without a warning. Random Pods and
workloads are then created there (as a dry run): it must deny those, and for those rules and
containers, that `check` reports as errors. `kube-apiserver-up` starts the server; it is looked for on
the PATH, or is what KUBE_APISERVER_UP says. Real Kyverno and Gatekeeper decide on the same objects
where `kyverno` and `gator` are on the PATH. Says SKIPPED for what is missing.
"""
import argparse
import http.client
import json
import os
import random
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, Queue

RULES = {"FG101", "FG102", "FG103", "FG104", "FG105", "FG106", "FG107", "FG110", "FG111", "FG112",
         "FG114", "FG201", "FG202", "FG203", "FG204", "FG210", "FG501"}
OF_CONTAINERS = {"FG102", "FG103", "FG104", "FG105", "FG110", "FG114"}
LABEL = "eks.amazonaws.com/fargate-profile"
NAMESPACES = ["default", "shop", "shop-2", "prod-a-1", "prod-b", "web", "x", "exempt"]
API = "/apis/admissionregistration.k8s.io/v1"
POLICIES = {"ValidatingAdmissionPolicy": "validatingadmissionpolicies",
            "ValidatingAdmissionPolicyBinding": "validatingadmissionpolicybindings"}
PATHS = {"Pod": "/api/v1/namespaces/{}/pods",
         "ReplicationController": "/api/v1/namespaces/{}/replicationcontrollers",
         "Deployment": "/apis/apps/v1/namespaces/{}/deployments",
         "ReplicaSet": "/apis/apps/v1/namespaces/{}/replicasets",
         "StatefulSet": "/apis/apps/v1/namespaces/{}/statefulsets",
         "Job": "/apis/batch/v1/namespaces/{}/jobs",
         "CronJob": "/apis/batch/v1/namespaces/{}/cronjobs"}
VERSIONS = {"Pod": "v1", "ReplicationController": "v1", "Job": "batch/v1", "CronJob": "batch/v1"}
faults = []


def fault(what):
    faults.append(what)
    if len(faults) <= 20:
        print("FAILED:", what)


def skip(what):
    print(f"SKIPPED: {what}")


class Server:
    """The API server, over one connection for each thread."""

    def __init__(self, up):
        shell = subprocess.run([up, "--controllers"], check=True, text=True,
                               stdout=subprocess.PIPE).stdout
        found = dict(re.findall(r"(KUBECONFIG|KUBE_APISERVER_DIR)='?([^'\n;]+)", shell))
        self.up, self.directory, self.kubeconfig = up, found["KUBE_APISERVER_DIR"], found["KUBECONFIG"]
        text = Path(self.kubeconfig).read_text()
        self.host, self.port = re.search(r'server: "https://([^:]*):(\d+)"', text).groups()
        self.token = re.search(r'token: "([^"]*)"', text).group(1)
        self.context = ssl.create_default_context(
            cafile=re.search(r'certificate-authority: "([^"]*)"', text).group(1))
        self.local = threading.local()

    def stop(self):
        subprocess.run([self.up, "--stop", self.directory], check=True)

    def ask(self, method, path, body=None, kind="application/json"):
        """The status, the decoded answer and its warnings."""
        for attempt in (1, 2):
            link = getattr(self.local, "link", None)
            if link is None:
                link = self.local.link = http.client.HTTPSConnection(
                    self.host, int(self.port), context=self.context, timeout=60)
            try:
                link.request(method, path, None if body is None else json.dumps(body),
                             {"Authorization": "Bearer " + self.token, "Content-Type": kind})
                answer = link.getresponse()
                text = answer.read()
                return answer.status, json.loads(text), answer.headers.get_all("Warning") or []
            except (http.client.HTTPException, OSError):
                self.local.link = None
                if attempt == 2:
                    raise

    def create(self, obj):
        meta = obj["metadata"]
        return self.ask("POST", PATHS[obj["kind"]].format(meta["namespace"]) + "?dryRun=All", obj)

    def apply(self, objs):
        """Creates or replaces; returns the warnings."""
        warnings = []
        for obj in objs:
            name = obj["metadata"]["name"]
            base = (f"{API}/{POLICIES[obj['kind']]}" if obj["kind"] in POLICIES else
                    f"/api/v1/namespaces/{obj['metadata']['namespace']}/configmaps")
            status, answer, said = self.ask(
                "PATCH", f"{base}/{name}?fieldManager=test&force=true", obj, "application/apply-patch+yaml")
            if status not in (200, 201):
                fault(f"the server refuses {obj['kind']} {name}: {answer.get('message', '')[:2000]}")
            warnings += said
        return warnings

    def delete_policies(self):
        for kind in POLICIES.values():
            self.ask("DELETE", f"{API}/{kind}")


class Generator:
    """Random profiles, Pods and workloads, near to what decides."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def some(self, chance):
        return self.random.random() < chance

    def of(self, *choices):
        return self.random.choice(choices)

    # --- profiles ---

    def profiles(self, hard=False):
        names = ["web", "jobs", "web-2", "web10", "web2", "a", "b.c" if hard else "b"]
        self.random.shuffle(names)
        return [{"name": name, "selectors": [self.selector(hard)
                                             for _ in range(self.random.randint(1, 5))]}
                for name in names[:self.random.randint(1, len(names))]]

    def selector(self, hard):
        selector = {"namespace": self.of("default", "shop", "shop*", "prod-?-*", "*", "?", "w*b", "web",
                                         "prod-*", *(HARD if hard else []))}
        if self.some(0.7):
            selector["labels"] = dict(self.label(hard) for _ in range(self.random.randint(1, 3)))
        return selector

    def label(self, hard):
        hards = HARD if hard else []
        return (self.of("tier", "app", "app.kubernetes.io/*", "fargate", "t?er", "*", *hards),
                self.of("back*", "back", "yes", "*", "x?", "", "b?ck", *hards))

    # --- pods ---

    def pod_labels(self, names):
        labels = {}
        for key in ("tier", "app", "app.kubernetes.io/name", "fargate", "teer"):
            if self.some(0.55):
                labels[key] = self.of("back", "backend", "yes", "x", "xy", "", "bick", "no")
        if self.some(0.15):
            labels[LABEL] = self.of("", "nobody", *names)
        return labels

    def annotations(self):
        annotations = {}
        if self.some(0.08):
            annotations["eks.amazonaws.com/compute-type"] = self.of("ec2", "ec2", "EC2", "fargate")
        rules = [*sorted(RULES), "host-network", "Host-Port", "fg103", "privileged"]
        if self.some(0.2):
            annotations["fargate-lint.dev/ignore"] = ";".join(
                f"{self.of(*rules)}{self.of('', '=', '=why', '= why not')}" for _ in range(
                    self.random.randint(1, 4)))
        if self.some(0.15):
            annotations["fargate-lint.dev/ignore." + self.of("c0", "c1", "i0")] = (
                f"{self.of(*rules)}=why; {self.of(*rules)} =why")
        return annotations

    def container(self, name, busy):
        container = {"name": name, "image": "example.com/app:1"}
        security = {}
        if self.some(busy):
            security["privileged"] = self.of(True, False)
        if self.some(busy) and not security.get("privileged"):
            security["allowPrivilegeEscalation"] = self.of(True, False)
        if self.some(busy):
            security["capabilities"] = {self.of("add", "add", "drop"): self.random.sample(
                ["NET_ADMIN", "CHOWN", "CAP_CHOWN", "NET_BIND_SERVICE", "net_bind_service", "ALL",
                 "SYS_PTRACE", "MKNOD"], self.random.randint(1, 3))}
        if security or self.some(0.1):
            container["securityContext"] = security
        if self.some(busy):
            container["ports"] = [self.port(i) for i in range(self.random.randint(1, 2))]
        if self.some(0.4):
            container["resources"] = self.resources()
        return container

    def port(self, number):
        port = {"containerPort": 8000 + number + self.random.randint(0, 3) * 10, "name": f"p{number}"}
        if self.some(0.3):
            port["hostPort"] = self.of(0, port["containerPort"], 9000)
        if self.some(0.2):
            port["hostIP"] = self.of("", "127.0.0.1")
        return port

    def resources(self):
        amounts = {"cpu": self.of("100m", "1", "4", "7.999", "8", "15.999", "16", "16001m", "17", "0.1"),
                   "memory": self.of("128Mi", "1Gi", "60Gi", "119Gi", "122624Mi", "128593018880",
                                     "128593018881", "120Gi", "129e9"),
                   "ephemeral-storage": self.of("1Gi", "100Gi", "175Gi", "176Gi", "88Gi")}
        keys = self.random.sample(sorted(amounts), self.random.randint(1, 3))
        requests = {key: amounts[key] for key in keys if self.some(0.7)}
        limits = {key: amounts[key] for key in keys if key not in requests or self.some(0.3)}
        if self.some(0.1):
            device = self.of("nvidia.com/gpu", "example.com/fpga", "vpc.amazonaws.com/efa")
            limits[device] = self.of("1", "0")
        if self.some(0.05):
            limits["hugepages-2Mi"] = requests["hugepages-2Mi"] = "4Mi"
            requests["cpu"] = limits["cpu"] = "1"
        return {"requests": requests, "limits": limits}

    def volumes(self):
        sources = [{"emptyDir": {}}, {"hostPath": {"path": "/data"}}, {"secret": {"secretName": "s"}},
                   {"configMap": {"name": "c"}}, {"csi": {"driver": "s3.csi.aws.com"}},
                   {"awsElasticBlockStore": {"volumeID": "vol-1"}},
                   {"nfs": {"server": "nfs", "path": "/"}}, {"gitRepo": {"repository": "r"}},
                   {"iscsi": {"targetPortal": "1.2.3.4", "iqn": "iqn.2024-01.com.example:d", "lun": 0}},
                   {"ephemeral": {"volumeClaimTemplate": {"spec": {
                       "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}}},
                   {"persistentVolumeClaim": {"claimName": "data"}},
                   {"projected": {"sources": [{"configMap": {"name": "c"}}]}},
                   {"downwardAPI": {"items": [{"path": "p", "fieldRef": {"fieldPath": "metadata.name"}}]}}]
        return [{"name": f"v{i}", **self.of(*sources)} for i in range(self.random.randint(1, 3))]

    def expression(self):
        key = self.of("kubernetes.io/arch", "kubernetes.io/os", "kubernetes.io/hostname", "role",
                      "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
                      "eks.amazonaws.com/compute-type", "eks.amazonaws.com/nodegroup")
        operator = self.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")
        expression = {"key": key, "operator": operator}
        if operator in ("In", "NotIn"):
            expression["values"] = self.random.sample(
                ["amd64", "arm64", "linux", "windows", "fargate", "ec2", "a"], self.random.randint(1, 3))
        elif operator in ("Gt", "Lt"):
            expression["values"] = [self.of("1", "100")]
        return expression

    def affinity(self):
        terms = []
        for _ in range(self.random.randint(1, 3)):
            term = {}
            if self.some(0.9):
                term["matchExpressions"] = [self.expression() for _ in range(self.random.randint(1, 2))]
            if self.some(0.1):
                term["matchFields"] = [{"key": "metadata.name", "operator": "In", "values": ["n"]}]
            terms.append(term)
        return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
                                 {"nodeSelectorTerms": terms}}}

    def spec(self):
        busy = self.of(0, 0.1, 0.3)
        spec = {"containers": [self.container(f"c{i}", busy) for i in range(self.random.randint(1, 3))]}
        if self.some(0.4):
            spec["initContainers"] = [self.container(f"i{i}", busy)
                                      for i in range(self.random.randint(1, 3))]
            for container in spec["initContainers"]:
                if self.some(0.4):
                    container["restartPolicy"] = "Always"
        for field in ("hostNetwork", "hostPID", "hostIPC"):
            if self.some(0.12):
                spec[field] = self.of(True, False)
        if self.some(0.3):
            spec["volumes"] = self.volumes()
        if self.some(0.1):
            spec["nodeSelector"] = {self.of("kubernetes.io/arch", "role", "kubernetes.io/os",
                                            "topology.kubernetes.io/zone", "kubernetes.io/hostname"):
                                    self.of("amd64", "arm64", "linux", "a")
                                    for _ in range(self.random.randint(1, 2))}
        if self.some(0.15):
            spec["affinity"] = self.affinity()
        if self.some(0.05):
            spec["os"] = {"name": self.of("linux", "windows")}
        if self.some(0.05):
            claims = {"name": "block", "persistentVolumeClaim": {"claimName": "block"}}
            spec["volumes"] = spec.get("volumes", []) + [claims]
            spec["containers"][0]["volumeDevices"] = [{"name": "block", "devicePath": "/dev/x"}]
        return spec

    def obj(self, number, names, scheduler):
        kind = self.of("Pod", "Pod", "Pod", *PATHS)
        meta = {"name": f"o{number}", "namespace": self.of(*NAMESPACES)}
        labels, annotations, spec = self.pod_labels(names), self.annotations(), self.spec()
        version = VERSIONS.get(kind, "apps/v1")
        if kind == "Pod":
            if scheduler and self.some(0.7):
                spec["schedulerName"] = "fargate-scheduler"
            if self.some(0.05):
                spec["nodeName"] = "ip-10-0-0-1.ec2.internal"
            if self.some(0.05):
                meta["ownerReferences"] = [{"apiVersion": "apps/v1", "kind": self.of("DaemonSet", "ReplicaSet"),
                                            "name": "x", "uid": f"u{number}"}]
            return {"apiVersion": version, "kind": kind,
                    "metadata": {**meta, "labels": labels, "annotations": annotations}, "spec": spec}
        labels["for"] = meta["name"]
        template = {"metadata": {"labels": labels}, "spec": spec}
        own = self.some(0.3)
        (meta if own else template["metadata"])["annotations"] = annotations
        if kind in ("Job", "CronJob"):
            spec["restartPolicy"] = "Never"
        body = {"template": template}
        if kind == "ReplicationController":
            body["selector"] = {"for": meta["name"]}
        elif kind not in ("Job", "CronJob"):
            body["selector"] = {"matchLabels": {"for": meta["name"]}}
        if kind == "StatefulSet":
            body["serviceName"] = "s"
        if kind not in ("Job", "CronJob") and self.some(0.2):
            body["replicas"] = self.of(0, 2)
        if kind == "CronJob":
            body = {"schedule": "* * * * *", "jobTemplate": {"spec": body}}
        if kind in ("Job", "CronJob") and self.some(0.1):
            body["suspend"] = self.of(True, False)
        return {"apiVersion": version, "kind": kind, "metadata": meta, "spec": body}


# Texts that mean something to RE2, CEL, YAML or Go, in patterns.
HARD = ["a.b", "a+b", "(a|b)*", "[a]", "^a$", "a\\b", "a\"b", "a'b", "{{x}}", "${x}", "a b", "\u00e4?", "a\tb",
        "#a", "yes", "1", "null", "a=b", "\U0001f600*", "--- ", "%s", "a/*", "\\Q*\\E"]


def run(*words):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120)
    # Patterns with placeholders select nothing for certain.
    unknown = "no selector of the profiles is known completely" in done.stderr
    if done.returncode not in (0, 1) and not unknown:
        fault(f"{' '.join(map(str, words))}: exit {done.returncode}: {done.stderr[:500]}")
    return done.stdout


def write_profiles(path, profiles):
    # An eksctl file is YAML, and JSON is YAML.
    path.write_text(json.dumps({"apiVersion": "eksctl.io/v1alpha5", "kind": "ClusterConfig",
                                "metadata": {"name": "c", "region": "eu-west-1"},
                                "fargateProfiles": profiles}))


def documents(text):
    """The objects of a YAML stream, by way of our own reader, which the tests hold against Kubernetes'."""
    done = subprocess.run([PROGRAM, "debug", "parse", "-"], input=text, capture_output=True, text=True)
    values = [json.loads(line) for line in done.stdout.splitlines()]
    for value in values:
        if "error" in value:
            fault(f"our own YAML cannot be read: {value['error']}")
    return [value["value"] for value in values if value.get("value")]


def expected(objs, work, profiles):
    """{name: (rules with containers, candidates)} as `check` says it."""
    path = work / "objects.json"
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objs}))
    words = ["check", path, "--isolated", "-o", "json", "--fail-on", "never"]
    if profiles:
        words += ["--profiles", profiles]
    report = json.loads(run(*words))
    found = {obj["metadata"]["name"]: (set(), set()) for obj in objs}
    for placement in report["placements"]:
        # Where only the winner is open, the reason names all that match.
        names = ([placement["profile"]] if placement["profile"] else
                 re.findall("`([^`]*)`", placement["reason"].partition(" match")[0]))
        found[placement["name"]][1].update(names)
    for finding in report["diagnostics"]:
        if finding["severity"] == "error" and finding["rule"] in RULES:
            container = finding["container"] if finding["rule"] in OF_CONTAINERS else None
            found[finding["object"]["name"]][0].add((finding["rule"], container))
    return found


def spec_of(obj):
    if obj["kind"] == "Pod":
        return obj["spec"]
    spec = obj["spec"]["jobTemplate"]["spec"] if obj["kind"] == "CronJob" else obj["spec"]
    return spec["template"]["spec"]


def annotations_of(obj):
    found = dict(obj["metadata"].get("annotations", {}))
    if obj["kind"] != "Pod":
        spec = obj["spec"]["jobTemplate"]["spec"] if obj["kind"] == "CronJob" else obj["spec"]
        found.update(spec["template"]["metadata"].get("annotations", {}))
    return found


def visible(obj, rules):
    """Without what the API server hides: under hostNetwork it sets every hostPort itself."""
    if obj["metadata"]["namespace"] == "exempt":
        return set()
    # A size is accepted whichever container it is accepted for.
    spec = spec_of(obj)
    names = {container["name"] for container in spec["containers"] + spec.get("initContainers", [])}
    for key, text in annotations_of(obj).items():
        if key.startswith("fargate-lint.dev/ignore.") and key.partition("ignore.")[2] in names:
            accepted = {part.partition("=")[0].strip().lower() for part in text.split(";")}
            rules = {rule for rule in rules if rule[0] not in ("FG501", "FG210") or
                     rule[0].lower() not in accepted}
    if not spec.get("hostNetwork"):
        return rules
    shown = {c["name"] for c in spec["containers"] + spec.get("initContainers", [])
             if any(port.get("hostIP") or port.get("hostPort", 0) not in (0, port["containerPort"])
                    for port in c.get("ports", []))}
    return {(rule, name) for rule, name in rules if rule != "FG102" or name in shown}


def parse_message(message):
    """The rules with containers, and the profiles, that a message names; nothing if it is not ours."""
    found = re.search(r"Fargate would refuse this pod(?: \(profile (.*?)\))?: (.*)", message, re.S)
    if not found:
        return None
    rules = set()
    for item in found.group(2).split("; "):
        rule = re.search(r"(?: in (\S+))? \((FG\d+)\)$", item)
        if not rule:
            return None
        rules.add((rule.group(2), rule.group(1) if rule.group(2) in OF_CONTAINERS else None))
    return rules, set((found.group(1) or "").split(" or ")) - {""}


def decide(server, objs):
    """{name: None if admitted, else the message}; without those that are no valid objects."""
    queue, answers = Queue(), {}
    for obj in objs:
        queue.put(obj)

    def work():
        while True:
            try:
                obj = queue.get_nowait()
            except Empty:
                return
            status, answer, _ = server.create(obj)
            message = answer.get("message", "")
            if status in (200, 201):
                answers[obj["metadata"]["name"]] = None
            elif "ValidatingAdmissionPolicy" in message:
                answers[obj["metadata"]["name"]] = message
            elif status != 422:
                fault(f"{status}: {message[:500]}")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def compare(what, objs, answers, wanted, tally, with_profiles=True):
    for obj in objs:
        name = obj["metadata"]["name"]
        if name not in answers:
            continue
        rules, candidates = wanted[name]
        rules = visible(obj, rules)
        tally["objects"] += 1
        tally["denied"] += bool(answers[name])
        parsed = parse_message(answers[name]) if answers[name] else (set(), set())
        if parsed is None:
            fault(f"{what}: not our message: {answers[name]}")
            continue
        told, profiles = parsed
        if told != rules:
            fault(f"{what}: {sorted(told, key=str)} denied, check says {sorted(rules, key=str)}\n"
                  f"{answers[name]}\n{json.dumps(obj)}")
        elif told and with_profiles and not candidates & profiles:
            fault(f"{what}: profile {profiles}, check says {candidates}\n{json.dumps(obj)}")


def wait():
    """Until what was applied is in effect: about a second."""
    time.sleep(2.5)


def check_types(server, tally):
    """The controllers' type check finds nothing in any policy."""
    for _ in range(50):
        _, answer, _ = server.ask("GET", f"{API}/validatingadmissionpolicies")
        if all("typeChecking" in item.get("status", {}) for item in answer["items"]):
            break
        time.sleep(0.2)
    for item in answer["items"]:
        checking = item.get("status", {}).get("typeChecking")
        if checking is None:
            skip(f"the type check of {item['metadata']['name']} is not done")
        elif checking:
            fault(f"type check of {item['metadata']['name']}: {json.dumps(checking)[:3000]}")
        else:
            tally["types"] += 1


def accepted(server, generator, sets, work):
    """Every policy is accepted without a warning."""
    path = work / "profiles.yaml"
    for number in range(sets):
        write_profiles(path, generator.profiles(hard=True))
        flags = ["--on", generator.of("both", "pods", "workloads"), "--action",
                 generator.of("deny", "warn", "audit", "error=deny,warning=warn"), "--pods-by",
                 generator.of("profiles", "scheduler")]
        if generator.some(0.3) and flags != ["--on", "pods", "--pods-by", "scheduler"]:
            flags = ["--params", "configmap", "--pods-by", "profiles"]
        if generator.some(0.2):
            flags += ["--no-inline-ignores", "--name-prefix", "x1", "--exempt-label", "a.b/c=true"]
        for obj in documents(run("policy", "--profiles", path, "--isolated", *flags)):
            if obj["kind"] not in POLICIES:
                continue
            status, answer, warnings = server.ask(
                "POST", f"{API}/{POLICIES[obj['kind']]}?dryRun=All", obj)
            if status != 201 or warnings:
                fault(f"set {number} {flags}: {status} {warnings} {answer.get('message', '')[:1500]}")
        if len(faults) > 20:
            return
    print(f"policies of {sets} sets of profiles are accepted")


def rounds(server, generator, objects, work, tally):
    """Returns the profiles, objects and answers of the round that denied most."""
    path = work / "profiles.yaml"
    most = None
    modes = ["profiles", "profiles", "scheduler", "params", "changed-params", "profiles"]
    before = None
    for number, mode in enumerate(modes):
        profiles = generator.profiles(hard=generator.some(0.3))
        write_profiles(path, profiles)
        flags = ["--pods-by", "scheduler" if mode == "scheduler" else "profiles"]
        if "params" in mode:
            flags += ["--params", "configmap"]
        policies = documents(run("policy", "--profiles", path, "--isolated", *flags))
        if mode == "changed-params":
            same = [p for p in policies if p["kind"] in POLICIES]
            if same != before:
                fault("a change of the profiles changes the policies of --params")
            policies = [p for p in policies if p["kind"] not in POLICIES]
        else:
            server.delete_policies()
        before = [p for p in policies if p["kind"] in POLICIES] or before
        for warning in server.apply(policies):
            fault(f"{mode}: {warning}")
        wait()
        if mode != "changed-params":
            check_types(server, tally)
        names = [profile["name"] for profile in profiles]
        objs = [generator.obj(i, names, mode == "scheduler") for i in range(objects // len(modes))]
        by_scheduler = [o for o in objs if mode == "scheduler" and o["kind"] == "Pod"]
        by_profiles = [o for o in objs if o not in by_scheduler]
        started = time.monotonic()
        answers = decide(server, objs)
        tally["seconds"] += time.monotonic() - started
        tally["invalid"] += len(objs) - len(answers)
        compare(mode, by_profiles, answers, expected(by_profiles, work, path), tally)
        if by_scheduler:
            wanted = expected(by_scheduler, work, None)
            for obj in by_scheduler:
                if obj["spec"].get("schedulerName") != "fargate-scheduler":
                    wanted[obj["metadata"]["name"]] = (set(), set())
            compare(mode, by_scheduler, answers, wanted, tally, with_profiles=False)
        denied = sum(answer is not None for answer in answers.values())
        if mode == "profiles" and (most is None or denied > most[0]):
            most = denied, (profiles, objs, answers)
    return most[1]


def large(server, work):
    """Pods as large as a request may be stay within the cost that the server allows."""
    write_profiles(work / "profiles.yaml", [{"name": "web", "selectors": [{"namespace": "*"}]}])
    server.delete_policies()
    server.apply(documents(run("policy", "--profiles", work / "profiles.yaml", "--isolated",
                               "--pods-by", "profiles")))
    wait()
    for containers, inits, volumes, items in ((400, 0, 200, 5), (200, 20, 100, 10), (20, 200, 5, 2)):
        def container(name, number, sidecar):
            return {"name": name, "image": "i", "securityContext": {"capabilities": {"add": ["CHOWN"] * items}},
                    "ports": [{"containerPort": 1000 + number * items + i} for i in range(items)],
                    "resources": {"requests": {"cpu": "1m"}, "limits": {"memory": "1Mi"}},
                    **({"restartPolicy": "Always"} if sidecar else {})}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "large", "namespace": "default"},
               "spec": {"hostPID": True,
                        "containers": [container(f"c{i}", i, False) for i in range(containers)],
                        "initContainers": [container(f"i{i}", i, i % 2) for i in range(inits)],
                        "volumes": [{"name": f"v{i}", "emptyDir": {}} for i in range(volumes)]}}
        status, answer, _ = server.create(pod)
        if status != 403 or "hostPID (FG106)" not in answer.get("message", ""):
            fault(f"{containers} and {inits} containers: {status} {answer.get('message', '')[:500]}")


def namespaces():
    return [{"apiVersion": "v1", "kind": "Namespace", "metadata": {
        "name": name, "labels": {"fargate-lint.dev/policy": "exempt"} if name == "exempt" else {}}}
            for name in NAMESPACES]


def compare_engine(engine, objs, answers, said):
    """The messages of another engine, by object, against those of the API server."""
    count = denied = 0
    for obj in objs:
        name = obj["metadata"]["name"]
        if name not in answers:
            continue
        count += 1
        here = parse_message(answers[name]) if answers[name] else None
        there = parse_message(said[name]) if name in said else None
        denied += there is not None
        if here != there:
            fault(f"{engine}: {there}, the API server says {here}\n{said.get(name)}\n{json.dumps(obj)}")
    print(f"{engine} decides alike on {count} objects, {denied} of them denied")


def gatekeeper(work, last):
    gator = shutil.which("gator")
    if not gator:
        return skip("no gator on the PATH: --format gatekeeper is not held against Gatekeeper")
    profiles, objs, answers = last
    write_profiles(work / "profiles.yaml", profiles)
    folder = work / "gatekeeper"
    folder.mkdir()
    (folder / "policies.yaml").write_text(run(
        "policy", "--profiles", work / "profiles.yaml", "--isolated", "--pods-by", "profiles",
        "--format", "gatekeeper"))
    for number, obj in enumerate(namespaces() + objs):
        (folder / f"{number}.yaml").write_text(json.dumps(obj))
    done = subprocess.run([gator, "test", "-f", folder, "-o", "json"], capture_output=True, text=True)
    try:
        violations = json.loads(done.stdout) or []
    except ValueError:
        return fault(f"gator: {done.stdout[:1000]}{done.stderr[:2000]}")
    compare_engine("gator", objs, answers, {
        violation["violatingObject"]["metadata"]["name"]: violation["msg"] for violation in violations})


def kyverno(work, last):
    program = shutil.which("kyverno")
    if not program:
        return skip("no kyverno on the PATH: --format kyverno is not held against Kyverno")
    profiles, objs, answers = last
    # Its program reads namespaces of a cluster only, so that none is exempt here.
    objs = [obj for obj in objs if obj["metadata"]["namespace"] != "exempt"]
    write_profiles(work / "profiles.yaml", profiles)
    policies, resources = work / "kyverno.yaml", work / "resources.yaml"
    policies.write_text(run("policy", "--profiles", work / "profiles.yaml", "--isolated", "--pods-by",
                            "profiles", "--format", "kyverno"))
    resources.write_text("\n---\n".join(json.dumps(obj) for obj in objs))
    done = subprocess.run([program, "apply", policies, "-r", resources, "--policy-report",
                           "--output-format", "json", "--remove-color"], capture_output=True, text=True)
    try:
        report = json.loads(done.stdout[done.stdout.index("{"):])
    except ValueError:
        return fault(f"kyverno: {done.stdout[:1000]}{done.stderr[:2000]}")
    said = {}
    for result in report["results"]:
        if result["result"] == "error":
            fault(f"kyverno: {json.dumps(result)[:1000]}")
        elif result["result"] == "fail":
            said[result["resources"][0]["name"]] = result.get("message") or result.get("description")
    compare_engine("kyverno", objs, answers, said)


def texts(server, work):
    """What a user of kubectl reads."""
    kubectl = shutil.which("kubectl")
    if not kubectl:
        return skip("no kubectl on the PATH: what it shows is not looked at")
    path, pod = work / "profiles.yaml", work / "pod.yaml"
    write_profiles(path, [{"name": "web", "selectors": [{"namespace": "shop"}]}])
    pod.write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\n"
                   "spec: {hostPID: true, containers: [{name: app, image: i, securityContext: "
                   "{privileged: true}}]}\n")
    says = "Fargate would refuse this pod (profile web): hostPID (FG106); privileged in app (FG103)"
    wanted = {
        "deny": (1, "Error from server (Forbidden): error when creating \"" + str(pod) + "\": pods \"p\" is "
                    "forbidden: ValidatingAdmissionPolicy 'fargate-lint-pods' with binding "
                    "'fargate-lint-pods' denied request: " + says),
        "warn": (0, "Warning: Validation failed for ValidatingAdmissionPolicy 'fargate-lint-pods' with "
                    "binding 'fargate-lint-pods': " + says),
        "audit": (0, "pod/p created (server dry run)")}
    environment = {**os.environ, "KUBECONFIG": server.kubeconfig}
    for action, (code, line) in wanted.items():
        server.delete_policies()
        server.apply(documents(run("policy", "--profiles", path, "--isolated", "--action", action,
                                   "--pods-by", "profiles")))
        wait()
        done = subprocess.run([kubectl, "apply", "--dry-run=server", "-f", pod], env=environment,
                              capture_output=True, text=True)
        if done.returncode != code or line not in (done.stdout + done.stderr).splitlines():
            fault(f"--action {action}: exit {done.returncode}: {done.stdout}{done.stderr}")
    samples = work / "samples"
    samples.mkdir()
    server.delete_policies()
    server.apply(documents(run("policy", "--profiles", path, "--isolated", "--test", samples)))
    wait()
    done = subprocess.run(["sh", samples / "run.sh"], env=environment, capture_output=True, text=True)
    if done.returncode or not done.stdout.endswith(" samples, 0 decided differently\n"):
        fault(f"run.sh: exit {done.returncode}: {done.stdout}{done.stderr}")
    print("kubectl shows:", done.stdout.strip())


def main():
    global PROGRAM
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--sets", type=int, default=40)
    parser.add_argument("--objects", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    PROGRAM = os.path.abspath(options.program)
    up = os.environ.get("KUBE_APISERVER_UP") or shutil.which("kube-apiserver-up")
    if not up:
        return skip("no kube-apiserver-up on the PATH, and KUBE_APISERVER_UP is not set: policies are "
                    "not held against an API server")
    generator = Generator(options.seed)
    tally = {"objects": 0, "denied": 0, "invalid": 0, "types": 0, "seconds": 0.0}
    work = Path(tempfile.mkdtemp(prefix="policies."))
    server = Server(up)
    try:
        for namespace in namespaces():
            server.ask("POST", "/api/v1/namespaces", namespace)
        accepted(server, generator, options.sets, work)
        last = rounds(server, generator, options.objects, work, tally)
        gatekeeper(work, last)
        kyverno(work, last)
        large(server, work)
        texts(server, work)
    finally:
        server.stop()
    shutil.rmtree(work)
    print(f"{tally['objects']} objects, {tally['denied']} denied, {tally['invalid']} no valid objects, "
          f"{tally['types']} policies with types checked, "
          f"{tally['objects'] / max(tally['seconds'], 0.001):.0f} a second")
    if tally["denied"] * 10 < tally["objects"] or tally["invalid"] > tally["objects"]:
        fault("too few objects decide anything")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
