"""Card-verifiable certificates of a SmartCard-HSM: formats, section 4. The openssl program does the cryptography."""
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from . import chain, der
from .strict import Refused, need

REQUEST, CERTIFICATE = 0x67, 0x7F21
ID_TA = bytes.fromhex("04007f0007020202")
ID_SC_HSM = bytes.fromhex("2b0601040181c31f030101")
DEVICE, ISSUER, ROOT = 0x00, 0x80, 0xC0
RSA = {1: "sha1", 2: "sha256", 3: "sha1", 4: "sha256", 5: "sha512", 6: "sha512"}
PSS = (3, 4, 6)
ECDSA = {1: "sha1", 2: "sha224", 3: "sha256", 4: "sha384", 5: "sha512"}
CURVES = (
    "secp192k1 prime192v1 secp224r1 secp256k1 prime256v1 secp384r1 secp521r1 brainpoolP192r1 brainpoolP224r1 "
    "brainpoolP256r1 brainpoolP320r1 brainpoolP384r1 brainpoolP512r1"
).split()


def tlv(data, at=0):
    """Tag, content and end of the data object that begins here."""
    def octet(index):
        need(index < len(data), "cvc: ends within a data object")
        return data[index]

    tag, at = octet(at), at + 1
    if tag & 0x1F == 0x1F:
        second, at = octet(at), at + 1
        need(0x1F <= second < 0x80, "cvc: a tag")
        tag = tag << 8 | second
    length, at = octet(at), at + 1
    if length >= 0x80:
        size = length - 0x80
        need(size in (1, 2), "cvc: a length")
        length, at = int.from_bytes(bytes(octet(at + i) for i in range(size)), "big"), at + size
        need(length >= (0x80 if size == 1 else 0x100), "cvc: a length that is not the shortest")
    need(at + length <= len(data), "cvc: ends within a data object")
    return tag, data[at : at + length], at + length


def objects(data):
    at, found = 0, []
    while at < len(data):
        tag, content, end = tlv(data, at)
        found.append((tag, content, data[at:end]))
        at = end
    return found


def exactly(data, *tags):
    found = objects(data)
    need([each[0] for each in found] == list(tags), "cvc: data objects %s" % [hex(each[0]) for each in found])
    return found


@dataclass(frozen=True)
class Key:
    algorithm: bytes
    domain: tuple  # p, a, b, G, order, cofactor; or nothing
    point: bytes
    rsa: tuple = ()


@dataclass(frozen=True)
class Certificate:
    whole: bytes
    body: bytes
    signature: bytes
    issuer: str
    holder: str
    key: Key
    role: int
    dates: tuple
    extensions: bool


def reference(content):
    need(8 <= len(content) <= 16 and all(0x20 <= each < 0x7F for each in content), "cvc: a key reference")
    return content.decode("ascii")


def day(content):
    need(len(content) == 6 and max(content) <= 9, "cvc: a date")
    year, month, date = (10 * content[i] + content[i + 1] for i in (0, 2, 4))
    try:
        return datetime(2000 + year, month, date, tzinfo=timezone.utc)
    except ValueError:
        raise Refused("cvc: no day")


def key(content):
    found = objects(content)
    need(found and found[0][0] == 0x06 and found[0][1][:-2] == ID_TA, "cvc: an algorithm")
    algorithm, tags = found[0][1][-2:], [each[0] for each in found[1:]]
    values = [each[1] for each in found[1:]]
    number = lambda octets: int.from_bytes(octets, "big")  # noqa: E731
    if algorithm[0] == 1 and algorithm[1] in RSA:
        need(tags == [0x81, 0x82], "cvc: an RSA key")
        return Key(algorithm, (), b"", tuple(map(number, values)))
    need(algorithm[0] == 2 and algorithm[1] in ECDSA, "cvc: an algorithm")
    if tags == [0x86]:
        return Key(algorithm, (), values[0])
    need(tags == [0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87], "cvc: a key on a curve")
    p, a, b, base, order, point, cofactor = values
    domain = (number(p), number(a), number(b), base, number(order), number(cofactor))
    return Key(algorithm, domain, point)


