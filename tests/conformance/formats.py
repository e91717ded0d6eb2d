#!/usr/bin/env python3
"""Holds every output format against its reader, as far as the reader can be had here.

usage: formats.py PROGRAM [PATH...]

Runs PROGRAM over each PATH, and over manifests made here to break formats, with every format at once
and with one thread and two. What each format says is read by a reader that knows nothing of the
program: JSON, XML, TAP and the commands of GitHub and Azure are parsed strictly and compared with the
JSON report; GitHub's fingerprints are computed anew from its description of them; `sarif-multitool`
(npm: @microsoft/sarif-multitool), if it is on the PATH, validates SARIF by GitHub's rules.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

FORMATS = ["text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "azure", "junit",
           "checkstyle", "rdjson", "tap", "markdown", "html", "github-comment"]
SARIF_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)
    return holds


# --- the reports ----------------------------------------------------------------------------------

def run(program, arguments, folder):
    """Every format's bytes by name; at any number of threads the same."""
    reports = []
    for threads in ("1", "2"):
        with tempfile.TemporaryDirectory() as out:
            words = [program, "check", "-j", threads, *arguments]
            for name in FORMATS:
                words += ["-o", f"{name}={out}/{name}"]
            ended = subprocess.run(words, cwd=folder, capture_output=True, timeout=300)
            written = sorted(path.name for path in Path(out).iterdir())
            if ended.returncode not in (0, 1, 2) or written != sorted(FORMATS):
                sys.exit(f"exit status {ended.returncode} of {words}: {ended.stderr.decode()}")
            reports.append({name: Path(out, name).read_bytes() for name in FORMATS})
    for name in FORMATS:
        expect(reports[0][name] == reports[1][name], f"{name}: -j1 and -j2 differ")
        text = reports[0][name].decode("utf-8", "strict")
        control = re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
        expect(control is None, f"{name}: holds the control character {control!r}")
    return {name: report.decode() for name, report in reports[0].items()}


# --- SARIF ----------------------------------------------------------------------------------------

def line_hashes(data):
    """GitHub's primaryLocationLineHash of every line, from its description: 100 characters from the
    line's start without spaces and tabs, every line end one LF, 65535 and zeros behind the end."""
    text = re.sub("\r\n?", "\n", data.decode("utf-8", "replace"))
    units = [int.from_bytes(pair, "little")
             for pair in zip(*[iter(text.encode("utf-16-le", "surrogatepass"))] * 2)]
    kept, starts, line_starts = [], [], True
    for unit in [*units, 65535]:
        if unit in (0x20, 0x09):
            continue
        if line_starts:
            starts.append(len(kept))
        line_starts = unit == 0x0A
        kept.append(unit)
    kept += [0] * 100
    met, hashes = Counter(), []
    for start in starts:
        value = 0
        for unit in kept[start:start + 100]:
            value = (value * 37 + unit) % 2**64
        met[value] += 1
        hashes.append(f"{value:x}:{met[value]}")
    return hashes


def source_root(folder):
    """What SRCROOT stands for: the root of the repository, without one the folder itself."""
    above = [folder, *Path(folder).resolve().parents]
    return next((parent for parent in above if Path(parent, ".git").exists()), folder)


def check_region(place, texts, root, what):
    location = place["physicalLocation"]
    uri, region = location["artifactLocation"]["uri"], location.get("region", {})
    if uri.startswith("file://"):
        path = urllib.parse.unquote_to_bytes(uri[len("file://"):])
    else:
        expect("://" not in uri and not uri.startswith("/"), f"{what}: uri {uri}")
        expect(location["artifactLocation"].get("uriBaseId") == "SRCROOT", f"{what}: no base")
        path = os.path.join(os.fsencode(root), urllib.parse.unquote_to_bytes(uri))
    if path not in texts:
        texts[path] = Path(os.fsdecode(path)).read_bytes()
    lines = re.split("\r\n|\r|\n", texts[path].decode("utf-8", "replace"))
    for end in ("start", "end"):
        line = region.get(f"{end}Line")
        if line is None or not expect(line <= len(lines), f"{what}: no line {line}"):
            continue
        column = region.get(f"{end}Column", 1)
        expect(1 <= column <= len(lines[line - 1]) + 1, f"{what}: no column {column} in {line}")
    return path


