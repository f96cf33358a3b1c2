"""A real browser at a sandbox: headless Chromium with one card in its certificate database, led over the DevTools pipe.

    chromium.py --sandbox DIR --site portal --card good [--by-force] [--no-javascript] [--screenshots DIR] [--width N]
    chromium.py --sandbox DIR --look URL …

It prints one JSON object: `pages` (address, title and porta-reason of each page it came to), `logged_in`, and `complaints`
(what the browser's console said: CSP violations, failed loads, script errors). The browser has a HOME of its own, and a
policy that chooses the card for the card hosts of porta.localhost; the policy's file is removed at the end.

On Linux Chromium never offers a certificate that has expired, whose key usage is not digitalSignature, or whose issuer the
server did not name. Other systems do. `--by-force` stands for them: the one request to the card host is made here, with the card, and its answer
handed to the browser.
"""

import argparse
import base64
import contextlib
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

POLICIES = pathlib.Path("/etc/chromium/policies/managed")
POLICY = {
    "AutoSelectCertificateForUrls": [json.dumps({"pattern": "https://[*.]card.porta.localhost", "filter": {}})],
    "PasswordManagerEnabled": False,
}


class BrowserError(Exception):
    pass


@contextlib.contextmanager
def policy():
    POLICIES.mkdir(parents=True, exist_ok=True)
    file = POLICIES / f"porta-journeys-{os.getpid()}.json"
    file.write_text(json.dumps(POLICY))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def certificates(home, sandbox, card):
    """The certificate database as Chromium on Linux reads it: the demo's CA, and one card or none."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)

    def run(*words):
        subprocess.run([*map(str, words)], check=True, capture_output=True)

    run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{store}", "-t", "C,,", "-n", "Porta sandbox", "-i", sandbox / "tls" / "ca.pem")
    if card != "none":
        run("pk12util", "-i", sandbox / "cards" / f"{card}.p12", "-d", f"sql:{store}", "-K", "", "-W", "porta")


class Chromium:
    """The browser's one tab."""

    def __init__(self, home, width, javascript, by_force=None):
        to_browser, self.commands = os.pipe()
        self.answers, from_browser = os.pipe()

        def descriptors():
            # Chromium reads commands from 3 and answers on 4; the pipes may have these very numbers, so by a detour.
            os.dup2(to_browser, 103)
            os.dup2(from_browser, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)
            os.closerange(5, 256)

        words = ["chromium", "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={home}/profile",
                 "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", f"--window-size={width},1000"]
        if os.geteuid() == 0:
            words.append("--no-sandbox")
        self.process = subprocess.Popen(
            [*words, "about:blank"], env={**os.environ, "HOME": str(home)}, close_fds=False, preexec_fn=descriptors,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self.count, self.buffer, self.session, self.complaints = 0, b"", None, []
        self.by_force = by_force
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        if by_force:
            self.ask("Fetch.enable", patterns=[{"urlPattern": "https://*.card.porta.localhost*"}])
        if not javascript:
            self.ask("Emulation.setScriptExecutionDisabled", value=True)

    def ask(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        number, until = self.count, time.monotonic() + 20
        while time.monotonic() < until:
            for answer in self.receive(until):
                if answer.get("id") == number:
                    if "error" in answer:
                        raise BrowserError(f"{method}: {answer['error'].get('message')}")
                    return answer["result"]
                self.listen(answer)
        raise BrowserError(f"{method}: no answer from the browser")

    def receive(self, until):
        while b"\0" not in self.buffer:
            if not select.select([self.answers], [], [], max(0, until - time.monotonic()))[0]:
                return
            received = os.read(self.answers, 1 << 20)
            if not received:
                raise BrowserError("the browser ended")
            self.buffer += received
        message, _, self.buffer = self.buffer.partition(b"\0")
        yield json.loads(message)

    def listen(self, event):
        if event.get("method") == "Fetch.requestPaused":
            self.fulfil(event["params"])
        if event.get("method") == "Log.entryAdded":
            entry = event["params"]["entry"]
            if entry["level"] in ("error", "warning"):
                self.complaints.append(f"{entry['source']}: {entry['text']} ({entry.get('url', '')[:120]})")
        elif event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(event["params"]["exceptionDetails"]["text"])

    def fulfil(self, paused):
        """Answers a request that the browser was about to make, without waiting for its thanks."""
        status, headers = self.by_force(paused["request"]["url"])
        parameters = {
            "requestId": paused["requestId"], "responseCode": status,
            "responseHeaders": [{"name": name, "value": value} for name, value in headers]}
        self.count += 1
        message = {"id": self.count, "method": "Fetch.fulfillRequest", "params": parameters, "sessionId": self.session}
        os.write(self.commands, json.dumps(message).encode() + b"\0")

    def evaluate(self, expression):
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def go(self, url):
        failed = self.ask("Page.navigate", url=url).get("errorText")
        if failed and failed != "net::ERR_ABORTED":
            raise BrowserError(f"{url}: {failed}")

    def until(self, expression, what, seconds=20):
        """Waits for the page to become what is expected; a page that is being left cannot be asked for a moment."""
        for _ in range(seconds * 20):
            with contextlib.suppress(BrowserError):
                if self.evaluate(f"document.readyState === 'complete' && Boolean({expression})"):
                    return
            time.sleep(0.05)
        raise BrowserError(f"no {what} at {self.evaluate('location.href')}: {self.evaluate('document.body.innerText')}")

    def press(self, selector):
        """A real press of the mouse, as form submission and navigation by a person are."""
        place = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null;"
            "e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2] })()")
        if not place:
            raise BrowserError(f"nothing to press: {selector}")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def picture(self, file):
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.ask(
            "Page.captureScreenshot", captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1})
        pathlib.Path(file).write_bytes(base64.b64decode(shot["data"]))

    def end(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def presented(sandbox, card):
    """What makes a request to a card host with this card, whatever its certificate says of itself."""
    context = ssl.create_default_context(cafile=str(sandbox / "tls" / "ca.pem"))
    context.load_cert_chain(str(sandbox / "cards" / f"{card}.pem"), str(sandbox / "cards" / f"{card}.key"))

    def request(url):
        parts = urllib.parse.urlsplit(url)
        with socket.create_connection(("127.0.0.1", parts.port or 443), 10) as raw:
            with context.wrap_socket(raw, server_hostname=parts.hostname) as connection:
                connection.sendall(f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
                received = b""
                while piece := connection.recv(65536):
                    received += piece
        lines = received.split(b"\r\n\r\n")[0].decode().split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
        wanted = [(name, value) for name, value in headers if name.lower() in ("location", "content-type")]
        return int(lines[0].split()[1]), wanted

    return request


class Journey:
    def __init__(self, browser, wish):
        self.browser, self.wish, self.pages = browser, wish, []

    def came_to(self, name):
        self.pages.append({
            "name": name, "url": self.browser.evaluate("location.href"), "title": self.browser.evaluate("document.title"),
            "reason": self.browser.evaluate("document.querySelector('meta[name=porta-reason]')?.content ?? null"),
        })
        if self.wish.screenshots:
            self.browser.picture(pathlib.Path(self.wish.screenshots) / f"{self.wish.prefix}{len(self.pages):02}-{name}.png")

    def run(self, site):
        browser = self.browser
        browser.go(site["url"])
        browser.until("document.querySelector('body')", "site")
        self.came_to("site")
        browser.go(site["login"])
        browser.until("document.getElementById('use-card')", "start page")
        self.came_to("start")
        browser.press("#use-card")
        browser.until("document.getElementById('consent') || document.querySelector('meta[name=porta-reason]')", "page")
        if self.pages[-1] and browser.evaluate("document.getElementById('consent') !== null"):
            self.came_to("consent")
            browser.press("#consent button[value=agree]")
            self.answer()
        else:
            self.came_to("refusal")
            browser.press("#way-back button")
            self.answer()
        return browser.evaluate("document.getElementById('logged-in') !== null")

    def leave(self, login, second):
        """From the session of the first site into the second, without the card; then out of both."""
        browser = self.browser
        browser.go(second["login"])
        browser.until("document.getElementById('use-session')", "session")
        self.came_to("start-session")
        browser.press("#use-session")
        browser.until("document.getElementById('from-session')", "consent")
        self.came_to("consent-session")
        for language in ("sq", "en"):
            browser.go(f"{browser.evaluate('location.href').split('&lang')[0]}&lang={language}")
            browser.until("document.getElementById('from-session')", "consent")
            self.came_to(f"consent-session-{language}")
        browser.press("#consent button[value=agree]")
        self.answer()
        inside = browser.evaluate("document.getElementById('logged-in') !== null")
        for language in ("sq", "en"):
            browser.go(f"{login}/logout?lang={language}")
            browser.until("document.getElementById('logout')", "session page")
            self.came_to(f"signed-in-{language}")
        browser.press("#logout button")
        browser.until("document.querySelector('html.refused')", "partial logout")
        self.came_to("partial-en")
        for language in ("sq", "en"):
            browser.go(f"{login}/logout?lang={language}")
            browser.until("document.querySelector('h1')", "page")
            self.came_to(f"after-{language}")
        return inside

    def answer(self):
        """Without scripts the answer page waits for a press; with them it is gone before one could look."""
        if not self.wish.javascript:
            self.browser.until("document.getElementById('answer')", "answer page")
            self.came_to("answer")
            self.browser.press("#answer button")
        self.browser.until("location.hostname !== 'login.porta.localhost' && !document.getElementById('answer')", "site")
        self.came_to("site-again")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sandbox", required=True, type=pathlib.Path)
    parser.add_argument("--site", default="portal")
    parser.add_argument("--card", default="good")
    parser.add_argument("--by-force", action="store_true")
    parser.add_argument("--no-javascript", dest="javascript", action="store_false")
    parser.add_argument("--screenshots")
    parser.add_argument("--prefix", default="")
    parser.add_argument("--width", type=int, default=1200)
    parser.add_argument("--leave", metavar="SITE", help="then enter this site from the session, and leave both")
    parser.add_argument("--look", nargs="*", default=[], metavar="URL", help="only look at these addresses")
    return parser.parse_args()


def main():
    wish = arguments()
    facts = json.loads((wish.sandbox / "sandbox.json").read_text())
    home = pathlib.Path(tempfile.mkdtemp(prefix="porta-chromium."))
    result, status = {}, 0
    with policy():
        certificates(home, wish.sandbox, wish.card)
        by_force = presented(wish.sandbox, wish.card) if wish.by_force else None
        browser = Chromium(home, wish.width, wish.javascript, by_force)
        journey = Journey(browser, wish)
        try:
            if wish.look:
                for url in wish.look:
                    browser.go(url)
                    browser.until("document.querySelector('body')", "page")
                    journey.came_to(url.split("//")[-1].split("/", 1)[-1].strip("/").replace("/", "-") or "front")
            else:
                result["logged_in"] = journey.run(facts["sites"][wish.site])
                if wish.leave:
                    result["logged_in"] &= journey.leave(facts["login"], facts["sites"][wish.leave])
        except BrowserError as problem:
            result["problem"], status = str(problem), 1
            if wish.screenshots:
                with contextlib.suppress(BrowserError):
                    browser.picture(pathlib.Path(wish.screenshots) / f"{wish.prefix}problem.png")
        finally:
            browser.end()
            shutil.rmtree(home, ignore_errors=True)
    print(json.dumps({"pages": journey.pages, "complaints": browser.complaints, **result}, ensure_ascii=False))
    return status


if __name__ == "__main__":
    sys.exit(main())