def signed(content, whole):
    """The inside of 7F21, of a certificate or of a request."""
    need(len(whole) <= 4096, "cvc: too long")
    (_, inside, body), (_, signature, _) = exactly(content, 0x7F4E, 0x5F37)
    fields = objects(inside)

    def take(tag, wanted=True):
        if fields and fields[0][0] == tag:
            return fields.pop(0)[1]
        need(not wanted, "cvc: %x is missing" % tag)
        return None

    need(take(0x5F29) == b"\0", "cvc: a profile identifier")
    issuer = take(0x42, False)
    public = key(take(0x7F49))
    holder = reference(take(0x5F20))
    template, role, dates = take(0x7F4C, False), None, ()
    if template is not None:
        (_, kind, _), (_, value, _) = exactly(template, 0x06, 0x53)
        need(kind == ID_SC_HSM and value in (b"\0", b"\x80", b"\xc0"), "cvc: a role")
        role, dates = value[0], (day(take(0x5F25)), day(take(0x5F24)))
    extensions = take(0x65, False)
    for tag, each, _ in objects(extensions or b""):
        need(tag == 0x73 and objects(each)[:1] and objects(each)[0][0] == 0x06, "cvc: an extension")
    need(not fields, "cvc: a data object too many")
    named = reference(issuer) if issuer is not None else None
    return Certificate(whole, body, signature, named, holder, public, role, dates, bool(extensions))


def certificate(content, whole):
    found = signed(content, whole)
    need(found.issuer is not None and found.role is not None, "cvc: a request and no certificate")
    return found


@lru_cache(maxsize=None)
def curve(name):
    """Its identifier in DER, and its numbers as openssl writes them."""
    out = lambda *flags: subprocess.run(  # noqa: E731
        [chain.OPENSSL, "ecparam", "-name", name, "-outform", "DER", *flags],
        capture_output=True,
        check=True,
    ).stdout
    fields = [content for _, content, _ in der.parts(der.one(out("-param_enc", "explicit"), der.SEQUENCE))]
    field, coefficients = der.parts(fields[1]), der.parts(fields[2])
    number = lambda octets: int.from_bytes(octets, "big")  # noqa: E731
    return out(), (
        number(field[1][1]),
        number(coefficients[0][1]),
        number(coefficients[1][1]),
        fields[3],
        number(fields[4]),
        number(fields[5]),
    )


def write(tag, *parts):
    content = b"".join(parts)
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([len(content)]) if len(content) < 128 else bytes([128 + len(size)]) + size) + content


