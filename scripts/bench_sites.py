"""What registered sites cost a start, a login and memory: scripts/bench --sites N.

The same gateway is measured with the sandbox's two sites alone, with N more that have a metadata file each, and with N more out of
one signed aggregate that is fetched: at its first start, when it is taken up, and at the next, when it is kept.
"""

import base64
import contextlib
import datetime
import functools
import http.server
import pathlib
import shutil
import statistics
import subprocess
import threading
import time
import urllib.parse
import uuid

import bench

MD = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURE = (
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod '
    'Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod '
    'Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#_f"><ds:Transforms><ds:Transform '
    'Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform '
    'Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod '
    'Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>'
    "<ds:SignatureValue/></ds:Signature>")


def entity(number, certificate):
    base = f"https://site{number}.example.al"
    keys = "".join(
        f'<md:KeyDescriptor use="{use}"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for use in ("signing", "encryption"))
    names = "".join(f'<mdui:DisplayName xml:lang="{code}">Site {number}</mdui:DisplayName>' for code in ("sq", "en"))
    return (
        f'<md:EntityDescriptor xmlns:md="{MD}" entityID="{base}/saml"><md:SPSSODescriptor '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:Extensions><mdui:UIInfo '
        f'xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui">{names}</mdui:UIInfo></md:Extensions>{keys}'
        '<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>'
        '<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" '
        f'Location="{base}/acs" index="0"/></md:SPSSODescriptor><md:ContactPerson contactType="technical">'
        f"<md:EmailAddress>mailto:tech@site{number}.example.al</md:EmailAddress></md:ContactPerson></md:EntityDescriptor>")


def make_key(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=federation", "-keyout",
         folder / "key.key", "-out", folder / "key.pem"], check=True, capture_output=True)
    return "".join(line for line in (folder / "key.pem").read_text().splitlines() if not line.startswith("-----"))


def aggregate(folder, count, certificate):
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=10)
    text = (f'<md:EntitiesDescriptor xmlns:md="{MD}" ID="_f" validUntil="{end:%Y-%m-%dT%H:%M:%SZ}">{SIGNATURE}'
            + "".join(entity(number, certificate) for number in range(count)) + "</md:EntitiesDescriptor>")
    (folder / "unsigned.xml").write_text(text)
    (folder / "public").mkdir()
    subprocess.run(
        ["xmlsec1", "--sign", "--output", folder / "public" / "aggregate.xml", "--privkey-pem", folder / "key.key",
         "--id-attr:ID", f"{MD}:EntitiesDescriptor", folder / "unsigned.xml"], check=True, capture_output=True)
    return (folder / "public" / "aggregate.xml").stat().st_size


@contextlib.contextmanager
def web(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}/aggregate.xml"
    finally:
        server.shutdown()


def ask(browser, sandbox, number):
    """A request of one of the many sites, up to the start page's address; in milliseconds."""
    login, base = sandbox.facts["login"], f"https://site{number}.example.al"
    now = datetime.datetime.now(datetime.timezone.utc)
    message = (
        '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid.uuid4().hex}" Version="2.0" '
        f'IssueInstant="{now:%Y-%m-%dT%H:%M:%SZ}" Destination="{login}/saml/sso" '
        f'AssertionConsumerServiceURL="{base}/acs"><saml:Issuer>{base}/saml</saml:Issuer></samlp:AuthnRequest>')
    form = [("SAMLRequest", base64.b64encode(message.encode()).decode())]
    begun = time.monotonic()
    answer = browser.request("POST", f"{login}/saml/sso", form)
    spent = (time.monotonic() - begun) * 1000
    if answer.status != 303:
        raise bench.visitor.LoginError(f"site{number} was answered with {answer.status}")
    return spent


