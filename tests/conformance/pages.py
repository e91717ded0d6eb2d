#!/usr/bin/env python3
"""Opens the pages that PROGRAM writes in a browser.

usage: pages.py PROGRAM [PATH...]

For the demo, for manifests made here to break pages, for 10,000 findings and for each PATH: Chromium
(`chromium` on the PATH) opens the page in windows 1280 and 390 pixels wide, in the dark and for a
printer. It is asked by the DevTools protocol which requests it makes and what it complains of; the
words of the page must be there, nothing may be wider than the window, the filter must filter, and
axe-core (npm: axe-core, found below AXE_CORE or a node_modules folder) must find no violation. `tidy`
validates the HTML. What is not installed is said to be skipped.

SCREENSHOTS names a folder for pictures of every page.
"""
import base64
import html.parser
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WINDOWS = {"wide": (1280, 900), "phone": (390, 844)}
HOSTILE = "\"><script>window.hit=1</script>`|@all #1 [x](javascript:1) https://evil.example"
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)
    return holds


class DevTools:
    """A connection to one page of a browser: WebSocket and JSON by hand, as the library has neither."""

    def __init__(self, address):
        host, path = re.fullmatch(r"ws://([^/]+)(/.*)", address).groups()
        name, port = host.split(":")
        self.socket = socket.create_connection((name, int(port)), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                             "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        while not self._read_line() == b"":
            pass
        self.number, self.events = 0, []

    def _read_line(self):
        line = b""
        while not line.endswith(b"\r\n"):
            line += self._read(1)
        return line[:-2]

    def _read(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the browser has closed the connection")
            data += part
        return data

    def _send(self, text):
        data, mask = text.encode(), os.urandom(4)
        size = len(data)
        head = b"\x81" + (struct.pack("!B", 0x80 | size) if size < 126 else
                          struct.pack("!BH", 0x80 | 126, size) if size < 65536 else
                          struct.pack("!BQ", 0x80 | 127, size))
        repeated = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(data, "big") ^ int.from_bytes(repeated, "big")).to_bytes(size, "big")
        self.socket.sendall(head + mask + masked)

    def _receive(self):
        text = b""
        while True:
            first, second = self._read(2)
            size = second & 0x7F
            if size == 126:
                size, = struct.unpack("!H", self._read(2))
            elif size == 127:
                size, = struct.unpack("!Q", self._read(8))
            data = self._read(size)
            if first & 0x0F in (0, 1, 2):
                text += data
                if first & 0x80:
                    return json.loads(text)

    def call(self, method, **parameters):
        self.number += 1
        self._send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = self._receive()
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def wait_for(self, method, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(event.get("method") == method for event in self.events):
                return
            self.events.append(self._receive())

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:500])
        return result["result"].get("value")


class Browser:
    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--disable-background-networking", "--remote-debugging-port=0",
             f"--user-data-dir={folder}/profile", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        port_file = Path(folder, "profile/DevToolsActivePort")
        for _ in range(600):
            if port_file.exists() and len(port_file.read_text().splitlines()) == 2:
                break
            time.sleep(0.1)
        self.port = port_file.read_text().splitlines()[0]

    def open(self):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/json/new?about:blank",
                                         method="PUT")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return DevTools(json.load(answer)["webSocketDebuggerUrl"])

    def close(self):
        os.killpg(self.process.pid, 15)
        self.process.wait(timeout=30)


def axe_source():
    for folder in (os.environ.get("AXE_CORE"), ROOT / "node_modules/axe-core",
                   "/usr/share/javascript/axe-core", "/usr/lib/node_modules/axe-core",
                   "/usr/local/lib/node_modules/axe-core"):
        if folder and Path(folder, "axe.min.js").exists():
            return Path(folder, "axe.min.js").read_text()
    return None


def save(data, name):
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, name).write_bytes(base64.b64decode(data))


