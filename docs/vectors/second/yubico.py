"""What a YubiKey or a YubiHSM 2 says of a key: formats, section 4, "YubiKey and YubiHSM 2 evidence"."""
import re

from . import der, devices
from .strict import need

PIV, HSM = (bytes.fromhex("2b0601040182c40a") + bytes([family]) for family in (3, 4))
COMMON_NAME = bytes.fromhex("550403")
SLOT = re.compile("YubiKey PIV Attestation [0-9a-f]{2}")
DEVICE = ("Yubico PIV Attestation", "YubiKey PIV Attestation")


def common_name(name):
    """The one common name of a subject, or None."""
    found = []
    for _, group, _ in der.parts(der.one(name, der.SEQUENCE)):
        for _, pair, _ in der.parts(group):
            oid, value = der.parts(pair)
            if oid[1] == COMMON_NAME:
                found.append(value[1].decode("utf-8", "replace"))
    return found[0] if len(found) == 1 else None


def extension(certificate, arc, number):
    return certificate.extensions.get(arc + bytes([number]), (None, None))[1]


def octets(value, count):
    """Bare octets, or an OCTET STRING of them."""
    if len(value) == count + 2 and value[:2] == bytes([der.OCTETS, count]):
        value = value[2:]
    need(len(value) == count, "yubico: an extension's octets")
    return value


def number(value):
    return der.signed(der.one(value, der.INTEGER))


def bits(value, most):
    content = der.one(value, der.BITS)
    need(content and content[0] == 0 and len(content) - 1 <= most, "yubico: a bit string")
    return int.from_bytes(content[1:], "big")


def path(value, spki, roots, at, arc, read_in_leaf, old, line):
    need(len(value) <= 65536, "yubico: too long")
    der.verify(value)
    wholes = [whole for _, _, whole in der.parts(der.one(value, der.SEQUENCE))]
    need(1 <= len(wholes) <= 8, "yubico: %d certificates" % len(wholes))
    found = [der.makers_certificate(each) for each in wholes]
    for each, issuer in zip(found, found[1:]):
        need(each.issuer == issuer.subject, "yubico: not in their order")
    need(all(each.issuer != each.subject for each in found), "yubico: a certificate that issued itself")
    leaf = found[0]
    need(leaf.spki == spki, "yubico: another key")
    need(not (devices.constraints(leaf) or (False,))[0], "yubico: a CA")
    read = tuple(arc + bytes([each]) for each in read_in_leaf)
    trusted = [der.makers_certificate(each) for each in roots]
    chain = devices.find_path(leaf, found[1:], trusted, devices.Rules(read, old), at)
    need(len(chain) < 4 or line(common_name(chain[2].subject) or ""), "yubico: another line of products")
    return chain


def piv(value, spki, roots, at):
    def line(name):
        return name.startswith("Yubico PIV Attestation ")

    leaf, device, *_ = path(value, spki, roots, at, PIV, (3, 7, 8, 9), is_piv_device, line)
    need(SLOT.fullmatch(common_name(leaf.subject) or ""), "yubico: no slot's attestation")
    octets(extension(leaf, PIV, 3), 3)
    octets(extension(leaf, PIV, 8), 2)
    need(is_piv_device(device), "yubico: not of a device")
    facts = {"made on the device": True, "extractable": False, "exportable under wrap": False}
    if extension(leaf, PIV, 7) is not None:
        facts["serial"] = str(number(extension(leaf, PIV, 7)))
    if extension(device, PIV, 7) is not None and "serial" in facts:
        need(facts["serial"] == str(number(extension(device, PIV, 7))), "yubico: another serial number")
    return "device-attested", facts


def is_piv_device(certificate):
    named = common_name(certificate.subject) in DEVICE
    return named and extension(certificate, PIV, 3) is not None and extension(certificate, PIV, 8) is None


def hsm(value, spki, roots, at):
    def line(name):
        return "YubiHSM" in name

    numbers = (1, 2, 3, 4, 5, 6, 9, 12)
    leaf, device, *_ = path(value, spki, roots, at, HSM, numbers, None, line)
    octets(extension(leaf, HSM, 1), 3)
    serial = number(extension(leaf, HSM, 2))
    need(number(extension(device, HSM, 2)) == serial, "yubico: another serial number")
    need(extension(device, HSM, 3) is None, "yubico: not of a device")
    need(bits(extension(leaf, HSM, 3), 1) == 1, "yubico: not generated there")
    bits(extension(leaf, HSM, 4), 2)
    need(not bits(extension(leaf, HSM, 5), 8) & 1 << 16, "yubico: exportable under wrap")
    number(extension(leaf, HSM, 6))
    facts = {"made on the device": True, "extractable": False, "exportable under wrap": False}
    return "device-attested", {**facts, "serial": str(serial)}