def run(wish, sandbox, folder, count=0, fetched=False):
    begun, log = time.monotonic(), folder / f"gateway-{uuid.uuid4().hex}.log"
    with bench.running(wish.porta, "serve", "--config", sandbox.folder, log=log) as gateway:
        bench.wait_until_ready(sandbox, gateway)
        result = {"ready_ms": (time.monotonic() - begun) * 1000, "start_cpu_ms": bench.cpu_seconds(gateway.pid) * 1000}
        if fetched:
            settle(gateway)
        result["idle_mb"] = bench.resident(gateway.pid) / 1e6
        result["peak_mb"] = peak(gateway.pid)
        if count:
            browser = bench.visitor.Browser(sandbox)
            numbers = [place * count // 200 for place in range(200)]
            ask(browser, sandbox, 1)
            result["first_ms"] = statistics.median(ask(browser, sandbox, number) for number in numbers)
            result["again_ms"] = statistics.median(ask(browser, sandbox, number) for number in numbers)
            browser.close()
        bench.measure_logins(sandbox, gateway, "portal", "good", wish, 4 * wish.clients)
        result["login"] = bench.measure_logins(sandbox, gateway, "portal", "good", wish)
    return result


def settle(gateway):
    """Until nothing of a fetch is under way."""
    before = bench.cpu_seconds(gateway.pid)
    while True:
        time.sleep(1)
        now = bench.cpu_seconds(gateway.pid)
        if now - before < 0.05:
            return
        before = now


def peak(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1000


def measure(wish, folder):
    sandbox_folder = folder / "sandbox"
    subprocess.run(
        [wish.porta, "sandbox", sandbox_folder, "--port", str(bench.free_port())], check=True, stdout=subprocess.DEVNULL)
    sandbox = bench.visitor.Sandbox(sandbox_folder)
    certificate, parties, result = make_key(folder), sandbox_folder / "relying-parties", {"sites": wish.sites}
    with bench.running(wish.porta, "sandbox", sandbox_folder, "--serve", log=folder / "sites.log"):
        bench.wait_for_port(urllib.parse.urlsplit(sandbox.sites["portal"]["url"]).port)
        result["alone"] = run(wish, sandbox, folder)
        for number in range(wish.sites):
            (parties / f"site{number}.xml").write_text(entity(number, certificate))
            (parties / f"site{number}.yaml").write_text(
                f"metadata: site{number}.xml\nsector: private\n"
                "attributes: { required: [], optional: [ given-name, family-name ] }\nname-id: pairwise\n")
        result["files"] = run(wish, sandbox, folder, wish.sites)
        for number in range(wish.sites):
            (parties / f"site{number}.xml").unlink()
            (parties / f"site{number}.yaml").unlink()
        result["aggregate_mb"] = aggregate(folder, wish.sites, certificate) / 1e6
        shutil.copy(folder / "key.pem", parties / "federation.pem")
        with web(folder / "public") as url:
            (parties / "federation.yaml").write_text(
                f'metadata: {{ url: "{url}", signed-by: federation.pem, entities: all }}\n')
            result["fetched"] = run(wish, sandbox, folder, wish.sites, fetched=True)
            result["kept"] = run(wish, sandbox, folder, wish.sites, fetched=True)
    return result


def show(result):
    columns = {"alone": "2 sites", "files": "files", "fetched": "fetched", "kept": "kept"}
    print(f"\n{result['sites']} more sites; the aggregate has {result['aggregate_mb']:.0f} MB")
    print(f"{'':<44}" + "".join(f"{name:>12}" for name in columns.values()))
    rows = [("start to ready, ms", "ready_ms"), ("CPU until then, ms", "start_cpu_ms"), ("memory at rest, MB", "idle_mb"),
            ("memory at most, MB", "peak_mb"), ("a site's request, the first time, ms", "first_ms"),
            ("a site's request, later, ms", "again_ms")]
    for name, key in rows:
        print(f"{name:<44}" + "".join(f"{result[column][key]:>12.1f}" if key in result[column] else f"{'':>12}"
                                      for column in columns))
    print(f"{'server CPU for one login, ms':<44}" + "".join(f"{result[column]['login']['cpu_ms']:>12.2f}" for column in columns))
