"""Paths from a device's certificate to a maker's root, and signatures of any kind: formats, section 4, "Custody"."""
from dataclasses import dataclass
from functools import lru_cache

from . import chain, der
from .strict import need

RSA, EC = bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a8648ce3d0201")
ED25519, PSS = bytes.fromhex("2b6570"), bytes.fromhex("2a864886f70d01010a")
ALGORITHMS = {
    bytes.fromhex("2a8648ce3d040302"): (EC, "sha256"),
    bytes.fromhex("2a8648ce3d040303"): (EC, "sha384"),
    bytes.fromhex("2a8648ce3d040304"): (EC, "sha512"),
    bytes.fromhex("2a864886f70d01010b"): (RSA, "sha256"),
    bytes.fromhex("2a864886f70d01010c"): (RSA, "sha384"),
    bytes.fromhex("2a864886f70d01010d"): (RSA, "sha512"),
}
NAME_CONSTRAINTS, KEY_ID = bytes.fromhex("551d1e"), bytes.fromhex("551d0e")
MOST = 8


@lru_cache(maxsize=None)
def verify_signature(spki, algorithm, message, signature):
    """That this key signed the message; the algorithm is an AlgorithmIdentifier's content."""
    oid, parameters = der.parts(algorithm)[0][1], der.parts(algorithm)[1:]
    key = der.parts(der.parts(der.one(spki, der.SEQUENCE))[0][1])[0][1]
    files = {"key": chain.pem("PUBLIC KEY", spki), "signature": signature, "message": message}
    if oid == ED25519:
        need(key == ED25519 and not parameters, "signature: not by a key of its algorithm")
        arguments = ["pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "message"]
        good = chain.openssl(files, *arguments, "-sigfile", "signature")
    else:
        need(oid in ALGORITHMS, "signature: an algorithm that is not taken")
        kind, digest = ALGORITHMS[oid]
        need(key == kind, "signature: not by a key of its algorithm")
        if kind == EC:
            need(not parameters, "signature: parameters")
            values = der.parts(der.one(signature, der.SEQUENCE))
            der.verify(signature)
            need([tag for tag, _, _ in values] == [der.INTEGER] * 2, "signature: not r and s")
            need(all(der.signed(content) > 0 for _, content, _ in values), "signature: r or s")
        else:
            need([each[0] for each in parameters] == [der.NULL], "signature: parameters")
            need(rsa_bits(spki) >= 2048, "signature: a short key")
        good = chain.openssl(files, "dgst", "-" + digest, "-verify", "key", "-signature", "signature", "message")
    need(good, "signature: does not verify")


def rsa_bits(spki):
    bits = der.parts(der.one(spki, der.SEQUENCE))[1][1]
    return der.signed(der.parts(der.one(bits[1:], der.SEQUENCE))[0][1]).bit_length()


@dataclass(frozen=True)
class Rules:
    """What a family asks beyond RFC 5280, or asks less."""

    read_in_leaf: tuple = ()
    old_issuer: object = None


def find_path(leaf, between, roots, rules, at):
    """The certificates from the leaf to a root, all of them good at that moment."""
    need(leaf.der not in [each.der for each in roots], "path: a root itself")
    look_at(leaf, 0, rules, at)
    path = climb([leaf], [each for each in between if each.der not in [r.der for r in roots]], roots, rules, at)
    need(path, "path: leads to no trusted root")
    return path


def climb(path, between, roots, rules, at):
    for issuer, is_root in [(each, True) for each in roots] + [(each, False) for each in between]:
        if path[-1].issuer != issuer.subject or issuer.der in [each.der for each in path]:
            continue
        if chain_holds(path, issuer, is_root, rules, at):
            longer = path + [issuer]
            longer = longer if is_root else climb(longer, between, roots, rules, at)
            if longer:
                return longer
    return None


def chain_holds(path, issuer, is_root, rules, at):
    try:
        need(len(path) < MOST, "path: too long")
        tbs, algorithm, signature = der.parts(der.one(path[-1].der, der.SEQUENCE))
        verify_signature(issuer.spki, algorithm[1], tbs[2], signature[1][1:])
        look_at(issuer, len(path), rules, at)
        may_issue(issuer, path, is_root, rules)
        return True
    except (chain.strict.Refused, IndexError):
        return False


def look_at(certificate, position, rules, at):
    need(certificate.not_before <= at <= certificate.not_after, "path: a certificate's dates")
    understood = {der.BASIC_CONSTRAINTS, der.KEY_USAGE} | set(rules.read_in_leaf if position == 0 else ())
    critical = {oid for oid, (flag, _) in certificate.extensions.items() if flag}
    need(critical <= understood, "path: a critical extension that is not understood")
    need(NAME_CONSTRAINTS not in certificate.extensions, "path: name constraints")


def constraints(certificate):
    """None without the extension; else whether it is a CA's, and the path length."""
    if der.BASIC_CONSTRAINTS not in certificate.extensions:
        return None
    fields = der.parts(der.one(certificate.extensions[der.BASIC_CONSTRAINTS][1], der.SEQUENCE))
    is_ca = bool(fields) and fields[0][:2] == (der.BOOLEAN, b"\xff")
    length = [der.signed(content) for tag, content, _ in fields if tag == der.INTEGER]
    return is_ca, (length[0] if length else None)


def may_issue(issuer, path, is_root, rules):
    said = constraints(issuer)
    old = len(path) == 1 and not is_root and said is None and rules.old_issuer and rules.old_issuer(issuer)
    need(old or (said and said[0]), "path: no CA")
    need(len(path) != 2 or is_root or constraints(path[1]) is not None, "path: an old issuer under none of the roots")
    if der.KEY_USAGE in issuer.extensions:
        need(has_usage(issuer, 5), "path: may not sign certificates")
    below = [each for each in path[1:] if constraints(each) is not None and each.issuer != each.subject]
    need(not said or said[1] is None or said[1] >= len(below), "path: path length")
    need(der.parts(der.parts(der.one(issuer.spki, der.SEQUENCE))[0][1])[0][1] != RSA or rsa_bits(issuer.spki) >= 2048, "path: a short key")


def has_usage(certificate, bit):
    """Bit 0 of a key usage is digitalSignature, bit 5 keyCertSign."""
    if der.KEY_USAGE not in certificate.extensions:
        return False
    bits = der.one(certificate.extensions[der.KEY_USAGE][1], der.BITS)[1:]
    return len(bits) > bit // 8 and bool(bits[bit // 8] & (0x80 >> bit % 8))