def check_sarif(text, findings, folder):
    log = json.loads(text)
    (part,) = log["runs"]
    rules = part["tool"]["driver"]["rules"]
    expect(part["columnKind"] == "unicodeCodePoints", "sarif: columnKind")
    count = Counter(result["level"] for result in part["results"] if not result.get("suppressions"))
    room = 25000
    if len(findings) <= room:
        wanted = Counter(SARIF_LEVEL[finding["severity"]] for finding in findings)
        expect(count == wanted, f"sarif: {count} in place of {wanted}")
    texts, hashes, root = {}, {}, source_root(folder)
    for result in part["results"]:
        what = f"sarif: {result['ruleId']} {result['locations'][0]}"
        expect(rules[result["ruleIndex"]]["id"] == result["ruleId"], f"{what}: ruleIndex")
        (place,) = result["locations"]
        links = set(re.findall(r"(?<!\\)\]\((\d+)\)", result["message"]["text"]))
        ids = {str(related["id"]) for related in result.get("relatedLocations", [])}
        expect(links <= ids and (len(ids) > 10 or ids == links), f"{what}: links {links}, {ids}")
        for related in result.get("relatedLocations", []):
            check_region(related, texts, root, what)
        for flow in result.get("codeFlows", []):
            for step in flow["threadFlows"][0]["locations"]:
                check_region(step["location"], texts, root, what)
        if "physicalLocation" not in place:
            continue
        path = check_region(place, texts, root, what)
        if path not in hashes:
            hashes[path] = line_hashes(texts[path])
        line = place["physicalLocation"]["region"]["startLine"]
        said = result.get("partialFingerprints", {}).get("primaryLocationLineHash")
        expect(said == hashes[path][line - 1], f"{what}: {said} is not {hashes[path][line - 1]}")
    return len(hashes)


def validate_sarif(text, name):
    tool = shutil.which("sarif-multitool")
    if tool is None:
        print("SKIPPED: no `sarif-multitool` on the PATH: SARIF is not validated by GitHub's rules")
        return
    with tempfile.TemporaryDirectory() as out:
        Path(out, "log.sarif").write_text(text)
        ended = subprocess.run(
            [tool, "validate", f"{out}/log.sarif", "--rule-kind", "'Sarif;Ghas'", "-o",
             f"{out}/said.sarif", "--max-file-size-in-kb", "1000000", "--log", "ForceOverwrite"],
            capture_output=True, timeout=3600)
        if not expect(Path(out, "said.sarif").exists(), f"sarif-multitool: {ended.stdout[-500:]}"):
            return
        said = json.loads(Path(out, "said.sarif").read_text(encoding="utf-8-sig"))["runs"][0]
    results = [result for result in said["results"] if result.get("level") != "none"]
    for result in results[:20]:
        faults.append(f"sarif-multitool: {result['ruleId']} {result['message']}")
    print(f"{name}: sarif-multitool finds {len(results)} errors and warnings")


# --- the other formats ----------------------------------------------------------------------------

def check_jsonl(text, findings, _):
    lines = [json.loads(line) for line in text.splitlines()]
    expect(all(isinstance(line, dict) for line in lines), "jsonl: a line that is no object")
    rules = [line["rule"] for line in lines if "rule" in line]
    expect(rules == [finding["rule"] for finding in findings], "jsonl: findings differ")


def check_concise(text, findings, _):
    expect(len(text.splitlines()) == len(findings) == text.count("\n"), "concise: lines")


def check_gitlab(text, findings, _):
    """docs.gitlab.com/ci/testing/code_quality, and GitLab's own schema for an entry."""
    entries = json.loads(text)
    expect(len(entries) == len(findings), "gitlab: entries")
    prints = {entry["fingerprint"] for entry in entries}
    expect(len(prints) == len(entries), "gitlab: fingerprints that are not unique")
    for entry in entries:
        path, line = entry["location"]["path"], entry["location"]["lines"]["begin"]
        ok = (entry["severity"] in ("info", "minor", "major", "critical", "blocker")
              and isinstance(entry["description"], str) and isinstance(entry["check_name"], str)
              and isinstance(path, str) and not path.startswith("./")
              and isinstance(line, int) and line >= 1)
        expect(ok, f"gitlab: {entry}")


ANNOTATION = re.compile(r"::(error|warning|notice) (?:file=([^:,\n]*),(?:line=(\d+),(?:col=\d+,)?"
                        r"endLine=(\d+),(?:endColumn=\d+,)?)?)?title=([^:,\n]+)::([^\n]*)")


