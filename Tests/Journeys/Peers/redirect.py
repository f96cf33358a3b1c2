"""Prints a SAML Redirect address (SAML bindings §3.4) for the AuthnRequest on standard input.

--key FILE signs it with an RSA key; --tamper signs it and changes the RelayState afterwards; --bomb N puts N megabytes of
white space into the root element, which deflate to a thousandth.
"""

import argparse
import base64
import subprocess
import sys
import urllib.parse
import zlib

SIGNATURE = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def deflated(message):
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(engine.compress(message) + engine.flush()).decode()


def signature(key, text):
    return subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", key], input=text.encode(), check=True, capture_output=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sso", required=True)
    parser.add_argument("--key")
    parser.add_argument("--tamper", action="store_true")
    parser.add_argument("--bomb", type=int, default=0)
    wish = parser.parse_args()
    message = sys.stdin.read().strip()
    if wish.bomb:
        message = message.replace("</samlp:AuthnRequest>", " " * (wish.bomb << 20) + "</samlp:AuthnRequest>")
    query = urllib.parse.urlencode({"SAMLRequest": deflated(message.encode()), "RelayState": "state"})
    if wish.key:
        query += "&" + urllib.parse.urlencode({"SigAlg": SIGNATURE})
        signed = base64.b64encode(signature(wish.key, query)).decode()
        query += "&" + urllib.parse.urlencode({"Signature": signed})
    if wish.tamper:
        query = query.replace("RelayState=state", "RelayState=other")
    print(f"{wish.sso}?{query}")


if __name__ == "__main__":
    main()
