#!/usr/bin/env python3
"""Whether two builds of the program say the same, byte for byte.

usage: same_output.py PROGRAM OTHER... -- PATH...

OTHER is a command: `qemu-aarch64-static build/arm64/fargate-lint`. Both lint the manifests under each
PATH, in batches, and print JSON, SARIF and text; statuses count too.
"""
import concurrent.futures
import os
import subprocess
import sys
from pathlib import Path

BATCH = 60
FORMATS = ["json", "text", "sarif"]


def manifests(path):
    if Path(path).is_file():
        return [path]
    found = [str(file) for file in Path(path).rglob("*")
             if file.suffix in (".yaml", ".yml", ".json", ".tgz", ".zip") and file.is_file()]
    return sorted(found)


def run(command, output, files):
    ended = subprocess.run([*command, "check", "--isolated", "-o", output, "--severity", "info",
                            "--all-clusters", *files],
                           env={"PATH": os.environ["PATH"], "COLUMNS": "100", "LC_ALL": "C.UTF-8"},
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900)
    return ended.returncode, ended.stdout, ended.stderr


def compare(program, other, output, files):
    if run([program], output, files) == run(other, output, files):
        return []
    if len(files) == 1:
        return [f"{files[0]} ({output})"]
    half = len(files) // 2
    parts = compare(program, other, output, files[:half]) + compare(program, other, output,
                                                                    files[half:])
    return parts or [f"{files[0]} to {files[-1]} together ({output})"]


def main():
    words = sys.argv[1:]
    if "--" not in words or len(words) < 4:
        sys.exit(__doc__)
    at = words.index("--")
    program, other, paths = words[0], words[1:at], words[at + 1:]
    files = [file for path in paths for file in manifests(path)]
    batches = [files[i:i + BATCH] for i in range(0, len(files), BATCH)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        # Each batch in one format, so that every file is read once and each format has its turn.
        jobs = [pool.submit(compare, program, other, FORMATS[i % len(FORMATS)], batch)
                for i, batch in enumerate(batches)]
        faults = [fault for job in jobs for fault in job.result()]
    for fault in faults:
        print(f"DIFFERS: {fault}")
    print(f"{len(files)} files, {len(faults)} differences")
    sys.exit(1 if faults or not files else 0)


if __name__ == "__main__":
    main()
