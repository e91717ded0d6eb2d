#!/usr/bin/env python3
"""What the program is made of: an SPDX document, or the licences of all of it.

usage: parts.py sbom VERSION HOMEPAGE EPOCH ARCHITECTURE PROGRAM [DEBS]
       parts.py licences [DEBS]

Everything is linked statically from Debian's packages. Their versions, sources and addresses are what
dpkg says of those that are installed; with DEBS, a folder of packages that were only unpacked for a
cross build (its parent), of those. Prints the document. https://spdx.github.io/spdx-spec/v2.3/
"""
import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

# What the linker takes code from, and its licences as SPDX writes them: those of the files that get
# into the program, of all that debian/copyright tells of a package.
PARTS = {
    "libyaml-cpp-dev": "MIT",
    "libcli11-dev": "BSD-3-Clause",
    "libre2-dev": "BSD-3-Clause",
    "librang-dev": "Unlicense",
    "libarchive-dev": "BSD-2-Clause",
    "libminizip-dev": "Zlib",
    "zlib1g-dev": "Zlib",
    "libboost1.81-dev": "BSL-1.0",
    "libssl-dev": "Apache-2.0",
    "libstdc++-12-dev": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libgcc-12-dev": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libc6-dev": "LGPL-2.1-or-later",
}
FIELDS = ["Package", "Version", "Architecture", "Source", "Homepage", "Maintainer"]


def unpacked(debs):
    """The packages in a folder, by name."""
    packages = {}
    for deb in sorted(Path(debs).glob("apt/debs/*.deb")):
        said = subprocess.run(["dpkg-deb", "--field", deb, *FIELDS], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        fields = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
        packages[fields["Package"]] = fields
    return packages


def installed(name):
    shown = "".join(f"{field}: ${{{field}}}\\n" for field in FIELDS)
    ended = subprocess.run(["dpkg-query", "--show", "--showformat", shown, name], text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if ended.returncode != 0:
        sys.exit(f"parts.py: the package {name} is not installed")
    # A package of several architectures is shown for each: the first is this machine's.
    lines = ended.stdout.splitlines()[:len(FIELDS)]
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def packages(debs):
    """Each part's fields, and where its copyright file is."""
    from_debs = unpacked(debs) if debs else {}
    for name, licence in PARTS.items():
        fields = from_debs.get(name)
        if fields is None:
            # The cross compiler brings its own.
            fields = installed(f"{name}-arm64-cross" if debs else name)
        # Some are links into other packages, which are there for this machine only.
        files = [Path(root, "usr/share/doc", fields["Package"], "copyright")
                 for root in filter(None, (debs, "/"))]
        yield fields, licence, next(filter(Path.exists, files), files[-1])


def package(fields, licence, number):
    name, version = fields["Package"], fields["Version"]
    source = fields.get("Source", "").split(" ")[0] or name
    supplier = fields.get("Maintainer") or "Debian"
    return {
        "SPDXID": f"SPDXRef-Package-{number}",
        "name": name,
        "versionInfo": version,
        "supplier": f"Organization: {supplier}".replace(" <", " (").replace(">", ")"),
        "downloadLocation": f"https://tracker.debian.org/pkg/{quote(source)}",
        "homepage": fields.get("Homepage") or "https://www.debian.org/",
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
        "sourceInfo": f"built by Debian from the source package {source}",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{quote(name)}@{quote(version)}"
                                f"?arch={fields['Architecture']}&distro=debian-12",
        }],
    }


def sbom(version, homepage, epoch, architecture, program, debs):
    digest = hashlib.sha256(Path(program).read_bytes()).hexdigest()
    name = f"fargate-lint_{version}_linux_{architecture}"
    own = {
        "SPDXID": "SPDXRef-Package-0",
        "name": "fargate-lint",
        "versionInfo": version,
        "downloadLocation": f"{homepage}/releases/download/v{version}/{name}.tar.gz",
        "homepage": homepage,
        "filesAnalyzed": False,
        "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": "APPLICATION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
        "comment": "The checksum is that of the program itself.",
    }
    parts = [package(fields, licence, number)
             for number, (fields, licence, _) in enumerate(packages(debs), 1)]
    relationships = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                      "relatedSpdxElement": own["SPDXID"]}]
    relationships += [{"spdxElementId": own["SPDXID"], "relationshipType": "STATIC_LINK",
                       "relatedSpdxElement": part["SPDXID"]} for part in parts]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"{homepage}/spdx/{name}-{digest[:16]}",
        "creationInfo": {
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch))),
            "creators": ["Tool: fargate-lint-packaging/parts.py"],
        },
        "packages": [own, *parts],
        "relationships": relationships,
    }


def licences(debs):
    """All copyright files, each once."""
    told = {}
    for fields, _, file in packages(debs):
        text = file.read_text(encoding="utf-8", errors="replace")
        told.setdefault(text, []).append(fields["Package"])
    yield ("fargate-lint is licensed under the Apache License 2.0 (LICENSE). It is linked with the\n"
           "following packages of Debian, whose copyright files follow.\n")
    for text, names in told.items():
        line = "=" * 78
        yield f"\n{line}\n{', '.join(names)}\n{line}\n\n{text.rstrip()}\n"


def main():
    words = sys.argv[1:]
    if words[:1] == ["sbom"] and len(words) in (6, 7):
        document = sbom(*words[1:6], words[6] if len(words) == 7 else None)
        print(json.dumps(document, indent=2, sort_keys=True))
    elif words[:1] == ["licences"] and len(words) in (1, 2):
        print("".join(licences(words[1] if len(words) == 2 else None)), end="")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
