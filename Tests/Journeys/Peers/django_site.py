"""A site made with Django and djangosaml2, on the port given: /private for who has logged in, /saml2/… by djangosaml2.

    django_site.py PORT FOLDER [IDP-METADATA]

FOLDER gets the site's key and Django's database. Without metadata of an identity provider it prints its own. /private answers
with the user that Django knows, as JSON.
"""

import contextlib
import pathlib
import secrets
import subprocess
import sys
import wsgiref.simple_server

import django
import saml2
import saml2.metadata
import saml2.saml
from django.conf import settings

HOST = "django.porta.localhost"


def service_provider(base, folder, idp_metadata):
    key, certificate = folder / "site.key", folder / "site.pem"
    if not key.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
             "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return {
        "entityid": f"{base}/saml2/metadata/", "key_file": str(key), "cert_file": str(certificate),
        "xmlsec_binary": "/usr/bin/xmlsec1", "metadata": {"local": [idp_metadata] if idp_metadata else []},
        "allow_unknown_attributes": True,
        "service": {"sp": {
            "endpoints": {"assertion_consumer_service": [(f"{base}/saml2/acs/", saml2.BINDING_HTTP_POST)]},
            "authn_requests_signed": True, "want_assertions_signed": True, "want_response_signed": True,
            "allow_unsolicited": False, "name_id_format": [saml2.saml.NAMEID_FORMAT_PERSISTENT],
            "signing_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
        }},
    }


def configure(folder, provider):
    settings.configure(
        ALLOWED_HOSTS=[HOST], ROOT_URLCONF=__name__, SECRET_KEY=secrets.token_hex(32), USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "site.sqlite"}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "djangosaml2"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "djangosaml2.middleware.SamlSessionMiddleware"],
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend", "djangosaml2.backends.Saml2Backend"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        LOGIN_URL="/saml2/login/", LOGIN_REDIRECT_URL="/private",
        # The site speaks plain HTTP here, where a secure cookie would not come back.
        SESSION_COOKIE_SECURE=False, SAML_SESSION_COOKIE_SAMESITE="Lax",
        SAML_DEFAULT_BINDING=saml2.BINDING_HTTP_REDIRECT, SAML_USE_NAME_ID_AS_USERNAME=True, SAML_CREATE_UNKNOWN_USER=True,
        SAML_ATTRIBUTE_MAPPING={"givenName": ("first_name",), "sn": ("last_name",)}, SAML_CONFIG=provider)
    django.setup()


def routes():
    from django.contrib.auth.decorators import login_required
    from django.http import JsonResponse
    from django.urls import include, path

    @login_required
    def private(request):
        user = request.user
        return JsonResponse({
            "ok": True, "name_id": user.username,
            "attributes": {"givenName": [user.first_name], "sn": [user.last_name]}})

    return [path("private", private), path("saml2/", include("djangosaml2.urls"))]


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_):
        pass


def main():
    port, folder, idp_metadata = int(sys.argv[1]), pathlib.Path(sys.argv[2]), (sys.argv[3:] or [None])[0]
    provider = service_provider(f"http://{HOST}:{port}", folder, idp_metadata)
    if not idp_metadata:
        from saml2.config import SPConfig
        return print(saml2.metadata.entity_descriptor(SPConfig().load(provider)))
    configure(folder, provider)
    globals()["urlpatterns"] = routes()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0)
    wsgiref.simple_server.make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main()
