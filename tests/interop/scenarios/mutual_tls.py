"""A client that shows a certificate (RFC 8705), made by OpenSSL, at a provider behind Node's TLS."""

import base64
import hashlib
import json
import ssl
import subprocess

from scenarios.scenario import ALICE, equal, scenario
from world import Failed

EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"openssl {arguments[0]}: {done.stderr}")


class MutualProvider:
    """`oidc-provider` as mtls_op.mjs starts it, and every certificate that there is."""

    def __init__(self, world):
        self.directory = world.home("mutual-tls").path
        self.ca("server-ca", "ca", "other-ca")
        self.signed("server", "server-ca", "localhost", "serverAuth")
        self.signed("pki", "ca", "job.example", "clientAuth")
        self.signed("somebody", "ca", "other.example", "clientAuth")
        self.signed("stranger", "other-ca", "job.example", "clientAuth")
        self.signed("expired", "ca", "job.example", "clientAuth", days="-1")
        for name in ("self", "unknown"):
            openssl("req", "-x509", *EC, "-keyout", self.at(f"{name}.key"), "-out", self.at(f"{name}.pem"), "-subj", f"/CN={name}")
        self.process = subprocess.Popen(
            ["node", str(world.tools / "mtls_op.mjs"), self.directory], stdout=subprocess.PIPE, stderr=world.provider.log, text=True
        )
        ready = json.loads(self.process.stdout.readline() or "{}")
        if not ready:
            raise Failed("the provider did not start; see its log")
        self.issuer, self.alias, self.resource = ready["issuer"], ready["alias"], ready["resource"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def at(self, name):
        return str(self.directory / name)

    def ca(self, *names):
        for name in names:
            openssl("req", "-x509", *EC, "-keyout", self.at(f"{name}.key"), "-out", self.at(f"{name}.pem"), "-subj", f"/CN={name}")

    def signed(self, name, ca, host, usage, days="2"):
        request, extensions = self.at(f"{name}.csr"), self.at(f"{name}.ext")
        with open(extensions, "w", encoding="utf-8") as file:
            file.write(f"subjectAltName=DNS:{host}\nextendedKeyUsage={usage}\nbasicConstraints=critical,CA:FALSE\n")
        openssl("req", "-new", *EC, "-keyout", self.at(f"{name}.key"), "-out", request, "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", request, "-CA", self.at(f"{ca}.pem"), "-CAkey", self.at(f"{ca}.key"), "-CAcreateserial",
                "-days", days, "-extfile", extensions, "-out", self.at(f"{name}.pem"))

    def home(self, world, client_id, certificate, key=None):
        home = world.home(client_id)
        home.env |= {
            "AUTHCTL_ISSUER": self.issuer, "AUTHCTL_CLIENT_ID": client_id, "AUTHCTL_CA_FILE": self.at("server-ca.pem"),
            "AUTHCTL_TLS_CERT": self.at(f"{certificate}.pem"), "AUTHCTL_TLS_KEY": self.at(f"{key or certificate}.key"),
            "NODE_EXTRA_CA_CERTS": self.at("server-ca.pem"), "AUTHCTL_STORE": "file",
        }
        if client_id.endswith("job") or "-job-" in client_id:
            home.env |= {"AUTHCTL_FLOW": "client-credentials", "AUTHCTL_RESOURCE": self.resource, "AUTHCTL_SCOPE": "read"}
        return home

    def thumbprint(self, name):
        with open(self.at(f"{name}.pem"), encoding="utf-8") as file:
            der = ssl.PEM_cert_to_DER_cert(file.read())
        return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()


def claims_of(jwt):
    body = jwt.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


@scenario(needs=("openssl",), proves=("mtls-pki", "mtls-self-signed", "mtls-bound"))
def certificate_jobs(world):
    """a job by a certificate of a CA and by one of its own, with tokens that are bound to it and not"""
    with MutualProvider(world) as provider:
        for client_id, certificate, bound in (("pki-job", "pki", None), ("pki-job-bound", "pki", "pki"), ("self-signed-job", "self", None)):
            token = provider.home(world, client_id, certificate).token()
            wanted = {"x5t#S256": provider.thumbprint(bound)} if bound else None
            equal(claims_of(token).get("cnf"), wanted, f"cnf of {client_id}")


@scenario(needs=("openssl",), refuses=("mtls-pki", "mtls-self-signed"))
def wrong_certificates(world):
    """a certificate that is another's, of another CA, unknown, expired or of another key is refused, here or there"""
    with MutualProvider(world) as provider:
        for client_id, certificate, key, exit_code, code in (
            ("pki-job", "somebody", None, 6, "invalid_client"),
            ("pki-job", "stranger", None, 6, "invalid_client"),
            ("self-signed-job", "unknown", None, 6, "invalid_client"),
            ("pki-job", "expired", None, 3, "config_invalid"),
            ("pki-job", "pki", "somebody", 3, "config_invalid"),
        ):
            provider.home(world, client_id, certificate, key).run("token").refused(exit_code, code)


@scenario(needs=("openssl",), proves=("mtls-self-signed", "mtls-bound"))
def bound_session(world):
    """a person's session whose tokens are bound to the certificate: UserInfo, refresh, introspection, and nothing without it"""
    with MutualProvider(world) as provider:
        for client_id, method in (("self-signed-person", "self_signed_tls_client_auth"), ("public-person", "none")):
            home = provider.home(world, client_id, "self")
            home.env["AUTHCTL_AUTH_METHOD"] = method
            scopes = [word for scope in ("openid", "profile", "email", "offline_access") for word in ("--scope", scope)]
            home.run("login", "--profile", "work", "--browser", str(world.tools / "signin.mjs"), *scopes).ok()
            told = home.run("whoami", "--json").json()
            equal(told.get("claims", told.get("user", told)).get("email"), ALICE["email"], "email of whoami")
            first = home.token()
            home.run("refresh").ok()
            equal(home.token() == first, False, "the same token after a refresh")
            userinfo = f"{provider.alias}/me"
            home.run("request", "GET", userinfo, "--fail").refused(4, "invalid_token")
            told = home.run("request", "GET", userinfo, "--with-certificate", "--fail").json()
            equal(told["sub"], "alice", "UserInfo with the certificate")
            if method != "none":
                equal(home.run("introspect", "--json").json()["answer"]["cnf"], {"x5t#S256": provider.thumbprint("self")}, "cnf")
            home.run("logout", "--no-browser").ok()
