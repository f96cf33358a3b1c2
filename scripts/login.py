#!/usr/bin/env python3
"""One login at a Porta sandbox, done as a browser does it: cookies, redirects, the card on the card host, forms.

    scripts/login.py --sandbox DIR --site portal --card good
    scripts/login.py --sandbox DIR --site shop --card none --json
    scripts/login.py --sandbox DIR --agree national-id --stop-at consent

It needs Python 3.9 and nothing else. Names under `localhost` are not looked up: every connection goes to 127.0.0.1, with the
name in SNI and Host. As a module it gives `Sandbox`, `Browser`, `Page` and `login` to the other scripts.

Exit status: 0 when the site was entered, 1 when the login was refused, 2 when it could not be carried through.
"""

import argparse
import base64
import dataclasses
import http.client
import json
import pathlib
import re
import socket
import ssl
import sys
import time
import urllib.parse
import xml.etree.ElementTree
from html.parser import HTMLParser

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"


class LoginError(Exception):
    """The journey ended where no journey should: says where."""


class Sandbox:
    """A folder made by `porta sandbox`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        facts = json.loads((self.folder / "sandbox.json").read_text())
        self.facts = facts
        self.port = int(facts["port"])
        self.login_host = host_of(facts["login"])
        self.card_domain = host_of(facts["card_domain"])
        self.operations = facts["operations"]
        self.sites = facts["sites"]
        self.cards = facts["cards"]

    @property
    def authority(self):
        return str(self.folder / "tls" / "ca.pem")

    def card(self, name):
        """Certificate and key of a card; `None` stands for no card at all."""
        if name in (None, "none"):
            return None
        certificate, key = (self.folder / "cards" / f"{name}.{kind}" for kind in ("pem", "key"))
        if not certificate.exists():
            raise LoginError(f"the sandbox {self.folder} has no card {name}: it has {', '.join(map(str, self.cards))}")
        return str(certificate), str(key)

    def operations_url(self, path):
        text = str(self.operations)
        return (text if text.startswith("http") else f"http://{text}").rstrip("/") + path


def host_of(text):
    """The host's name of an address, with or without scheme and port."""
    return urllib.parse.urlsplit(text if "//" in text else f"//{text}").hostname