def integer(value):
    return write(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


@dataclass(frozen=True)
class Verifying:
    """A key on a curve with a name, or of RSA."""

    algorithm: bytes
    name: str
    spki: bytes


def verifying(public, inherited=None):
    if public.rsa:
        modulus, exponent = public.rsa
        need(1024 <= modulus.bit_length() <= 4096, "cvc: an RSA key's length")
        rsa = write(0x30, integer(modulus), integer(exponent))
        head = write(0x30, bytes.fromhex("06092a864886f70d0101010500"))
        return Verifying(public.algorithm, "", write(0x30, head, write(3, b"\0", rsa)))
    name = inherited
    if public.domain:
        named = [each for each in CURVES if curve(each)[1] == public.domain]
        need(named and inherited in (None, named[0]), "cvc: domain parameters")
        name = named[0]
    need(name, "cvc: no domain parameters")
    oid, (p, a, b, _, _, _) = curve(name)
    size = (p.bit_length() + 7) // 8
    need(len(public.point) == 2 * size + 1 and public.point[0] == 4, "cvc: a point")
    x, y = (int.from_bytes(public.point[i : i + size], "big") for i in (1, 1 + size))
    need(max(x, y) < p and (y * y - x**3 - a * x - b) % p == 0, "cvc: not a point of the curve")
    head = write(0x30, bytes.fromhex("06072a8648ce3d0201"), oid)
    return Verifying(public.algorithm, name, write(0x30, head, write(3, b"\0", public.point)))


@lru_cache(maxsize=None)
def verify(by, message, signature):
    flags = []
    if by.name:
        digest, order = ECDSA[by.algorithm[1]], curve(by.name)[1][4]
        half = (order.bit_length() + 7) // 8
        need(len(signature) == 2 * half, "cvc: a signature's length")
        r, s = (int.from_bytes(signature[i : i + half], "big") for i in (0, half))
        need(0 < r < order and 0 < s < order, "cvc: r or s out of range")
        signature = write(0x30, integer(r), integer(s))
    else:
        digest = RSA[by.algorithm[1]]
        if by.algorithm[1] in PSS:
            flags = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]
    files = {"key": chain.pem("PUBLIC KEY", by.spki), "signature": signature, "message": message}
    arguments = ["-" + digest, "-verify", "key", "-signature", "signature", *flags, "message"]
    need(chain.openssl(files, "dgst", *arguments), "cvc: a signature does not verify")


def fit_to_issue(public):
    digest = ECDSA[public.algorithm[1]] if public.name else RSA[public.algorithm[1]]
    need(digest != "sha1", "cvc: SHA-1 vouches for nothing")
    return public


def root(data):
    """A root that stands in a trust file."""
    [(_, content, whole)] = exactly(data, CERTIFICATE)
    found = certificate(content, whole)
    verify_root(found)
    return found


def verify_root(found):
    need(found.role == ROOT and found.issuer == found.holder, "cvc: no self-issued root")
    need(not found.extensions, "cvc: an extension")
    public = fit_to_issue(verifying(found.key))
    verify(public, found.body, found.signature)
    return public


def issued(found, by):
    need(not found.extensions, "cvc: an extension")
    public = verifying(found.key, by.name or None)
    verify(by, found.body, found.signature)
    return fit_to_issue(public)


def judge(value, spki, roots, at):
    """The facts of evidence that holds, which is of level host-asserted."""
    need(value and len(value) <= 1 << 14, "cvc: its length")
    (tag, content, request), *others = objects(value)
    need(tag == REQUEST and len(request) <= 4096, "cvc: no request first")
    need(all(each[0] == CERTIFICATE for each in others), "cvc: no certificate")
    certificates = [certificate(*each[1:]) for each in others]
    need([each.role for each in certificates] in ([DEVICE, ISSUER], [DEVICE]), "cvc: the certificates")
    (_, inside, inner), (_, name, named), (_, signature, _) = exactly(content, CERTIFICATE, 0x42, 0x5F37)
    asked = signed(inside, inner)
    need(asked.role is None and not asked.extensions, "cvc: the request")
    attested = verifying(asked.key)
    verify(attested, asked.body, asked.signature)
    need(attested.spki == spki, "cvc: another key")
    need(len(certificates) == 2, "cvc: no certificate of the device's issuer")
    device, issuer = certificates
    need(device.holder == reference(name) and device.issuer == issuer.holder, "cvc: names do not chain")
    for each in (root(each) for each in roots):
        try:
            verify_path(device, issuer, each, at, inner + named, signature)
            return {"serial": device.holder[:-5], "made on the device": True}
        except Refused:
            continue  # another key may go by the same name
    need(False, "cvc: leads to no trusted root")


def verify_path(device, issuer, top, at, message, signature):
    need(issuer.issuer == top.holder, "cvc: of another root")
    by = issued(device, issued(issuer, verify_root(top)))
    for one in (device, issuer, top):
        need(one.dates[0] <= at < one.dates[1] + timedelta(days=1), "cvc: a certificate's dates")
    verify(by, message, signature)
