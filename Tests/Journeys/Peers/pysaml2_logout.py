"""A service provider made with pysaml2 that logs in and out, on the port given.

    pysaml2_logout.py NAME PORT FOLDER [--silent] [--soap] [IDP-METADATA CA]

Without IDP-METADATA it prints its own metadata. Addresses: /login, /acs (ends in /inside), /inside (whether somebody is),
/logout?by=redirect|soap|post, /slo (Redirect), /slo-post, /slo-soap. --soap publishes /slo-soap too. A --silent site answers
messages about logging out with 503 and nothing else.
"""

import argparse
import http.server
import json
import pathlib
import socket
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree

import saml2
import saml2.client
import saml2.config
import saml2.metadata
import saml2.time_util

# Debian's resolver does not know names below localhost; browsers and curl do.
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **named: resolve(
    "127.0.0.1" if isinstance(host, str) and host.endswith(".localhost") else host, *more, **named)

# What pysaml2 takes out of a SOAP envelope it writes anew before it verifies the signature; with other prefixes it would be
# another text.
for prefix, uri in {
    "saml": saml2.saml.NAMESPACE, "samlp": saml2.samlp.NAMESPACE, "ds": "http://www.w3.org/2000/09/xmldsig#",
}.items():
    xml.etree.ElementTree.register_namespace(prefix, uri)

BINDINGS = {"redirect": saml2.BINDING_HTTP_REDIRECT, "post": saml2.BINDING_HTTP_POST, "soap": saml2.BINDING_SOAP}


def configuration(wish):
    base, folder = f"http://{wish.name}.porta.localhost:{wish.port}", pathlib.Path(wish.folder)
    key, certificate = folder / f"{wish.name}.key", folder / f"{wish.name}.pem"
    if not key.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={wish.name}",
             "-keyout", key, "-out", certificate], check=True, capture_output=True)
    services = [(f"{base}/slo", saml2.BINDING_HTTP_REDIRECT), (f"{base}/slo-post", saml2.BINDING_HTTP_POST)]
    if wish.soap:
        services.append((f"{base}/slo-soap", saml2.BINDING_SOAP))
    site = saml2.config.SPConfig()
    site.load({
        "entityid": f"{base}/metadata",
        "key_file": str(key), "cert_file": str(certificate), "xmlsec_binary": "/usr/bin/xmlsec1",
        "metadata": {"local": [wish.idp]} if wish.idp else {},
        "ca_certs": wish.ca,
        "allow_unknown_attributes": True,
        "service": {"sp": {
            "endpoints": {
                "assertion_consumer_service": [(f"{base}/acs", saml2.BINDING_HTTP_POST)],
                "single_logout_service": services,
            },
            "authn_requests_signed": True, "want_assertions_signed": True, "want_response_signed": True,
            "logout_requests_signed": True, "logout_responses_signed": True,
            "allow_unsolicited": False, "name_id_format": [saml2.saml.NAMEID_FORMAT_PERSISTENT],
            "signing_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
        }},
    })
    return site