def look(browser, page, name, window, dark, axe):
    """Opens the page in one window. Returns how many seconds of the main thread that took: others may
    use the machine too."""
    what = f"{name}, {window}{', dark' if dark else ''}"
    tab = browser.open()
    width, height = WINDOWS[window]
    for domain in ("Page", "Network", "Log", "Runtime"):
        tab.call(f"{domain}.enable")
    tab.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
             deviceScaleFactor=1, mobile=window == "phone")
    tab.call("Emulation.setEmulatedMedia",
             features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
    tab.events.clear()
    tab.call("Performance.enable", timeDomain="threadTicks")
    tab.call("Page.navigate", url=page.as_uri())
    tab.wait_for("Page.loadEventFired")
    tab.value("new Promise(r=>requestAnimationFrame(()=>requestAnimationFrame(r)))")
    metrics = tab.call("Performance.getMetrics")["metrics"]
    seconds = next(each["value"] for each in metrics if each["name"] == "TaskDuration")
    expect(tab.value("window.hit") is None, f"{what}: a script of the input has run")
    expect(tab.value("document.documentElement.scrollWidth") <= width, f"{what}: wider than the window")
    expect(tab.value("document.querySelector('.filter').hidden") is False, f"{what}: no filter")
    small = tab.value("document.querySelectorAll('*').length") < 20000
    if axe and small:
        tab.value("document.querySelectorAll('details').forEach(e=>e.open=true)")
        # Evaluated by the debugger, which the page's policy does not bind.
        tab.value(axe)
        found = tab.value("axe.run().then(r=>r.violations.map(v=>v.id+': '+v.nodes[0].html+' '+"
                          "v.nodes[0].failureSummary))")
        expect(found == [], f"{what}: axe-core: {found}")
        tab.value("document.querySelectorAll('details').forEach(e=>e.open=false)")
    if small and os.environ.get("SCREENSHOTS"):
        tab.call("Page.reload")
        tab.wait_for("Page.frameStoppedLoading")
        tab.value("new Promise(r=>setTimeout(r,200))")
        whole = tab.value("[document.documentElement.scrollWidth,document.documentElement.scrollHeight]")
        shot = tab.call("Page.captureScreenshot", captureBeyondViewport=True,
                        clip={"x": 0, "y": 0, "width": whole[0], "height": min(whole[1], 6000),
                              "scale": 1})
        save(shot["data"], f"{name}-{window}{'-dark' if dark else ''}.png")
    if window == "wide" and not dark and small:
        save(tab.call("Page.printToPDF", printBackground=False)["data"], f"{name}.pdf")
    requests = {event["params"]["request"]["url"] for event in tab.events
                if event.get("method") == "Network.requestWillBeSent"}
    expect(requests <= {page.as_uri()}, f"{what}: requests {requests}")
    said = [event["params"] for event in tab.events
            if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
    expect(not said, f"{what}: the browser complains: {said}")
    tab.call("Page.close")
    return seconds


def try_filter(browser, page, word):
    tab = browser.open()
    tab.call("Page.enable")
    tab.call("Page.navigate", url=page.as_uri())
    tab.wait_for("Page.loadEventFired")
    shown = tab.value(
        "(()=>{const b=document.getElementById('filter');const n=()=>[...document.querySelectorAll("
        f"'tr[data-f],.finding')].filter(e=>!e.hidden).length;const all=n();b.value={json.dumps(word)};"
        "b.dispatchEvent(new Event('input'));const some=n();b.value='';"
        "b.dispatchEvent(new Event('input'));return [all,some,n()]})()")
    expect(0 < shown[1] < shown[0] == shown[2], f"filter: {shown}")
    tab.call("Page.close")


def validate(page, name):
    ended = subprocess.run(["tidy", "-quiet", "-errors", "--drop-empty-elements", "no", page],
                           capture_output=True, text=True, timeout=300)
    # Debian's tidy is older than a few things that HTML has.
    known = re.compile(r"proprietary attribute \"(autocomplete|spellcheck|placeholder)\"|<svg>|"
                       r"trimming empty|attribute \"(aria|data)-")
    complaints = [line for line in ended.stderr.splitlines() if line.strip() and not known.search(line)]
    expect(not complaints, f"{name}: tidy: {complaints[:5]}")


class Tags(html.parser.HTMLParser):
    """What a page is made of beside its texts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links = set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links |= {value for name, value in attributes if name in ("href", "src")}


def read_comment(program, folder):
    """Names stay names in the Markdown of a comment, as GitHub renders it."""
    text = Path(folder, "comment.md")
    subprocess.run([program, "check", "--isolated", "-o", f"github-comment={text}", f"{folder}/hostile"],
                   capture_output=True, timeout=300)
    page = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", text],
                          capture_output=True, check=True, text=True, timeout=60).stdout
    found = Tags(page)
    known = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "a", "br", "details",
             "summary", "ul", "li", "strong"}
    expect(found.tags <= known, f"comment: holds {found.tags - known}")
    expect(all(link.startswith(("https://docs.aws.amazon.com/", "https://kubernetes.io/",
                                "https://github.com/")) for link in found.links),
           f"comment: links to {found.links}")
    expect("&lt;script&gt;" in page, "comment: the names are missing")


def write_hostile(folder):
    quoted = json.dumps(HOSTILE)
    Path(folder, "pods.yaml").write_text(f"""\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {{name: c, region: eu-west-1}}
fargateProfiles:
  - name: {quoted}
    selectors:
      - namespace: {quoted}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {quoted}, namespace: {quoted}}}
