"""DER, and the parts of an X.509 certificate that formats, section 4, speaks of."""
from dataclasses import dataclass
from datetime import datetime, timezone

from .strict import Refused, need

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID, SEQUENCE, SET = 1, 2, 3, 4, 5, 6, 0x30, 0x31
BASIC_CONSTRAINTS, KEY_USAGE = bytes.fromhex("551d13"), bytes.fromhex("551d0f")
ALTERNATIVE_NAME, EXTENDED_KEY_USAGE = bytes.fromhex("551d11"), bytes.fromhex("551d25")


def tlv(data, at=0):
    """Tag, content and end of the value that begins here."""
    need(at + 2 <= len(data), "der: ends within a value")
    tag, length, start = data[at], data[at + 1], at + 2
    need(tag & 0x1F != 0x1F, "der: a tag of several bytes")
    if length >= 0x80:
        count = length & 0x7F
        octets = data[start : start + count]
        need(1 <= count <= 4 and len(octets) == count, "der: a length")
        length, start = int.from_bytes(octets, "big"), start + count
        need(length >= 0x80 and octets[0] != 0, "der: a length that is not the shortest")
    need(start + length <= len(data), "der: ends within a value")
    return tag, data[start : start + length], start + length


def parts(content):
    at, found = 0, []
    while at < len(content):
        tag, inner, end = tlv(content, at)
        found.append((tag, inner, content[at:end]))
        at = end
    return found


def one(data, tag):
    found, content, end = tlv(data)
    need(found == tag and end == len(data), "der: expected one value of tag %02x" % tag)
    return content


def verify(data):
    """That this is DER to the last byte, whatever it says."""
    tag, content, end = tlv(data)
    need(end == len(data), "der: bytes after the value")
    if tag & 0x20:
        inner = [whole for _, _, whole in parts(content)]
        for each in inner:
            verify(each)
        need(tag != SET or inner == sorted(inner), "der: a set out of order")
    elif tag == BOOLEAN:
        need(content in (b"\0", b"\xff"), "der: a boolean")
    elif tag == INTEGER:
        need(content, "der: an empty integer")
        need(len(content) == 1 or not -0x80 <= signed(content[:2]) < 0x80, "der: a long integer")
    elif tag == BITS:
        need(content and content[0] < 8, "der: a bit string")
        unused = content[-1] & ((1 << content[0]) - 1) if len(content) > 1 else content[0]
        need(unused == 0, "der: unused bits")
    elif tag == NULL:
        need(not content, "der: null")


def signed(content):
    return int.from_bytes(content, "big", signed=True)


@dataclass(frozen=True)
class Certificate:
    der: bytes
    issuer: bytes
    subject: bytes
    not_before: datetime
    not_after: datetime
    spki: bytes
    extensions: dict  # OID -> (critical, value)


def moment(tag, content):
    text = content.decode("ascii")
    if tag == 0x17:
        text = ("19" if text[:2] >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc)


def extensions(content, verify_values):
    found = {}
    for _, each, _ in parts(one(content, SEQUENCE)):
        fields = parts(each)
        critical = fields[1][0] == BOOLEAN and fields[1][1] == b"\xff"
        plain = len(fields) == 2 or critical or not verify_values
        need(plain, "certificate: a default that is written out")
        oid, value = fields[0][1], fields[-1][1]
        need(oid not in found, "certificate: an extension twice")
        if verify_values:
            verify(value)
        found[oid] = (critical, value)
    return found


def makers_certificate(data):
    """Of a device's maker, who may write what he likes into the octets of an extension."""
    return certificate(data, verify_values=False)


def certificate(data, verify_values=True):
    try:
        verify(data)
        tbs, _, signature = parts(one(data, SEQUENCE))
        need(signature[0] == BITS and signature[1][0] == 0, "certificate: a signature's octets")
        fields = parts(tbs[1])
        if fields[0][0] == 0xA0:
            fields = fields[1:]
        dates = [moment(tag, content) for tag, content, _ in parts(fields[3][1])]
        extra = [content for tag, content, _ in fields[6:] if tag == 0xA3]
        return Certificate(
            data,
            fields[2][2],
            fields[4][2],
            dates[0],
            dates[1],
            fields[5][2],
            extensions(extra[0], verify_values) if extra else {},
        )
    except (IndexError, ValueError) as problem:
        raise Refused("certificate: %s" % problem)


def signature(data, order):
    """r and s of an ECDSA signature in its one spelling."""
    verify(data)
    need(len(data) <= 72, "signature: %d bytes" % len(data))
    values = parts(one(data, SEQUENCE))
    need([tag for tag, _, _ in values] == [INTEGER, INTEGER], "signature: not r and s")
    for _, content, _ in values:
        need(1 <= signed(content) < order, "signature: r or s out of range")