class Page(HTMLParser):
    """What a visitor's next step needs of a page: forms, links with an id, meta names, texts of elements with an id."""

    VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.metas, self.texts, self.title = {}, {}, {}, {}, ""
        self._form, self._open, self._count = None, [], 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        name = attributes.get("id")
        if name is not None:
            self.texts.setdefault(name, "")
        if tag not in self.VOID:
            self._open.append((tag, name))
        if tag == "meta" and "name" in attributes:
            self.metas[attributes["name"]] = attributes.get("content", "")
        elif tag == "a" and name:
            self.links[name] = attributes.get("href", "")
        elif tag == "form":
            self._count += 1
            self._form = Form(attributes.get("action", ""), attributes.get("method", "get").lower())
            self.forms[name or f"form-{self._count}"] = self._form
        elif tag == "input" and self._form is not None:
            self._form.take(attributes)
        elif tag == "button" and self._form is not None and attributes.get("name"):
            self._form.buttons.append((attributes["name"], attributes.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        while any(tag == open_tag for open_tag, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data):
        for tag, name in self._open:
            if name is not None:
                self.texts[name] += data
            if tag == "title":
                self.title += data

    @property
    def reason(self):
        return self.metas.get("porta-reason")

    @property
    def case(self):
        return self.texts.get("case-number", "").strip() or None


@dataclasses.dataclass
class Form:
    action: str
    method: str
    fields: list = dataclasses.field(default_factory=list)
    choices: list = dataclasses.field(default_factory=list)
    buttons: list = dataclasses.field(default_factory=list)

    def take(self, attributes):
        pair = (attributes.get("name", ""), attributes.get("value", ""))
        kind = attributes.get("type", "text")
        if not pair[0]:
            return
        if kind in ("checkbox", "radio"):
            self.choices.append(pair)
            if "checked" in attributes:
                self.fields.append(pair)
        elif kind == "submit":
            self.buttons.append(pair)
        else:
            self.fields.append(pair)

    def value(self, name):
        return next((value for key, value in self.fields if key == name), None)


@dataclasses.dataclass
class Answer:
    """One HTTP response."""

    url: str
    status: int
    headers: list
    body: bytes

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def page(self):
        return Page(self.text)


class Browser:
    """Cookies, kept connections, and one card in the reader (or none)."""

    def __init__(self, sandbox, card=None, newest="1.3", timeout=30):
        self.sandbox, self.card, self.timeout = sandbox, sandbox.card(card), timeout
        self.cookies, self.connections = {}, {}
        self.plain = self.context(None, "1.3")
        self.with_card = self.context(self.card, newest)

    def context(self, card, newest):
        context = ssl.create_default_context(cafile=self.sandbox.authority)
        context.maximum_version = ssl.TLSVersion.TLSv1_2 if newest == "1.2" else ssl.TLSVersion.TLSv1_3
        if card is not None:
            context.load_cert_chain(*card)
        return context

    def close(self):
        for connection in self.connections.values():
            connection.close()
        self.connections.clear()

    def is_card_host(self, host):
        return host.endswith("." + self.sandbox.card_domain)

    def connect(self, parts):
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.timeout)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.scheme == "https":
            context = self.with_card if self.is_card_host(parts.hostname) else self.plain
            connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)
        return connection

    def request(self, method, url, form=None, headers=None):
        """One request, no redirect followed. A kept connection that was closed meanwhile is opened again."""
        parts = urllib.parse.urlsplit(url)
        origin = (parts.scheme, parts.netloc)
        kept = self.connections.pop(origin, None)
        for connection in [kept, None] if kept else [None]:
            try:
                connection = connection or self.connect(parts)
                answer = self.exchange(connection, method, url, parts, form, headers or {})
            except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
                if kept is None:
                    raise
                connection.close()
                kept = None
                continue
            if connection.sock is None or self.is_card_host(parts.hostname):
                connection.close()
            else:
                self.connections[origin] = connection
            return answer
        raise LoginError(f"no answer from {parts.netloc}")

    def exchange(self, connection, method, url, parts, form, headers):
        headers = {"Host": parts.netloc, "Accept": "text/html", **headers}
        jar = self.cookies.setdefault(parts.hostname, {})
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        content = response.read()
        for value in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            content_of_cookie, _, attributes = rest.partition(";")
            if re.search(r"max-age=0\b|expires=thu, 01 jan 1970", attributes, re.I):
                jar.pop(name.strip(), None)
            else:
                jar[name.strip()] = content_of_cookie.strip()
        return Answer(url, response.status, response.getheaders(), content)

    def open(self, url, form=None, stop=lambda url: False):
        """Goes to an address and follows where it leads; `stop` ends before an address is asked for."""
        answer = self.request("POST" if form is not None else "GET", url, form)
        for _ in range(20):
            if answer.status not in (301, 302, 303, 307, 308):
                return answer
            url = urllib.parse.urljoin(url, answer.header("location") or "")
            if stop(url):
                return answer
            answer = self.request("GET", url)
        raise LoginError(f"more than 20 redirects, the last to {url}")

    def submit(self, answer, form, *extra):
        return self.open(urllib.parse.urljoin(answer.url, form.action), form=form.fields + list(extra))


@dataclasses.dataclass
class Outcome:
    """What a login came to, as the visitor, the site and the record see it."""

    reason: str
    logged_in: bool = False
    attributes: dict = dataclasses.field(default_factory=dict)
    name_id: str = None
    status: list = dataclasses.field(default_factory=list)
    case: str = None
    title: str = ""
    response: str = None
    request: str = None
    seconds: float = 0.0

    def as_json(self):
        return dataclasses.asdict(self)


def read_response(encoded, outcome):
    """Takes status, subject and attributes out of a SAML response. The site itself has to verify it; this only reads."""
    xml_bytes = base64.b64decode(encoded)
    outcome.response = xml_bytes.decode()
    root = xml.etree.ElementTree.fromstring(xml_bytes)
    outcome.status = [code.get("Value") for code in root.iter(f"{SAMLP}StatusCode")]
    name_id = root.find(f".//{SAML}NameID")
    outcome.name_id = None if name_id is None else name_id.text
    for attribute in root.iter(f"{SAML}Attribute"):
        name = attribute.get("FriendlyName") or attribute.get("Name")
        outcome.attributes[name] = [value.text or "" for value in attribute.iter(f"{SAML}AttributeValue")]


