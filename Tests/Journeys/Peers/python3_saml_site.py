"""A service provider made with python3-saml, on the port given: /metadata, /login, /acs, /private.

    python3_saml_site.py PORT FOLDER [--encrypted] [IDP-METADATA]

FOLDER gets the site's key. Without metadata of an identity provider it prints its own. With --encrypted its metadata has a
certificate to encrypt to, and it takes no assertion in the clear. /acs answers with what python3-saml made of the response, as
JSON: it believes nothing that xmlsec could not verify.
"""

import argparse
import base64
import http.cookies
import http.server
import json
import pathlib
import secrets
import subprocess
import urllib.parse

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

HOST = "python3-saml.porta.localhost"


def settings(base, folder, idp_metadata, encrypted):
    key, certificate = folder / "site.key", folder / "site.pem"
    if not key.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
             "-keyout", key, "-out", certificate], check=True, capture_output=True)
    own = {
        "strict": True,
        "sp": {
            "entityId": f"{base}/metadata",
            "assertionConsumerService": {"url": f"{base}/acs", "binding": Words.BINDING_HTTP_POST},
            "NameIDFormat": Words.NAMEID_PERSISTENT,
            "x509cert": certificate.read_text(), "privateKey": key.read_text(),
        },
        "security": {
            "authnRequestsSigned": True, "wantAssertionsSigned": True, "wantMessagesSigned": True,
            "wantAssertionsEncrypted": encrypted, "requestedAuthnContext": False, "rejectDeprecatedAlgorithm": True,
            "signatureAlgorithm": Words.RSA_SHA256, "digestAlgorithm": Words.SHA256,
        },
    }
    if idp_metadata:
        own["idp"] = OneLogin_Saml2_IdPMetadataParser.parse(pathlib.Path(idp_metadata).read_text())["idp"]
    return own


class Site(http.server.BaseHTTPRequestHandler):
    own = {}
    metadata = b""
    port = 0
    # The ID of the request that each browser was sent away with: an answer counts in that browser only, and once.
    asked = {}

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", kind="text/html", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def auth(self, form=None):
        parts = urllib.parse.urlsplit(self.path)
        return OneLogin_Saml2_Auth({
            "https": "off", "http_host": f"{HOST}:{self.port}", "script_name": parts.path,
            "get_data": dict(urllib.parse.parse_qsl(parts.query)), "post_data": form or {},
        }, self.own)

    @property
    def browser(self):
        cookie = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get("browser")
        return cookie.value if cookie else None

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/metadata":
            self.reply(200, self.metadata, "application/samlmetadata+xml")
        elif path == "/login":
            auth, browser = self.auth(), secrets.token_hex(16)
            address = auth.login(return_to="/private")
            self.asked[browser] = auth.get_last_request_id()
            self.reply(303, Location=address, Set_Cookie=f"browser={browser}; Path=/; HttpOnly")
        else:
            self.reply(404)

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        auth, asked = self.auth(form), self.asked.pop(self.browser, None)
        if asked is None:
            answer = {"ok": False, "problem": "nobody asked for this"}
        else:
            auth.process_response(request_id=asked)
            answer = {
                "ok": auth.is_authenticated(), "problem": auth.get_last_error_reason() or ", ".join(auth.get_errors()),
                "name_id": auth.get_nameid(), "format": auth.get_nameid_format(), "attributes": auth.get_attributes(),
                "relay_state": form.get("RelayState", ""), "in_response_to": auth.get_last_response_in_response_to(),
                "level": auth.get_last_authn_contexts(),
                "encrypted": b"EncryptedAssertion" in base64.b64decode(form["SAMLResponse"]),
            }
        self.reply(200, json.dumps(answer).encode(), "application/json")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--encrypted", action="store_true")
    parser.add_argument("idp", nargs="?")
    wish = parser.parse_args()
    own = settings(f"http://{HOST}:{wish.port}", wish.folder, wish.idp, wish.encrypted)
    metadata = OneLogin_Saml2_Settings(own, sp_validation_only=True).get_sp_metadata()
    if not wish.idp:
        print(metadata.decode() if isinstance(metadata, bytes) else metadata)
        return
    Site.own, Site.port = own, wish.port
    Site.metadata = metadata if isinstance(metadata, bytes) else metadata.encode()
    http.server.ThreadingHTTPServer(("127.0.0.1", wish.port), Site).serve_forever()


if __name__ == "__main__":
    main()
