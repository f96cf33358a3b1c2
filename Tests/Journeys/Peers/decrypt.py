"""Opens an encrypted assertion and verifies what is signed, with libxmlsec1 of PyPI's xmlsec and nothing of Porta's.

    decrypt.py SITE-KEY GATEWAY-CERTIFICATE < RESPONSE

Prints the algorithms, one a line, then the assertion; ends badly if a signature that is there does not verify, or if
there is none.
"""

import sys

import xmlsec
from lxml import etree

XENC = "{http://www.w3.org/2001/04/xmlenc#}"
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"


def verified(root, certificate):
    """How many of the root's own signatures (one or none) verify."""
    signature = root.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    if signature is None:
        return 0
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(certificate, xmlsec.KeyFormat.CERT_PEM)
    context.verify(signature)
    return 1


def main():
    key, certificate = sys.argv[1:]
    response = etree.fromstring(sys.stdin.buffer.read())
    count = verified(response, certificate)
    encrypted = response.find(f"{SAML}EncryptedAssertion")
    for method in encrypted.iter(f"{XENC}EncryptionMethod"):
        print(method.get("Algorithm"))
    for digest in encrypted.iter("{http://www.w3.org/2000/09/xmldsig#}DigestMethod"):
        print(digest.get("Algorithm"))
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_file(key, xmlsec.KeyFormat.PEM))
    assertion = xmlsec.EncryptionContext(manager).decrypt(encrypted.find(f"{XENC}EncryptedData"))
    assertion = etree.fromstring(etree.tostring(assertion, with_tail=False))
    count += verified(assertion, certificate)
    if count == 0:
        sys.exit("nothing is signed")
    print(f"signatures: {count}")
    print(etree.tostring(assertion).decode())


if __name__ == "__main__":
    main()
