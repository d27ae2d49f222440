"""Trust files, policies and root certificates in PEM: formats, section 6."""
from dataclasses import dataclass

from . import cvc, der, strict
from .declaration import SECTIONS
from .strict import Refused, closed, items, literal, need

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
CUSTODY = "none software host-asserted authority-attested device-attested".split()
SEPARATION = "other-user same-user privileged tls unknown".split()
MAKERS = "yubikey-piv yubihsm2 smartcard-hsm tpm2-certify".split()
REQUIRABLE = "signature inclusion identity completeness order".split()


@dataclass(frozen=True)
class Trust:
    roots: tuple
    pinned: tuple = ()
    distrusted: tuple = ()
    devices: tuple = ()  # pairs of a family and a root
    authorities: tuple = ()


def each_once(values, where):
    need(len(set(values)) == len(values), where + ": an item twice")
    return values


def root(data):
    """The trust of one root certificate in PEM."""
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Refused("pem: not utf-8")
    blocks, block = [], None
    for line in (line[:-1] if line.endswith("\r") else line for line in lines):
        if block is None:
            if line == BEGIN:
                block = []
            else:
                need(not line.strip(" \t") or line.startswith("#"), "pem: text outside of blocks")
        elif line == END:
            blocks.append(strict.base64_bytes("".join(block), "pem"))
            block = None
        else:
            block.append(line)
    need(block is None, "pem: a block without its end")
    need(len(blocks) == 1, "pem: %d certificates, expected one" % len(blocks))
    der.certificate(blocks[0])
    return Trust(tuple(blocks))


def trust(data):
    value = strict.parse(data)
    optional = ["deviceRoots", "enrolmentAuthorities", "pinnedOrigins", "distrustAfter"]
    closed(value, "", ["mediaType", "sealingRoots"], optional)
    literal(value["mediaType"], "/mediaType", "application/vnd.runseal.trust.v1+json")
    roots = certificates(value["sealingRoots"], "/sealingRoots", der.certificate)
    devices = device_roots(value["deviceRoots"]) if "deviceRoots" in value else []
    authorities = []
    if "enrolmentAuthorities" in value:
        authorities = certificates(value["enrolmentAuthorities"], "/enrolmentAuthorities", der.certificate)
    purposes = [set(roots), {each for _, each in devices}, set(authorities)]
    need(len(set.union(*purposes)) == sum(map(len, purposes)), "trust: a certificate under two purposes")
    pinned = []
    if "pinnedOrigins" in value:
        pinned = items(value["pinnedOrigins"], "/pinnedOrigins", 1)
        each_once([strict.origin(each, "/pinnedOrigins") for each in pinned], "/pinnedOrigins")
    distrusted = []
    for each in items(value.get("distrustAfter", []), "/distrustAfter"):
        closed(each, "/distrustAfter", ["key", "after"])
        distrusted.append(strict.digest(each["key"], "/distrustAfter/key"))
        strict.time(each["after"], "/distrustAfter/after")
    each_once(distrusted, "/distrustAfter")
    return Trust(tuple(roots), tuple(pinned), tuple(distrusted), tuple(devices), tuple(authorities))


def certificates(value, where, read):
    found = [strict.base64_bytes(each, where) for each in items(value, where, 1)]
    for each in each_once(found, where):
        read(each)
    return found


def device_roots(value):
    closed(value, "/deviceRoots", [], MAKERS)
    need(value, "/deviceRoots: no family")
    found = []
    for family in value:
        read = cvc.root if family == "smartcard-hsm" else der.makers_certificate
        found += [(family, each) for each in certificates(value[family], "/deviceRoots/" + family, read)]
    return found


def policy(data):
    value = strict.parse(data)
    closed(value, "", ["mediaType", "name", "require", "custody", "separation", "opaque"], ["origins"])
    literal(value["mediaType"], "/mediaType", "application/vnd.runseal.policy.v1+json")
    strict.matching(value["name"], "/name", "[a-z0-9][a-z0-9._-]{0,63}")
    literal(value["custody"], "/custody", *CUSTODY)
    for name, allowed, least in (
        ("require", REQUIRABLE, 2),
        ("separation", SEPARATION, 1),
        ("opaque", list(SECTIONS), 0),
    ):
        for each in items(value[name], "/" + name, least):
            literal(each, "/" + name, *allowed)
        each_once(value[name], "/" + name)
    need({"signature", "inclusion"} <= set(value["require"]), "/require: without the first two")
    if "origins" in value:
        for each in items(value["origins"], "/origins", 1):
            strict.origin(each, "/origins")
        each_once(value["origins"], "/origins")
    return value
