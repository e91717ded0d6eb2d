#!/usr/bin/env python3
"""`serve` as the validating webhook of a real API server.

usage: webhook.py PROGRAM [OBJECTS]

The server must decide about OBJECTS (default 400) random Pods and workloads as `check` does, one by one,
and go on deciding while its certificate and its profiles change, while one of two replicas stops or is
killed, and with both values of failurePolicy. The API server is started by `kube-apiserver-up`, which is
looked for on the PATH, or is what KUBE_APISERVER_UP says. Says SKIPPED where it, kubectl or openssl is
missing. Two replicas stand behind a proxy that asks /readyz, as a Service does.
"""
import base64
import contextlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else sys.exit(__doc__)
OBJECTS = int(sys.argv[2]) if len(sys.argv) > 2 else 400
failures = 0


def skip(reason):
    print(f"SKIPPED: the webhook is not tried at a real API server: {reason}")
    sys.exit(0)


def check(what, good, seen=""):
    global failures
    if not good:
        failures += 1
        print(f"FAILED: {what}\n{seen}")


def run(*words, stdin=None, ok=True):
    done = subprocess.run(list(map(str, words)), input=stdin, text=True, capture_output=True,
                          check=False)
    if ok and done.returncode != 0:
        sys.exit(f"webhook.py: {words}: {done.stdout}{done.stderr}")
    return done


def make_certificate(folder, name):
    """tls.crt and tls.key of one name, put in place one after the other, as by hand."""
    new = Path(tempfile.mkdtemp(dir=folder))
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", new / "tls.key", "-out", new / "tls.crt")
    os.replace(new / "tls.crt", folder / "tls.crt")
    time.sleep(0.3)  # seen halfway by somebody
    os.replace(new / "tls.key", folder / "tls.key")
    return (folder / "tls.crt").read_text()


def profiles(*namespaces):
    selectors = "".join(f"      - namespace: {name}\n" for name in namespaces)
    return ("apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
            "metadata: {name: demo, region: eu-central-1}\nfargateProfiles:\n"
            f"  - name: web\n    selectors:\n{selectors}")


class Replica:
    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self):
        self.log = open(self.folder / f"log-{self.port}", "a")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--isolated", "--listen", f"127.0.0.1:{self.port}", "--drain", "2s",
             "--tls-cert", self.folder / "tls.crt", "--tls-key", self.folder / "tls.key",
             "--profiles", self.folder / "profiles.yaml"], stdout=self.log, stderr=self.log)
        wait_for(lambda: self.get("/readyz")[0] == 200, "a replica is ready")

    def get(self, path):
        try:
            connection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=3, context=ssl._create_unverified_context())
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        except OSError:
            return 0, ""

    def metric(self, line):
        found = re.search(rf"^fargate_lint_{re.escape(line)} (\S+)$", self.get("/metrics")[1], re.M)
        return float(found.group(1)) if found else -1


def wait_for(condition, what, limit=15):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    check(what, False)
    return False


class Service:
    """Connections to those replicas that were ready a moment ago."""

    def __init__(self, replicas):
        self.replicas = replicas
        self.ready = list(replicas)
        self.next = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.probe, daemon=True).start()
        threading.Thread(target=self.accept, daemon=True).start()

    def probe(self):
        while True:
            self.ready = [each for each in self.replicas if each.get("/readyz")[0] == 200]
            time.sleep(0.3)

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        for _ in range(4):
            self.next += 1
            choices = self.ready or self.replicas
            try:
                server = socket.create_connection(
                    ("127.0.0.1", choices[self.next % len(choices)].port), 2)
                break
            except OSError:
                continue
        else:
            client.close()
            return
        server.settimeout(None)
        threading.Thread(target=copy, args=(server, client), daemon=True).start()
        copy(client, server)