def login(browser, site="portal", agree=(), decision="agree", stop_at=None, older=False):
    """From the site's login link to the site's page again. `stop_at`: `start`, `card`, `consent` or `answer`."""
    begun = time.monotonic()
    outcome = Outcome(reason="ok")
    answer = to_the_start_page(browser, browser.sandbox.sites[site]["login"], outcome)
    page = answer.page
    if stop_at != "start" and "use-card" in page.links:
        answer = present(browser, answer, page, stop_at, older)
        page = answer.page
    if stop_at not in ("start", "card") and "consent" in page.forms and stop_at != "consent":
        form = page.forms["consent"]
        items = [("item", item) for item in agree if ("item", item) in form.choices]
        answer = browser.submit(answer, form, *items, ("decision", decision))
        page = answer.page
    finish(browser, answer, page, outcome, stop_at)
    outcome.seconds = time.monotonic() - begun
    return outcome


def to_the_start_page(browser, url, outcome):
    answer = browser.open(url)
    for form in answer.page.forms.values():
        if form.value("SAMLRequest"):
            outcome.request = answer.url
            return browser.submit(answer, form)
    return answer


def present(browser, answer, page, stop_at, older):
    begin = urllib.parse.urljoin(answer.url, page.links["use-card"]) + ("&tls=1.2" if older else "")
    stop = (lambda url: browser.is_card_host(urllib.parse.urlsplit(url).hostname)) if stop_at == "card" else lambda url: False
    return browser.open(begin, stop=stop)


def finish(browser, answer, page, outcome, stop_at):
    outcome.title = page.title.strip()
    if page.reason:
        outcome.reason, outcome.case = page.reason, page.case
        if "way-back" in page.forms and stop_at is None:
            answer = browser.submit(answer, page.forms["way-back"])
            page = answer.page
    if "answer" not in page.forms:
        return
    form = page.forms["answer"]
    read_response(form.value("SAMLResponse"), outcome)
    if stop_at != "answer":
        answer = browser.submit(answer, form)
        page = answer.page
        outcome.title, outcome.logged_in = page.title.strip(), "logged-in" in page.texts
    if outcome.status and not outcome.status[0].endswith(":Success") and outcome.reason == "ok":
        outcome.reason = outcome.status[-1].rsplit("/", 1)[-1]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sandbox", required=True, metavar="DIR", help="the folder that `porta sandbox` made")
    parser.add_argument("--site", default="portal", help="portal or shop (default: portal)")
    parser.add_argument("--card", default="good", help="a card of the sandbox, or none (default: good)")
    parser.add_argument("--agree", action="append", default=[], metavar="ITEM", help="tick an optional item, as national-id")
    parser.add_argument("--decision", default="agree", choices=["agree", "cancel", "not-me"])
    parser.add_argument("--stop-at", choices=["start", "card", "consent", "answer"], help="go no further than this page")
    parser.add_argument("--older", action="store_true", help="ask for TLS 1.2 on the card host")
    parser.add_argument("--json", action="store_true", help="print everything for a program")
    return parser.parse_args()


def show(outcome):
    print(f"reason      {outcome.reason}")
    print(f"page        {outcome.title}")
    if outcome.case:
        print(f"case        {outcome.case}")
    for code in outcome.status:
        print(f"status      {code}")
    if outcome.name_id:
        print(f"name-id     {outcome.name_id}")
    for name, values in outcome.attributes.items():
        print(f"{name:<11} {', '.join(values)}")
    print(f"logged in   {'yes' if outcome.logged_in else 'no'}, after {outcome.seconds * 1000:.0f} ms")


def main():
    wish = arguments()
    try:
        browser = Browser(Sandbox(wish.sandbox), wish.card, newest="1.2" if wish.older else "1.3")
        outcome = login(browser, wish.site, wish.agree, wish.decision, wish.stop_at, wish.older)
    except (LoginError, OSError, KeyError, http.client.HTTPException) as problem:
        print(f"login.py: {type(problem).__name__}: {problem}", file=sys.stderr)
        return 2
    if wish.json:
        print(json.dumps(outcome.as_json(), ensure_ascii=False))
    else:
        show(outcome)
    return 0 if outcome.logged_in or wish.stop_at else 1


if __name__ == "__main__":
    sys.exit(main())
