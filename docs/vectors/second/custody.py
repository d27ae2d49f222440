"""What the evidence of a key attestation shows together: formats, section 4, "Custody"."""
from . import cvc, pkix, strict, trust, yubico
from .strict import Refused, need

MEDIA_TYPES = "application/vnd.runseal."


def judge(entries, spki, log, trusted, at):
    """The strongest level; refuses where an entry does not hold, or two disagree."""
    each = [one(kind, strict.base64_bytes(value, "/evidence"), spki, log, trusted, at) for kind, value in entries]
    levels = {level for level, _ in each}
    need("software" not in levels or not levels & {"host-asserted", "device-attested"}, "custody: software and a device")
    said = {}
    for _, facts in each:
        for name, value in facts.items():
            need(said.setdefault(name, value) == value, "custody: two values of " + name)
    return max(levels, key=trust.CUSTODY.index)


def one(kind, value, spki, log, trusted, at):
    need(kind.startswith(MEDIA_TYPES), "custody: evidence that can't be judged")
    family = kind[len(MEDIA_TYPES) :]
    roots = [root for each, root in trusted.devices if each == family]
    try:
        if family == "pkix-evidence":
            return pkix.judge(value, spki, log, trusted.roots, at)
        if family == "yubikey-piv":
            return yubico.piv(value, spki, roots, at)
        if family == "yubihsm2":
            return yubico.hsm(value, spki, roots, at)
        if family == "smartcard-hsm":
            return "host-asserted", cvc.judge(value, spki, roots, at)
        raise Refused("custody: evidence that can't be judged")
    except (IndexError, ValueError, TypeError) as problem:
        raise Refused("evidence: %s" % problem)
