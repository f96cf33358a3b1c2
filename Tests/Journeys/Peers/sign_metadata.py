"""Signs metadata with xmlsec, as federations do: reads XML on standard input, writes it signed.

    sign_metadata.py KEY CERTIFICATE < metadata.xml

The root element needs an ID.
"""

import sys

import xmlsec
from lxml import etree


def main():
    root = etree.fromstring(sys.stdin.buffer.read())
    signature = xmlsec.template.create(root, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds")
    root.insert(0, signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri="#" + root.get("ID"))
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(sys.argv[1], xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_file(sys.argv[2], xmlsec.KeyFormat.PEM)
    context.sign(signature)
    sys.stdout.buffer.write(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


if __name__ == "__main__":
    main()
