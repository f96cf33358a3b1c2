"""A service provider made with pysaml2, on the port given: /metadata, /login, /acs.

    pysaml2_site.py [--encrypted] PORT FOLDER IDP-METADATA

With --encrypted its metadata has a key to encrypt to as well, and assertions must be encrypted.

FOLDER gets the site's key. /acs answers with what pysaml2 made of the response, as JSON: it believes nothing that it could
not verify (signatures by xmlsec1, audience, recipient, times, the request's ID).
"""

import base64
import http.server
import json
import pathlib
import subprocess
import sys
import urllib.parse

import saml2
import saml2.client
import saml2.config
import saml2.metadata

HOST = "pysaml2.porta.localhost"
ENCRYPTED = "--encrypted" in sys.argv


def configuration(base, folder, idp_metadata):
    key, certificate = folder / "pysaml2.key", folder / "pysaml2.pem"
    if not key.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
             "-keyout", key, "-out", certificate], check=True, capture_output=True)
    pair = {"key_file": str(key), "cert_file": str(certificate)}
    site = saml2.config.SPConfig()
    site.load({
        "entityid": f"{base}/metadata",
        "key_file": str(key), "cert_file": str(certificate), "xmlsec_binary": "/usr/bin/xmlsec1",
        "metadata": {"local": [idp_metadata]} if idp_metadata else {},
        "allow_unknown_attributes": True, "valid_for": 24 * 7,
        **({"encryption_keypairs": [pair]} if ENCRYPTED else {}),
        "service": {"sp": {
            "endpoints": {"assertion_consumer_service": [(f"{base}/acs", saml2.BINDING_HTTP_POST)]},
            "authn_requests_signed": True, "want_assertions_signed": True, "want_response_signed": True,
            "allow_unsolicited": False, "name_id_format": [saml2.saml.NAMEID_FORMAT_PERSISTENT],
            "signing_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
        }},
    })
    return site


class Site(http.server.BaseHTTPRequestHandler):
    client = None
    metadata = b""
    asked = {}

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", kind="text/html", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/metadata":
            self.reply(200, self.metadata, "application/samlmetadata+xml")
        elif path == "/login":
            identity, wish = self.client.prepare_for_authenticate(
                relay_state="/private", binding=saml2.BINDING_HTTP_REDIRECT)
            self.asked[identity] = "/private"
            self.reply(303, Location=dict(wish["headers"])["Location"])
        else:
            self.reply(404)

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        try:
            response = self.client.parse_authn_request_response(
                form["SAMLResponse"][0], saml2.BINDING_HTTP_POST, outstanding=self.asked)
            if ENCRYPTED and b"<saml:EncryptedAssertion" not in base64.b64decode(form["SAMLResponse"][0]):
                raise ValueError("the assertion came readable")
            self.asked.pop(response.in_response_to, None)
            answer = {
                "ok": True, "name_id": response.name_id.text, "format": response.name_id.format, "attributes": response.ava,
                "relay_state": form.get("RelayState", [""])[0], "in_response_to": response.in_response_to,
                "level": [context[0] for context in response.authn_info()],
            }
        except Exception as problem:  # whatever pysaml2 dislikes is the answer of this peer
            answer = {"ok": False, "problem": f"{type(problem).__name__}: {problem}"}
        self.reply(200, json.dumps(answer).encode(), "application/json")


def main():
    words = [word for word in sys.argv[1:] if word != "--encrypted"]
    port, folder = int(words[0]), pathlib.Path(words[1])
    base = f"http://{HOST}:{port}"
    if len(words) < 3:
        description = saml2.metadata.entity_descriptor(configuration(base, folder, None))
        sys.stdout.write(str(description))
        return
    site = configuration(base, folder, words[2])
    Site.client = saml2.client.Saml2Client(config=site)
    Site.metadata = str(saml2.metadata.entity_descriptor(site)).encode()
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Site).serve_forever()


if __name__ == "__main__":
    main()
