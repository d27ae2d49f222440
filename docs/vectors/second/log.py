"""Notes, checkpoints, receipts and the tree: formats, section 3."""
import base64
import re
import unicodedata
from dataclasses import dataclass

from . import strict
from .strict import need, sha256

MAX_NOTE = 65535
EMPTY_ROOT = sha256(b"")


@dataclass(frozen=True)
class Checkpoint:
    note: str  # the whole note, signature lines included
    text: str  # the three lines that are signed
    origin: str
    size: int
    root: bytes
    lines: tuple  # of (name, key id, signature)


@dataclass(frozen=True)
class Receipt:
    index: int
    hashes: tuple
    checkpoint: Checkpoint


def number(text, where):
    strict.matching(text, where, "0|[1-9][0-9]{0,15}")
    need(int(text) <= strict.MAX_INTEGER, where + ": beyond 2^53-1")
    return int(text)


def tree_hash(text, where):
    return strict.base64_bytes(text, where, 32, 32)


def signature_line(line):
    need(line.startswith("\u2014 ") and line.count(" ") >= 2, "note: no signature line")
    name, _, blob = line[2:].rpartition(" ")
    need(1 <= strict.code_units(name) <= 256, "note: length of a name")
    for c in name:
        need(c != "+" and unicodedata.category(c) not in ("Zs", "Zl", "Zp", "Cc"), "note: a name")
    data = strict.base64_bytes(blob, "note: signature", 5, 4 + 4096)
    return name, data[:4], data[4:]


def checkpoint(note):
    need(strict.code_units(note) <= MAX_NOTE, "note: too long")
    text, parted, signatures = note.rpartition("\n\n")
    need(parted and signatures.endswith("\n"), "note: no empty line, or no last newline")
    lines = tuple(map(signature_line, signatures[:-1].split("\n")))
    need(len(lines) <= 16, "note: more than 16 signature lines")
    need(len({line[:2] for line in lines}) == len(lines), "note: two lines of one name and key id")
    parts = text.split("\n")
    need(len(parts) == 3, "checkpoint: not three lines")
    origin = strict.origin(parts[0], "checkpoint")
    size, root = number(parts[1], "checkpoint size"), tree_hash(parts[2], "checkpoint root")
    need(size > 0 or root == EMPTY_ROOT, "checkpoint: root of size 0")
    return Checkpoint(note, text + "\n", origin, size, root, lines)


def receipt(text):
    head, parted, note = strict.string(text, "receipt").partition("\n\n")
    need(parted, "receipt: no empty line")
    name, *rest = head.split("\n")
    need(name == "c2sp.org/tlog-proof@v1", "receipt: another format")
    need(rest and rest[0].startswith("index "), "receipt: no index where it is expected")
    index = number(rest[0][6:], "receipt index")
    need(len(rest) - 1 <= 53, "receipt: too many hashes")
    hashes = tuple(tree_hash(line, "receipt hash") for line in rest[1:])
    signed = checkpoint(note)
    need(index < signed.size, "receipt: index beyond the size")
    return Receipt(index, hashes, signed)


def leaf_hash(entry):
    return sha256(b"\0" + entry)


def verify_inclusion(entry, proof):
    n, last, node = proof.index, proof.checkpoint.size - 1, leaf_hash(entry)
    for each in proof.hashes:
        need(last != 0, "proof: too many hashes")
        if n % 2 == 1 or n == last:
            node = sha256(b"\1" + each + node)
            while n % 2 == 0 and n != 0:
                n, last = n // 2, last // 2
        else:
            node = sha256(b"\1" + node + each)
        n, last = n // 2, last // 2
    need(last == 0 and node == proof.checkpoint.root, "proof: does not lead to the root")
