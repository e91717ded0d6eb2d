#!/usr/bin/env python3
"""Fills in .krew.yaml for a release: what a custom krew index holds as plugins/fargate-lint.yaml.

usage: krew.py VERSION FOLDER

FOLDER holds the archives that the template names. .krew.yaml is also what krew-release-bot reads,
whose functions are the ones that are known here. Prints the manifest.
"""
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def fill_in(text, version):
    return (text.replace("{{ .TagName }}", f"v{version}")
            .replace("{{ slice .TagName 1 }}", version))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    version, folder = sys.argv[1:]

    def uri_and_sha(match):
        uri = fill_in(match[2], version)
        archive = Path(folder, uri.rsplit("/", 1)[1])
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        return f"{match[1]}uri: {uri}\n{match[1]}sha256: {digest}\n"

    template = (ROOT / ".krew.yaml").read_text(encoding="utf-8")
    template = re.sub(r"^#.*\n", "", template, flags=re.M)
    manifest = re.sub(r'^( *)\{\{ addURIAndSha "(.*)" \.TagName \}\}\n', uri_and_sha, template,
                      flags=re.M)
    manifest = fill_in(manifest, version)
    if "{{" in manifest:
        sys.exit("krew.py: .krew.yaml holds a template that is not known here")
    print(manifest, end="")


if __name__ == "__main__":
    main()