def copy(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


class Load:
    """Dry runs of a Pod that is denied and one that is not, as fast as four clients can."""

    def __init__(self, kubeconfig):
        shown = json.loads(run("kubectl", "--kubeconfig", kubeconfig, "config", "view", "--raw", "-o",
                               "json").stdout)
        self.url = shown["clusters"][0]["cluster"]["server"].removeprefix("https://")
        self.token = shown["users"][0]["user"].get("token", "")
        self.counts, self.wrong, self.stopped = 0, [], False
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.post) for _ in range(4)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped = True
        for thread in self.threads:
            thread.join()

    def post(self):
        connection = http.client.HTTPSConnection(self.url, timeout=20,
                                                 context=ssl._create_unverified_context())
        for number in range(10**9):
            if self.stopped:
                return
            is_bad = number % 2 == 1
            body = json.dumps(pod(f"load-{number}", "fargate", {"hostNetwork": True} if is_bad else {}))
            connection.request("POST", "/api/v1/namespaces/fargate/pods?dryRun=All", body,
                               {"Authorization": f"Bearer {self.token}",
                                "Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read().decode()
            with self.lock:
                self.counts += 1
                if response.status != (403 if is_bad else 201):
                    self.wrong.append(f"{response.status} {text[:300]}")


def pod(name, namespace, spec):
    return {"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}},
            "spec": {"containers": [{"name": "app", "image": "nginx:1.27"}], **spec}}


def random_spec(draw):
    """A valid spec, with some of what Fargate refuses."""
    security = draw.choice([{}, {}, {"privileged": True}, {"allowPrivilegeEscalation": False},
                            {"capabilities": {"add": ["SYS_ADMIN"]}},
                            {"capabilities": {"add": ["CHOWN"], "drop": ["ALL"]}}])
    container = {"name": "app", "image": "nginx:1.27", "securityContext": security}
    if draw.random() < 0.3:
        container["ports"] = [{"containerPort": 8080,
                               **draw.choice([{}, {"hostPort": 8080}, {"hostPort": 9000}])}]
    if draw.random() < 0.5:
        container["resources"] = {"requests": {
            "cpu": draw.choice(["100m", "2", "16", "17"]), "memory": draw.choice(["64Mi", "8Gi", "130Gi"])}}
    spec = {"containers": [container]}
    if "hostPort" not in str(container):
        spec.update(draw.choice([{}, {}, {"hostNetwork": True}]))
    spec.update(draw.choice([{}, {}, {"hostPID": True}, {"hostIPC": True},
                             {"nodeSelector": {"disk": "ssd"}}, {"priorityClassName": ""}]))
    volume = draw.choice([None, None, {"emptyDir": {}}, {"hostPath": {"path": "/var/log"}},
                          {"persistentVolumeClaim": {"claimName": "data"}}, {"secret": {"secretName": "s"}},
                          {"csi": {"driver": "ebs.csi.aws.com"}},
                          {"nfs": {"server": "10.0.0.1", "path": "/"}}])
    if volume:
        spec["volumes"] = [{"name": "data", **volume}]
        container["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    if draw.random() < 0.2:
        spec["initContainers"] = [{"name": "init", "image": "busybox:1.36",
                                   "securityContext": draw.choice([{}, {"privileged": True}])}]
    return spec


def random_object(draw, number):
    name, namespace = f"o{number}", draw.choice(["fargate", "fargate", "team-a"])
    kind = draw.choice(["Pod", "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job",
                        "CronJob", "ReplicationController"])
    spec = random_spec(draw)
    annotations = {}
    if draw.random() < 0.1:
        annotations["eks.amazonaws.com/compute-type"] = "ec2"
    if kind == "Pod":
        made = pod(name, namespace, spec)
        made["metadata"]["annotations"] = annotations
        return made
    template = {"metadata": {"labels": {"app": name}, "annotations": annotations}, "spec": spec}
    metadata = {"name": name, "namespace": namespace}
    if kind in ("Job", "CronJob"):
        spec["restartPolicy"] = "Never"
        job = {"template": template}
        body = job if kind == "Job" else {"schedule": "0 1 * * *", "jobTemplate": {"spec": job}}
        return {"apiVersion": "batch/v1", "kind": kind, "metadata": metadata, "spec": body}
    selector = {"app": name} if kind == "ReplicationController" else {"matchLabels": {"app": name}}
    body = {"selector": selector, "template": template}
    if kind == "StatefulSet":
        body["serviceName"] = name
    if kind not in ("DaemonSet", ) and draw.random() < 0.1:
        body["replicas"] = 0
    version = "v1" if kind == "ReplicationController" else "apps/v1"
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": body}


def decide_as_check(kubectl, folder):
    """Each object's decision at the API server is the verdict of `check` on its manifest."""
    draw = random.Random(23)
    objects = [random_object(draw, number) for number in range(OBJECTS)]
    path = folder / "objects.json"
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
    report = json.loads(run(PROGRAM, "check", "--isolated", "--profiles", folder / "profiles.yaml",
                            "-o", "json", path, ok=False).stdout)
    errors = {}
    for finding in report["diagnostics"]:
        if finding["severity"] == "error":
            errors.setdefault(finding["object"]["name"], set()).add(finding["rule"])
    expected = {each["name"]: each["verdict"] == "refused" and each["name"] in errors
                for each in report["placements"]}
    check("check has placed every object", len(expected) == OBJECTS, len(expected))
    done = kubectl("create", "--dry-run=server", "-f", path, ok=False)
    denied = []
    for line in done.stderr.splitlines():
        if "denied the request: " not in line:
            check("only the webhook denies", line.startswith("Warning: "), line)
            continue
        denied.append(line.split("denied the request: ", 1)[1])
    created = set(re.findall(r"/(o\d+) created \(server dry run\)", done.stdout))
    wrong = [f"{name}: check says {'refused' if is_refused else 'not refused'}"
             for name, is_refused in expected.items() if (name in created) == is_refused]
    check("the webhook decides as check does", not wrong,
          "\n".join(wrong[:10]) + "\n" + done.stderr[:2000])
    refused = [name for name, is_refused in expected.items() if is_refused]
    check("as many are denied as are refused", len(denied) == len(refused), f"{len(denied)} {len(refused)}")
    # kubectl works through the list in order, and so are the messages.
    for name, message in zip(refused, denied):
        missing = [rule for rule in errors[name] if rule not in message]
        check(f"{name}: the message names every rule", not missing, f"{missing} {message}")
    check("there is something to decide", 0.2 * OBJECTS < len(refused) < 0.8 * OBJECTS, len(refused))


def configuration(port, bundle, policy):
    rendered = run("kubectl", "kustomize", ROOT / "deploy" / "base").stdout
    # The one that is deployed, at the address of this test.
    document = next(each for each in rendered.split("\n---\n") if "ValidatingWebhookConfiguration" in each)
    encoded = base64.b64encode(bundle.encode()).decode()
    document, count = re.subn(r"^  clientConfig:\n(    .*\n)+",
                              f"  clientConfig:\n    url: https://127.0.0.1:{port}/validate\n"
                              f"    caBundle: {encoded}\n", document, flags=re.M)
    assert count == 1 and "failurePolicy: Ignore" in document
    return document.replace("failurePolicy: Ignore", f"failurePolicy: {policy}")


def main():
    up = os.environ.get("KUBE_APISERVER_UP") or shutil.which("kube-apiserver-up")
    if not up:
        skip("kube-apiserver-up is missing (KUBE_APISERVER_UP names it)")
    for program in ("kubectl", "openssl"):
        if not shutil.which(program):
            skip(f"{program} is missing")
    shell = run(up).stdout
    variables = dict(re.findall(r"(KUBECONFIG|KUBE_APISERVER_DIR)='?([^'\n;]+)", shell))
    kubeconfig = variables["KUBECONFIG"]
    folder = Path(tempfile.mkdtemp())

    def kubectl(*words, **options):
        return run("kubectl", "--kubeconfig", kubeconfig, *words, **options)

    replicas = []
    try:
        bundle = make_certificate(folder, "first")
        (folder / "profiles.yaml").write_text(profiles("fargate"))
        for name in ("fargate", "team-a", "fargate-lint"):
            kubectl("create", "namespace", name)
        replicas = [Replica(folder), Replica(folder)]
        service = Service(replicas)

        def register(policy, trusted=bundle):
            kubectl("apply", "-f", "-", stdin=configuration(service.port, trusted, policy))
            wait_for(lambda: kubectl("create", "--dry-run=server", "-f", folder / "bad.json",
                                     ok=False).returncode != 0, "the webhook is called")

        (folder / "bad.json").write_text(json.dumps(pod("bad", "fargate", {"hostNetwork": True})))
        (folder / "good.json").write_text(json.dumps(pod("good", "fargate", {})))
        register("Fail")
        try_words(kubectl, folder)
        decide_as_check(kubectl, folder)
        try_load(kubectl, kubeconfig, folder, replicas, register, bundle)
        try_outage(kubectl, folder, replicas, register)
        try_deployment(kubectl)
    finally:
        for replica in replicas:
            replica.process.kill()
        run(up, "--stop", variables["KUBE_APISERVER_DIR"])
        shutil.rmtree(folder)
    if failures:
        sys.exit(f"webhook.py: {failures} failed")
    print(f"the webhook decides as check does about {OBJECTS} objects, and through every change")


def try_words(kubectl, folder):
    """What people see."""
    denied = kubectl("create", "-f", folder / "bad.json", ok=False)
    check("a denial says why", denied.returncode == 1 and re.search(
        r'Error from server \(Forbidden\): .*admission webhook "fargate-lint\.fargate-lint\.dev" denied '
        r'the request: Fargate would refuse this Pod \(profile web\): .*FG101 spec\.hostNetwork: ',
        denied.stderr), denied.stderr)
    warned = kubectl("create", "--dry-run=server", "-f", folder / "good.json")
    check("what is allowed is warned of", "Warning: FG502 " in warned.stderr, warned.stderr)
    kubectl("create", "-f", folder / "good.json")
    kubectl("label", "pod", "good", "-n", "fargate", "tier=web")
    kubectl("delete", "pod", "good", "-n", "fargate", "--force", "--grace-period=0")


def try_load(kubectl, kubeconfig, folder, replicas, register, bundle):
    first, second = replicas

    def under_load(what, change):
        with Load(kubeconfig) as load:
            time.sleep(1)
            change()
            time.sleep(1)
        check(f"{what}: no request fails", not load.wrong and load.counts > 50,
              f"{load.counts} requests, {len(load.wrong)} wrong\n" + "\n".join(load.wrong[:5]))

    # The API server must trust the second one before it is used.
    with tempfile.TemporaryDirectory() as other:
        other = Path(other)
        next_bundle = make_certificate(other, "second")
        register("Fail", bundle + next_bundle)

        def put_in_place():
            shutil.copy(other / "tls.crt", folder / "new.crt")
            shutil.copy(other / "tls.key", folder / "new.key")
            os.replace(folder / "new.crt", folder / "tls.crt")
            time.sleep(1.2)  # the replicas see a certificate with the key of another
            os.replace(folder / "new.key", folder / "tls.key")
            wait_for(lambda: all(each.metric("certificate_loaded") == 1 and
                                 each.metric('reloads_total{what="certificate",ok="1"}') >= 2
                                 for each in replicas), "both take the new certificate")
        under_load("a certificate is swapped", put_in_place)
        check("a pair that does not match was refused",
              any(each.metric('reloads_total{what="certificate",ok="0"}') > 0 for each in replicas))
    trusted = bundle + next_bundle

    def stop():
        first.process.send_signal(signal.SIGTERM)
        check("it ends with 0", first.process.wait(20) == 0)
        first.start()
    under_load("a replica is stopped", stop)

    # A killed process takes what it was asked along: Ignore admits that.
    register("Ignore", trusted)
    with Load(kubeconfig) as load:
        time.sleep(1)
        first.process.kill()
        first.process.wait()
        time.sleep(1.5)
        after = len(load.wrong)
        time.sleep(1)
    unexpected = [each for each in load.wrong if not each.startswith("201 ")]
    check("a replica is killed, Ignore: no request fails", not unexpected, "\n".join(unexpected[:5]))
    check("a replica is killed: the other one decides", len(load.wrong) == after, load.wrong[-3:])
    first.start()
    register("Fail", trusted)
    with Load(kubeconfig) as load:
        time.sleep(1)
        first.process.kill()
        first.process.wait()
        time.sleep(1.5)
        after = len(load.wrong)
        time.sleep(1)
    admitted = [each for each in load.wrong if each.startswith("201 ")]
    check("a replica is killed, Fail: nothing is admitted unchecked", not admitted, admitted[:3])
    check("a replica is killed: the other one decides", len(load.wrong) == after, load.wrong[-3:])
    first.start()

    # Profiles change for both, without a restart.
    (folder / "profiles.yaml").write_text(profiles("team-a"))
    wait_for(lambda: kubectl("create", "--dry-run=server", "-f", folder / "bad.json",
                             ok=False).returncode == 0, "new profiles count")
    (folder / "profiles.yaml").write_text("nonsense: [")
    wait_for(lambda: all(each.metric("profiles_loaded") == 0 for each in replicas),
             "faulty profiles are reported")
    check("faulty profiles change nothing", kubectl("create", "--dry-run=server", "-f",
                                                    folder / "bad.json", ok=False).returncode == 0)
    (folder / "profiles.yaml").write_text(profiles("fargate"))
    wait_for(lambda: kubectl("create", "--dry-run=server", "-f", folder / "bad.json",
                             ok=False).returncode == 1, "the old profiles count again")
    for each in replicas:
        check("logs hold no content of objects", "nginx" not in Path(each.log.name).read_text())


def try_outage(kubectl, folder, replicas, register):
    for each in replicas:
        each.process.kill()
        each.process.wait()
    failed = kubectl("create", "--dry-run=server", "-f", folder / "good.json", ok=False)
    check("Fail: nothing is admitted while all are down",
          failed.returncode == 1 and "failed calling webhook" in failed.stderr, failed.stderr)
    kubectl("patch", "validatingwebhookconfiguration", "fargate-lint", "--type=json", "-p",
            '[{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}]')
    wait_for(lambda: kubectl("create", "--dry-run=server", "-f", folder / "bad.json",
                             ok=False).returncode == 0, "Ignore: all is admitted while all are down")


def try_deployment(kubectl):
    """deploy/ is accepted as it stands."""
    kubectl("delete", "validatingwebhookconfiguration", "fargate-lint")
    with tempfile.TemporaryDirectory() as copied:
        shutil.copytree(ROOT / "deploy", copied, dirs_exist_ok=True)
        run(Path(copied, "self-signed", "make-certificate.sh"), "30")
        applied = kubectl("apply", "-k", Path(copied, "self-signed"), "--dry-run=server",
                          "--warnings-as-errors", ok=False)
        # The namespace is there, but was not made by apply.
        said = "\n".join(line for line in applied.stderr.splitlines()
                         if "last-applied-configuration" not in line and "1 warning received" not in line)
        check("deploy/self-signed is accepted without warnings", not said, applied.stderr)
        check("all of it", applied.stdout.count("(server dry run)") == 9, applied.stdout)
        rendered = kubectl("kustomize", Path(copied, "cert-manager")).stdout
        documents = [each for each in rendered.split("\n---\n") if "cert-manager.io/v1\n" not in each]
        applied = kubectl("apply", "--dry-run=server", "-f", "-", stdin="\n---\n".join(documents), ok=False)
        check("deploy/cert-manager is accepted", applied.returncode == 0, applied.stderr)


if __name__ == "__main__":
    main()