class Site(http.server.BaseHTTPRequestHandler):
    client = None
    silent = False
    asked = {}
    inside = {}
    notes = []

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", kind="text/html", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def say(self, **facts):
        self.reply(200, json.dumps(facts).encode(), "application/json")

    def carry(self, wish):
        """What pysaml2 wants the browser, or the caller, to get."""
        location = dict(wish.get("headers") or []).get("Location")
        if location:
            return self.reply(303, Location=location)
        self.reply(200, str(wish["data"]).encode(), dict(wish.get("headers") or []).get("Content-type", "text/html"))

    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        query = {name: values[0] for name, values in urllib.parse.parse_qs(parts.query).items()}
        try:
            self.answer(parts.path, query)
        except Exception as problem:  # whatever pysaml2 dislikes is the answer of this peer
            self.say(problem=f"{type(problem).__name__}: {problem}")

    def answer(self, path, query):
        if path == "/login":
            force = {"force_authn": "true"} if "force" in query else {}
            passive = {"is_passive": "true"} if "passive" in query else {}
            identity, wish = self.client.prepare_for_authenticate(
                relay_state="/private", binding=saml2.BINDING_HTTP_REDIRECT, **force, **passive)
            self.asked[identity] = "/private"
            self.reply(303, Location=dict(wish["headers"])["Location"])
        elif path == "/inside":
            self.say(inside=bool(self.inside))
        elif path == "/logout":
            self.leave(BINDINGS[query.get("by", "redirect")])
        elif path == "/slo" and self.silent:
            self.reply(503)
        elif path == "/slo" and "SAMLRequest" in query:
            self.end(query["SAMLRequest"], saml2.BINDING_HTTP_REDIRECT, query.get("RelayState"), query.get("SigAlg"),
                     query.get("Signature"))
        elif path == "/slo":
            self.ended(query["SAMLResponse"], saml2.BINDING_HTTP_REDIRECT)
        else:
            self.reply(404)

    def leave(self, binding):
        name = self.inside["name"]
        told = self.client.do_logout(
            name, list(self.client.users.issuers_of_info(name)), "urn:oasis:names:tc:SAML:2.0:logout:user",
            saml2.time_util.in_a_while(minutes=5), sign=True, expected_binding=binding)
        result = next(iter(told.values()))
        if binding == saml2.BINDING_SOAP:
            self.inside.clear()
            return self.say(out=True, status=self.status(result.response))
        self.carry(result[1])

    def end(self, message, binding, state, algorithm=None, signature=None):
        """The house asks to log somebody out."""
        name = self.inside.get("name")
        wish = self.client.handle_logout_request(
            message, name, binding, sign=True, relay_state=state, sigalg=algorithm, signature=signature)
        self.inside.clear()
        self.carry(wish)

    def ended(self, message, binding):
        """The house answers."""
        response = self.client.parse_logout_request_response(message, binding)
        self.inside.clear()
        self.say(out=True, status=self.status(response.response))

    @staticmethod
    def status(response):
        code = response.status.status_code
        codes = [code.value] + ([code.status_code.value] if code.status_code else [])
        return [value.rsplit(":", 1)[1] for value in codes]

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        path = urllib.parse.urlsplit(self.path).path
        try:
            if self.silent and path != "/acs":
                return self.reply(503)
            if path == "/slo-soap":
                return self.end(body, saml2.BINDING_SOAP, None)
            form = {name: values[0] for name, values in urllib.parse.parse_qs(body).items()}
            if path == "/slo-post" and "SAMLRequest" in form:
                return self.end(form["SAMLRequest"], saml2.BINDING_HTTP_POST, form.get("RelayState"))
            if path == "/slo-post":
                return self.ended(form["SAMLResponse"], saml2.BINDING_HTTP_POST)
            self.enter(form)
        except Exception as problem:
            self.say(problem=f"{type(problem).__name__}: {problem}")

    def enter(self, form):
        response = self.client.parse_authn_request_response(
            form["SAMLResponse"], saml2.BINDING_HTTP_POST, outstanding=self.asked)
        self.asked.pop(response.in_response_to, None)
        self.inside.clear()
        session = response.session_info()
        statement = response.assertion.authn_statement[0]
        self.inside.update(name=response.name_id)
        self.say(
            ok=True, name_id=response.name_id.text, session_index=session["session_index"],
            instant=statement.authn_instant, ends=statement.session_not_on_or_after)


def main():
    parser = argparse.ArgumentParser()
    for name in ("name", "port", "folder"):
        parser.add_argument(name)
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--soap", action="store_true")
    parser.add_argument("idp", nargs="?")
    parser.add_argument("ca", nargs="?")
    wish = parser.parse_intermixed_args()
    site = configuration(wish)
    if not wish.idp:
        sys.stdout.write(str(saml2.metadata.entity_descriptor(site)))
        return
    Site.silent = wish.silent
    Site.client = saml2.client.Saml2Client(config=site)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(wish.port)), Site).serve_forever()


if __name__ == "__main__":
    main()