def check_github(text, findings, _):
    """The grammar of actions/runner's ActionCommand: what is in a value is escaped."""
    lines = text.splitlines()
    expect(len(lines) == len(findings) + 1 == text.count("\n"), "github: a line for each finding")
    said = Counter()
    for line in lines[:-1]:
        match = ANNOTATION.fullmatch(line)
        if expect(match, f"github: {line[:200]}"):
            message = re.sub("%(25|0D|0A)", lambda code: chr(int(code[1], 16)), match[6])
            said[match[5].split(" ")[0], message.split("\n")[0]] += 1
    wanted = Counter((finding["rule"], finding["message"]) for finding in findings)
    expect(sum((said - wanted).values()) == sum(
        not plain(finding["message"]) for finding in findings), "github: messages differ")


ISSUE = re.compile(r"##vso\[task\.logissue type=(error|warning);(?:sourcepath=([^;\]\n]*);"
                   r"linenumber=\d+;columnnumber=\d+;)?code=(FG\d+);\]([^\n]*)")


def check_azure(text, findings, _):
    """The agent takes a command from its first prefix to the first `]`, wherever they are."""
    lines = text.splitlines()
    expect(len(lines) == len(findings) + 1 == text.count("\n"), "azure: a line for each finding")
    issues = [line for line in lines if "##vso[" in line]
    for line in issues:
        expect(ISSUE.fullmatch(line), f"azure: {line[:200]}")
    wanted = sum(finding["severity"] != "info" for finding in findings)
    expect(len(issues) == wanted, f"azure: {len(issues)} issues in place of {wanted}")


def plain(text):
    """Whether a message is shown as it is: what commands a terminal becomes its code."""
    return text.isprintable()


JUNIT = {  # Jenkins' junit-10.xsd, the strictest of the schemas in use
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp",
                  "hostname", "id", "package", "file", "log", "url"},
    "testcase": {"name", "time", "classname", "group"},
    "failure": {"type", "message"}, "error": {"type", "message"}, "skipped": {"type", "message"},
    "system-out": set(),
}


def check_junit(text, findings, _):
    root = xml.fromstring(text)
    count = Counter()
    for element in root.iter():
        count[element.tag] += 1
        ok = element.tag in JUNIT and set(element.attrib) <= JUNIT[element.tag]
        expect(ok, f"junit: {element.tag} {element.attrib}")
    for part in [root, *root]:
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            expect(int(part.get(attribute)) == sum(1 for _ in part.iter(tag)), f"junit: {tag}")
    failed = sum(finding["severity"] != "info" for finding in findings)
    expect(count["failure"] == failed, f"junit: {count['failure']} failures, not {failed}")
    expect(count["testcase"] > 0, "junit: no test")


def check_checkstyle(text, findings, _):
    root = xml.fromstring(text)
    expect(root.tag == "checkstyle" and "version" in root.attrib, "checkstyle: root")
    errors = 0
    for file in root:
        expect(file.tag == "file" and set(file.attrib) == {"name"}, f"checkstyle: {file.attrib}")
        for error in file:
            errors += 1
            ok = (error.tag == "error" and int(error.get("line")) >= 1
                  and int(error.get("column", "1")) >= 1
                  and error.get("severity") in ("error", "warning", "info")
                  and error.get("source").startswith("fargate-lint.FG") and error.get("message")
                  and set(error.attrib) <= {"line", "column", "severity", "message", "source"})
            expect(ok, f"checkstyle: {error.attrib}")
    expect(errors == len(findings), "checkstyle: errors")


def check_rdjson(text, findings, folder):
    """Its schema, and that columns count bytes of the line they are in."""
    report = json.loads(text)
    expect(set(report) <= {"source", "severity", "diagnostics"}, "rdjson: keys")
    expect(len(report["diagnostics"]) == len(findings), "rdjson: diagnostics")
    lines = {}
    for diagnostic in report["diagnostics"]:
        expect(diagnostic["severity"] in ("ERROR", "WARNING", "INFO"), "rdjson: severity")
        expect(set(diagnostic) <= {"message", "location", "severity", "code", "suggestions"},
               "rdjson: keys of a diagnostic")
        places = [diagnostic["location"].get("range", {})]
        places += [suggestion["range"] for suggestion in diagnostic.get("suggestions", [])]
        path = os.path.join(folder, diagnostic["location"]["path"])
        if path not in lines:
            lines[path] = (re.split(b"\r\n|\r|\n", Path(path).read_bytes())
                           if os.path.isfile(path) else None)
        for position in (place[end] for place in places for end in place):
            if "column" in position and lines[path] is not None and position["line"] >= 1:
                most = len(lines[path][position["line"] - 1]) + 1
                expect(1 <= position["column"] <= most, f"rdjson: {position} in {path}")