spec:
  selector: {{matchLabels: {{a: {quoted}}}}}
  template:
    metadata: {{labels: {{a: {quoted}}}}}
    spec:
      hostNetwork: true # {HOSTILE}
      containers:
        - name: {quoted}
          image: {quoted}
          securityContext: {{privileged: true, capabilities: {{add: [{quoted}]}}}}
          resources: {{requests: {{cpu: {quoted}, memory: 1Gi}}}}
      volumes: [{{name: {quoted}, hostPath: {{path: {quoted}}}}}]
""")


def write_many(folder):
    """10,000 findings, no two of which say the same."""
    with open(Path(folder, "pods.yaml"), "w", encoding="utf-8") as file:
        for i in range(2500):
            file.write(f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web-{i}, namespace: shop-{i % 40}}}
spec:
  containers:
""")
            for j in range(4):
                file.write(f"""\
    - name: app-{j}
      image: example.org/app:{i}
      ports: [{{containerPort: 80, hostPort: {10000 + 4 * i + j}}}]
      resources: {{requests: {{cpu: 200m, memory: 200Mi}}}}
""")
            file.write("---\n")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = str(Path(sys.argv[1]).resolve())
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                    None)
    axe = axe_source()
    for there, name in ((chromium, "chromium"), (axe, "axe-core"), (shutil.which("tidy"), "tidy"),
                        (shutil.which("cmark-gfm"), "cmark-gfm")):
        if not there:
            print(f"SKIPPED: no {name}: HTML is not held against it", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        inputs = {"demo": [ROOT / "testdata/demo"], "bad-input": [ROOT / "testdata/reports/bad-input"],
                  "clusters": [ROOT / "testdata/reports/clusters", "--all-clusters"],
                  "empty": [ROOT / "testdata/reports/bad-input/empty.yaml"]}
        for name, write in (("hostile", write_hostile), ("many", write_many)):
            Path(folder, name).mkdir()
            write(Path(folder, name))
            inputs[name] = [Path(folder, name)]
        for path in sys.argv[2:]:
            inputs[Path(path).name] = [Path(path).resolve()]
        pages = {}
        for name, words in inputs.items():
            for command in ("check", "cost"):
                if command == "cost" and name in ("clusters", "empty"):
                    continue
                page = Path(folder, f"{name}-{command}.html")
                more = ["--region", "eu-west-1"] if command == "cost" or name != "bad-input" else []
                subprocess.run([program, command, "--isolated", "-o", f"html={page}", *more, *words],
                               capture_output=True, timeout=300)
                expect(page.exists(), f"{name}: {command} has written no page")
                pages[f"{name}-{command}"] = page
        page = pages["diff"] = Path(folder, "diff.html")
        subprocess.run([program, "diff", "--isolated", ROOT / "testdata/demo",
                        ROOT / "testdata/reports/cost-input", "--region", "eu-west-1", "-o",
                        f"html={page}"], capture_output=True, timeout=300)
        expect(page.exists(), "diff has written no page")
        size = pages["many-check"].stat().st_size
        expect(size <= 12_000_000, f"10,000 findings are {size} bytes")
        if shutil.which("tidy"):
            for name, page in pages.items():
                if not name.startswith("many"):
                    validate(page, name)
        if shutil.which("cmark-gfm"):
            read_comment(program, folder)
        if chromium:
            browser = Browser(chromium, folder)
            try:
                opened = []
                for name, page in pages.items():
                    for window in WINDOWS:
                        for dark in (False, True):
                            seconds = look(browser, page, name, window, dark, axe)
                            if name == "many-check":
                                opened.append(seconds)
                print(f"10,000 findings: {size} bytes, opened in {max(opened):.2f} s")
                expect(max(opened) <= 2, f"10,000 findings take {opened} s to open")
                try_filter(browser, pages["demo-check"], "search FG2")
            finally:
                browser.close()
    for fault in faults:
        print(f"FAULT: {fault}")
    print(f"html: {len(pages)} pages, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
