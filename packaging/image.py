#!/usr/bin/env python3
"""Writes the container image: an OCI image layout, in a tar file, that holds the program alone.

usage: image.py VERSION HOMEPAGE EPOCH FILE ARCHITECTURE=PROGRAM...

ARCHITECTURE is Go's name (amd64, arm64), PROGRAM must be static: there is nothing else in the image,
and it calls nobody. `skopeo copy oci-archive:FILE docker://…` publishes it, `docker load` and `podman
load` read it. The same programs and EPOCH (seconds since 1970) give the same bytes.
https://github.com/opencontainers/image-spec
"""
import gzip
import hashlib
import io
import json
import sys
import tarfile
import time
from pathlib import Path

TYPE = "application/vnd.oci.image."


def tar_of(files, epoch):
    """A tar file of (name, bytes, mode); names that end in `/` are directories."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data, mode in files:
            entry = tarfile.TarInfo(name.rstrip("/"))
            entry.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            entry.size, entry.mode, entry.mtime = len(data), mode, epoch
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


class Layout:
    def __init__(self):
        self.blobs = {}

    def add(self, media_type, data, **more):
        """Adds a blob, and returns its descriptor."""
        if not isinstance(data, bytes):
            data = json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
        digest = hashlib.sha256(data).hexdigest()
        self.blobs[digest] = data
        return {"mediaType": TYPE + media_type, "digest": f"sha256:{digest}", "size": len(data),
                **more}

    def files(self, index):
        yield "blobs/", b"", 0o755
        yield "blobs/sha256/", b"", 0o755
        for digest, data in sorted(self.blobs.items()):
            yield f"blobs/sha256/{digest}", data, 0o644
        yield "index.json", json.dumps(index, sort_keys=True).encode(), 0o644
        yield "oci-layout", b'{"imageLayoutVersion": "1.0.0"}', 0o644


def image(layout, architecture, program, labels, epoch):
    """One architecture's manifest."""
    layer = tar_of([("fargate-lint", program, 0o755)], epoch)
    created = labels["org.opencontainers.image.created"]
    config = {
        "architecture": architecture,
        "os": "linux",
        "created": created,
        "config": {
            "Entrypoint": ["/fargate-lint"],
            "User": "65532:65532",
            # Where users mount what is to be read: docker run -v "$PWD:/work:ro" IMAGE .
            "WorkingDir": "/work",
            "Labels": labels,
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
        "history": [{"created": created, "created_by": "fargate-lint packaging/image.py"}],
    }
    return layout.add("manifest.v1+json", {
        "schemaVersion": 2,
        "mediaType": TYPE + "manifest.v1+json",
        "config": layout.add("config.v1+json", config),
        "layers": [layout.add("layer.v1.tar+gzip", gzip.compress(layer, 9, mtime=0))],
        "annotations": labels,
    }, platform={"architecture": architecture, "os": "linux"})


def main():
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    version, homepage, epoch, file = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    labels = {
        "org.opencontainers.image.created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
        "org.opencontainers.image.description":
            "Which pods land on AWS EKS Fargate, and what Fargate would refuse",
        "org.opencontainers.image.licenses": "Apache-2.0",
        "org.opencontainers.image.source": homepage,
        "org.opencontainers.image.title": "fargate-lint",
        "org.opencontainers.image.version": version,
    }
    layout = Layout()
    manifests = []
    for word in sys.argv[5:]:
        architecture, _, program = word.partition("=")
        manifests.append(image(layout, architecture, Path(program).read_bytes(), labels, epoch))
    all_of_them = layout.add("index.v1+json", {
        "schemaVersion": 2,
        "mediaType": TYPE + "index.v1+json",
        "manifests": manifests,
        "annotations": labels,
    }, annotations={"org.opencontainers.image.ref.name": version})
    index = {"schemaVersion": 2, "mediaType": TYPE + "index.v1+json", "manifests": [all_of_them]}
    Path(file).write_bytes(tar_of(layout.files(index), epoch))


if __name__ == "__main__":
    main()