def check_tap(text, findings, _):
    lines = text.splitlines()
    expect(lines[0] == "TAP version 13", "tap: version")
    tests = [line for line in lines if re.match(r"(not )?ok \d", line)]
    expect(lines[1] == f"1..{len(tests)}", "tap: plan")
    for number, line in enumerate(tests, 1):
        expect(re.match(rf"(not )?ok {number} - ", line), f"tap: {line[:100]}")
    inside = False
    for line in lines[2:]:
        inside = (inside or line == "  ---") and line != "  ..."
        ok = line.startswith("  ") or re.match(r"(not )?ok \d", line)
        expect(ok, f"tap: {line[:100]}")
    expect(not inside, "tap: a block that does not end")


CHECKS = {"jsonl": check_jsonl, "concise": check_concise, "gitlab": check_gitlab,
          "github": check_github, "azure": check_azure, "junit": check_junit,
          "checkstyle": check_checkstyle, "rdjson": check_rdjson, "tap": check_tap}


def check(program, name, arguments, folder):
    reports = run(program, arguments, folder)
    findings = json.loads(reports["json"])["diagnostics"]
    for report, reader in CHECKS.items():
        reader(reports[report], findings, folder)
    hashed = check_sarif(reports["sarif"], findings, folder)
    by_severity = Counter(finding["severity"] for finding in findings)
    print(f"{name}: {len(findings)} findings ({dict(sorted(by_severity.items()))}) in "
          f"{len(FORMATS)} formats; lines of {hashed} files have GitHub's fingerprints")
    validate_sarif(reports["sarif"], name)


# --- manifests that try to break formats ----------------------------------------------------------

NASTY = ('%, :;]"<&>|`[x](1) \\x1b[31m \\x07 \\0 \\r\\n::error::no \\n##vso[task.complete]no '
         '\\u202e \\u2028 ]]> &amp; %0A %25 \\ud83d\\udc31 \\uffff')


def write_nasty(folder):
    """Names and values full of what ends or begins something somewhere, in every line end."""
    pod = ('apiVersion: v1\nkind: Pod\nmetadata:\n  name: "{name}"\n  namespace: "{name}"\n'
           'spec:\n  hostNetwork: true # gr\u00fc\u00df \U0001f431\n  volumes:\n'
           '    - {{name: "{name}", hostPath: {{path: "{name}"}}}}\n  containers:\n'
           '    - {{name: "{name}", image: "\u00fc\U0001f431", securityContext: '
           '{{privileged: true}}}}\n')
    for number, (path, end) in enumerate((
            ("plain.yaml", "\n"), ("crlf.yaml", "\r\n"), ("a b%,:;]\u00fc.yaml", "\n"),
            ("new\nline ::error::x.yaml", "\n"), ("esc\x1b[31m##vso[x].yaml", "\r\n"),
            ("[x](1)<&>\"'`|.yaml", "\n"))):
        text = pod.format(name=NASTY) + "---\n" + pod.format(name=f"pod-{number}")
        Path(folder, path).write_bytes(text.replace("\n", end).encode())
    Path(folder, "tabs.yaml").write_text("kind: Pod\napiVersion: v1\nspec:\n\thostNetwork: true\n")
    Path(folder, "no-end.yaml").write_text(pod.format(name="twice").rstrip("\n"))
    twice = "---\n".join(pod.format(name="twice") for _ in range(3))
    Path(folder, "duplicates.yaml").write_text(twice)
    Path(folder, "cluster.yaml").write_text(
        'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: r}\n'
        'fargateProfiles:\n  - name: "we]b(1)\u00fc"\n    selectors:\n      - namespace: "*"\n')


def clusters(program, folder):
    """The clusters whose profiles a folder declares: a report is about one."""
    said = subprocess.run([program, "profiles", "-o", "json", "."], cwd=folder, capture_output=True,
                          timeout=300)
    names = {profile.get("cluster") for profile in json.loads(said.stdout)["profiles"]}
    return sorted(name for name in names if name)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        write_nasty(folder)
        check(program, "hostile manifests", ["."], folder)
        check(program, "nothing", ["--select", "FG104", "plain.yaml"], folder)
    for path in sys.argv[2:]:
        folder = os.path.abspath(path)
        for cluster in clusters(program, folder) or [None]:
            chosen = ["--cluster", cluster] if cluster else []
            check(program, f"{path} {cluster or ''}".strip(), [*chosen, "."], folder)
    for fault in faults[:40]:
        print(f"FAULT: {fault}")
    print(f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
