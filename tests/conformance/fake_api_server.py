#!/usr/bin/env python3
"""A Kubernetes API server for tests of --live: lists without what makes them, and faults at will.

fake_api_server.py [--pods N] [--forbid RESOURCE]... [--sleep RESOURCE=SECONDS]...
                   [--expire RESOURCE] [--cut RESOURCE]

Prints its address and serves until its standard input ends. Use it with
`kubectl --server=ADDRESS` and KUBECONFIG=/dev/null: it asks for no credentials.
"""

import argparse
import http.server
import json
import sys
import threading
import time
import urllib.parse

NAMESPACES = 20
GROUPS = {
    "apps": "v1",
    "batch": "v1",
    "policy": "v1",
    "networking.k8s.io": "v1",
    "autoscaling": "v2",
    "storage.k8s.io": "v1",
    "node.k8s.io": "v1",
    "admissionregistration.k8s.io": "v1",
    "argoproj.io": "v1alpha1",
}


def template(name, index):
    """Of about the size of a template of a real cluster."""
    return {
        "metadata": {"labels": {"app": name, "tier": "web" if index % 2 else "db"}},
        "spec": {
            "containers": [
                {
                    "name": "app",
                    "image": f"registry.example.com/{name}:1.2.3",
                    "ports": [{"containerPort": 8080, "protocol": "TCP"}],
                    "env": [{"name": f"SETTING_{i}", "value": f"value-{i}"} for i in range(20)],
                    "resources": {
                        "requests": {"cpu": "250m", "memory": "512Mi"},
                        "limits": {"cpu": "250m", "memory": "512Mi"},
                    },
                    "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8080}},
                }
            ],
            "schedulerName": "default-scheduler",
            "restartPolicy": "Always",
        },
    }


def managed_fields():
    return [
        {
            "manager": "kube-controller-manager",
            "operation": "Update",
            "apiVersion": "v1",
            "fieldsV1": {f"f:field{i}": {".": {}, "f:more": {}} for i in range(30)},
        }
    ]


class World:
    def __init__(self, pods):
        deployments = max(1, pods // 10)
        self.lists = {
            "deployments": [self.deployment(i) for i in range(deployments)],
            "replicasets": [self.replica_set(i) for i in range(deployments)],
            "pods": [self.pod(i, deployments) for i in range(pods)],
            "namespaces": [{"metadata": {"name": f"ns-{i}"}} for i in range(NAMESPACES)],
            "services": [],
        }
        self.texts = {
            resource: [json.dumps(item, separators=(",", ":")) for item in items]
            for resource, items in self.lists.items()
        }

    @staticmethod
    def metadata(name, index, owner=None):
        metadata = {
            "name": name,
            "namespace": f"ns-{index % NAMESPACES}",
            "uid": f"{index:08d}-0000-4000-8000-000000000000",
            "creationTimestamp": "2026-10-02T10:00:00Z",
            "managedFields": managed_fields(),
        }
        if owner:
            kind, of = owner
            metadata["ownerReferences"] = [
                {
                    "apiVersion": "apps/v1",
                    "kind": kind,
                    "name": of,
                    "uid": "u",
                    "controller": True,
                }
            ]
        return metadata

    def deployment(self, i):
        name = f"app-{i}"
        return {
            "metadata": self.metadata(name, i),
            "spec": {
                "replicas": 10,
                "selector": {"matchLabels": {"app": name}},
                "template": template(name, i),
            },
            "status": {"replicas": 10},
        }

    def replica_set(self, i):
        name = f"app-{i}"
        return {
            "metadata": self.metadata(f"{name}-7d9f", i, ("Deployment", name)),
            "spec": {"replicas": 10, "template": template(name, i)},
        }

    def pod(self, i, deployments):
        of = i % deployments
        name = f"app-{of}"
        made = template(name, of)
        metadata = self.metadata(f"{name}-7d9f-{i}", of, ("ReplicaSet", f"{name}-7d9f"))
        metadata["labels"] = made["metadata"]["labels"]
        status = {"phase": "Running", "podIP": "10.0.0.1", "conditions": [
            {"type": kind, "status": "True", "lastTransitionTime": "2026-10-02T10:00:00Z"}
            for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")
        ]}
        spec = dict(made["spec"], nodeName=f"fargate-ip-10-0-{i // 250}-{i % 250}")
        return {"metadata": metadata, "spec": spec, "status": status}


def status(code, reason, message):
    return code, json.dumps(
        {
            "kind": "Status",
            "apiVersion": "v1",
            "status": "Failure",
            "reason": reason,
            "message": message,
            "code": code,
        }
    )


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    options = None
    world = None
    expired = set()

    def log_message(self, *_):
        pass

    def answer(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        parts = url.path.strip("/").split("/")
        if parts == ["apis"]:
            groups = [
                {
                    "name": name,
                    "preferredVersion": {"groupVersion": f"{name}/{v}", "version": v},
                }
                for name, v in GROUPS.items()
            ]
            return 200, json.dumps({"kind": "APIGroupList", "groups": groups})
        if parts == ["apis", "argoproj.io", "v1alpha1"]:
            resources = [
                {"name": "rollouts", "kind": "Rollout", "namespaced": True, "verbs": ["list"]}
            ]
            return 200, json.dumps({"kind": "APIResourceList", "resources": resources})
        resource = parts[-1]
        namespace = parts[parts.index("namespaces") + 1] if "namespaces" in parts[:-1] else None
        for entry in self.options.sleep:
            slow, seconds = entry.split("=")
            if slow == resource:
                time.sleep(float(seconds))
        if resource in self.options.forbid:
            return status(403, "Forbidden", f'{resource} is forbidden: User "x" cannot list')
        begin = int(query.get("continue", "0"))
        if begin and resource == self.options.expire and resource not in self.expired:
            self.expired.add(resource)
            return status(410, "Expired", "The provided continue parameter is too old")
        items = self.world.texts.get(resource, [])
        if namespace is not None:
            mark = f'"namespace":"{namespace}"'
            items = [item for item in items if mark in item]
        limit = int(query.get("limit", "0")) or len(items)
        more = begin + limit < len(items)
        metadata = {"resourceVersion": "1"}
        if more:
            metadata["continue"] = str(begin + limit)
        head = f'{{"kind":"List","apiVersion":"v1","metadata":{json.dumps(metadata)},"items":['
        text = head + ",".join(items[begin : begin + limit]) + "]}\n"
        if resource == self.options.cut:
            text = text[: len(text) // 2]
        return 200, text

    def do_GET(self):  # noqa: N802
        code, text = self.answer()
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # whoever asked has gone


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pods", type=int, default=100)
    parser.add_argument("--forbid", action="append", default=[])
    parser.add_argument("--sleep", action="append", default=[])
    parser.add_argument("--expire")
    parser.add_argument("--cut")
    Handler.options = parser.parse_args()
    Handler.world = World(Handler.options.pods)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
