#!/usr/bin/env python3
"""Sends the requests of a run of --live again, without fargate-lint: what kubectl alone takes.

replay_kubectl.py LOG: each line of LOG holds the arguments of one kubectl, as log_kubectl wrote them.
Pages of a list follow each other, as only the one before tells where the next begins; of lists four
are read at a time.
"""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor


def run(chain):
    for words in chain:
        subprocess.run(["kubectl", *words], stdout=subprocess.DEVNULL, check=True)


def main():
    chains = {}
    first = []
    for line in open(sys.argv[1], encoding="utf-8"):
        words = line.rstrip("\n").split("\t")
        path = words[2] if words[:2] == ["get", "--raw"] else None
        if path is None:
            continue  # `config view` does not ask the server, and fails without a context
        if path.startswith("/apis") and "?" not in path:
            first.append(words)
        else:
            chains.setdefault(re.sub(r"&continue=[^&]*", "", path), []).append(words)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, [[words] for words in first]))
        list(pool.map(run, chains.values()))


if __name__ == "__main__":
    main()
