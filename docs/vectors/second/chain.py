"""Key attestations and their certificates: formats, section 4. The openssl program does the cryptography."""
import base64
import os
import re
import subprocess
import tempfile
from functools import lru_cache

from . import der, strict
from .strict import closed, items, matching, need, sha256

SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
SEALING = bytes.fromhex("69818cf68792f698babee3b4f38dbcdda3b8855c")
FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
CURVE_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
NAME = "[a-z0-9][a-z0-9!#$&^_.+-]{0,63}"
OPENSSL = "openssl"


def pem(kind, data):
    lines = re.findall(".{1,64}", base64.b64encode(data).decode())
    return "\n".join(["-----BEGIN %s-----" % kind, *lines, "-----END %s-----\n" % kind])


def openssl(files, *arguments):
    """Whether the program says yes; arguments that name one of the files get its path."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            with open(os.path.join(folder, name), "wb") as out:
                out.write(content if isinstance(content, bytes) else content.encode())
        done = subprocess.run(
            [OPENSSL, *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True
        )
        return done.returncode == 0


@lru_cache(maxsize=None)
def verify_signature(spki, message, signature):
    der.signature(signature, ORDER)
    files = {"key": pem("PUBLIC KEY", spki), "signature": signature, "message": message}
    good = openssl(files, "dgst", "-sha256", "-verify", "key", "-signature", "signature", "message")
    need(good, "signature: does not verify")


def verify_key(spki):
    need(len(spki) == 91 and spki.startswith(SPKI_HEAD), "key: no P-256 key in its one spelling")
    x, y = int.from_bytes(spki[27:59], "big"), int.from_bytes(spki[59:], "big")
    need(max(x, y) < FIELD and (y * y - x**3 + 3 * x - CURVE_B) % FIELD == 0, "key: no point")


def read(data):
    """A key attestation."""
    value = strict.parse(data)
    need(strict.canonical(value) == data, "key attestation: not canonical")
    closed(value, "", ["mediaType", "log", "certificates", "evidence"], ["witnessKey"])
    strict.literal(
        value["mediaType"], "/mediaType", "application/vnd.runseal.key-attestation.v1+json"
    )
    strict.origin(value["log"], "/log")
    for each in items(value["certificates"], "/certificates", 1, 8):
        strict.base64_bytes(each, "/certificates")
    for each in items(value["evidence"], "/evidence"):
        items(each, "/evidence", 2, 2)
        matching(each[0], "/evidence", NAME + "/" + NAME)
        strict.base64_bytes(each[1], "/evidence", 1)
    if "witnessKey" in value:
        witness_key(strict.string(value["witnessKey"], "/witnessKey"), value["log"])
    return value


def witness_key(vkey, log):
    need(vkey.startswith(log + "+"), "/witnessKey: of another log")
    found = re.fullmatch("([0-9a-f]{8})\\+(.+)", vkey[len(log) + 1 :])
    need(found, "/witnessKey: its form")
    key = strict.base64_bytes(found[2], "/witnessKey", 33, 33)
    need(key[0] == 1, "/witnessKey: no Ed25519 key")
    need(found[1] == sha256(log.encode() + b"\n" + key)[:4].hex(), "/witnessKey: its key id")


@lru_cache(maxsize=None)
def validate(certificates, roots, at):
    """The path to a trusted root, valid at that moment, and the origin that its first names."""
    path = [der.certificate(each) for each in certificates]
    if path[-1].der not in roots:
        path.append(issuer_of(path[-1], [der.certificate(each) for each in roots]))
    need(len(path) > 1, "chain: a root alone")
    need(path[-1].issuer == path[-1].subject, "chain: the root is not self-issued")
    for each, issuer in zip(path, path[1:]):
        need(each.issuer == issuer.subject, "chain: names do not chain")
    for each in path:
        need(each.not_before <= at <= each.not_after, "chain: a certificate's dates")
    need(verifies(path[0], path[1:-1], path[-1]), "chain: openssl refuses the path")
    return path, profile(path[0])


def verifies(leaf, between, root):
    files = {
        "root": pem("CERTIFICATE", root.der),
        "between": "".join(pem("CERTIFICATE", each.der) for each in between),
        "leaf": pem("CERTIFICATE", leaf.der),
    }
    untrusted = ["-untrusted", "between"] if between else []
    anchors = ["-no-CApath", "-no-CAstore", "-CAfile", "root"]
    checks = ["-x509_strict", "-check_ss_sig", "-no_check_time"]
    return openssl(files, "verify", *checks, *anchors, *untrusted, "leaf")


def issuer_of(last, roots):
    for root in roots:
        if root.subject == last.issuer and verifies_alone(last, root):
            return root
    need(False, "chain: leads to no trusted root")


def verifies_alone(last, root):
    """Only finds the candidate: the whole path is verified again."""
    files = {"root": pem("CERTIFICATE", root.der), "last": pem("CERTIFICATE", last.der)}
    flags = ["-partial_chain", "-no_check_time", "-no-CApath", "-no-CAstore"]
    return openssl(files, "verify", *flags, "-trusted", "root", "last")


def profile(leaf):
    def value(oid, critical):
        need(oid in leaf.extensions, "profile: an extension is missing")
        found, content = leaf.extensions[oid]
        need(found or not critical, "profile: an extension is not critical")
        return content

    constraints = der.parts(der.one(value(der.BASIC_CONSTRAINTS, True), der.SEQUENCE))
    need(not constraints, "profile: a CA, or what only a CA says")
    need(value(der.KEY_USAGE, True) == bytes.fromhex("03020780"), "profile: key usage")
    purposes = der.parts(der.one(value(der.EXTENDED_KEY_USAGE, True), der.SEQUENCE))
    need((der.OID, SEALING) in [each[:2] for each in purposes], "profile: may not seal")
    names = der.parts(der.one(value(der.ALTERNATIVE_NAME, False), der.SEQUENCE))
    need(len(names) == 1 and names[0][0] == 0x86, "profile: expected one name, a URI")
    prefix = b"runseal:log:"
    need(names[0][1].startswith(prefix), "profile: another kind of URI")
    log = strict.origin(names[0][1][len(prefix) :].decode("latin-1"), "profile")
    verify_key(leaf.spki)
    need(log.endswith("/" + sha256(leaf.spki).hex()[:32]), "profile: the log of another key")
    return log
