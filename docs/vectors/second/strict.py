"""JSON as formats, "Conventions" has it: strictly in, canonically (RFC 8785) out; and the small texts."""
import base64
import hashlib
import re
from datetime import datetime

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 64
MEBIBYTE = 1 << 20
ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"0|-?[1-9][0-9]*")
ORIGIN = re.compile(r"[a-z0-9._-]+(/[a-z0-9._-]+)*/[0-9a-f]{32}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


class Refused(Exception):
    """What the formats do not allow; the message says what was found."""


def need(holds, problem):
    if not holds:
        raise Refused(problem)


def sha256(data):
    return hashlib.sha256(data).digest()


def digest_text(data):
    return "sha256:" + sha256(data).hex()


def code_units(text):
    return len(text.encode("utf-16-be")) // 2


class Reader:
    """One JSON text, read from its start to its end."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def fail(self, problem):
        raise Refused("json: %s at character %d" % (problem, self.at))

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def skip(self):
        while self.peek() in (" ", "\t", "\n", "\r"):
            self.at += 1

    def take(self, expected):
        if not self.text.startswith(expected, self.at):
            self.fail("expected " + expected)
        self.at += len(expected)

    def document(self):
        self.skip()
        value = self.value(0)
        self.skip()
        if self.at != len(self.text):
            self.fail("text after the value")
        return value

    def value(self, depth):
        first = self.peek()
        if first in ("{", "["):
            if depth == MAX_DEPTH:
                self.fail("deeper than 64 levels")
            return self.object(depth + 1) if first == "{" else self.array(depth + 1)
        if first == '"':
            return self.string()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        return self.number()

    def number(self):
        found = NUMBER.match(self.text, self.at)
        if not found:
            self.fail("no value")
        if not INTEGER.fullmatch(found.group()) or len(found.group()) > 17:
            self.fail("a number that is no integer in its one spelling")
        if abs(int(found.group())) > MAX_INTEGER:
            self.fail("an integer beyond 2^53-1")
        self.at = found.end()
        return int(found.group())

    def array(self, depth):
        self.take("[")
        items = []
        self.skip()
        if self.peek() == "]":
            self.at += 1
            return items
        while True:
            self.skip()
            items.append(self.value(depth))
            self.skip()
            if self.peek() != ",":
                self.take("]")
                return items
            self.at += 1

    def object(self, depth):
        self.take("{")
        members = {}
        self.skip()
        if self.peek() == "}":
            self.at += 1
            return members
        while True:
            self.skip()
            name = self.string()
            if name in members:
                self.fail("a key twice")
            self.skip()
            self.take(":")
            self.skip()
            members[name] = self.value(depth)
            self.skip()
            if self.peek() != ",":
                self.take("}")
                return members
            self.at += 1

    def string(self):
        self.take('"')
        units = []  # UTF-16 code units of escapes may join, so that pairs are looked for at the end
        while self.peek() != '"':
            c = self.peek()
            if c < " ":
                self.fail("an unescaped control character, or no end of the string")
            self.at += 1
            if c != "\\":
                units.append(c)
                continue
            escape = self.peek()
            self.at += 1
            if escape == "u":
                digits = self.text[self.at : self.at + 4]
                if not re.fullmatch("[0-9a-fA-F]{4}", digits):
                    self.fail("a bad escape")
                self.at += 4
                units.append(chr(int(digits, 16)))
            elif escape in ESCAPES:
                units.append(ESCAPES[escape])
            else:
                self.fail("a bad escape")
        self.at += 1
        try:
            return "".join(units).encode("utf-16-be", "surrogatepass").decode("utf-16-be")
        except UnicodeDecodeError:
            self.fail("a lone surrogate")


def parse(data, most=MEBIBYTE):
    need(len(data) <= most, "json: %d bytes, expected at most %d" % (len(data), most))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("json: not utf-8")
    need(not text.startswith("\ufeff"), "json: a byte order mark")
    return Reader(text).document()


def quoted(text):
    return '"%s"' % "".join(SHORT.get(c) or ("\\u%04x" % ord(c) if c < " " else c) for c in text)


def written(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[%s]" % ",".join(map(written, value))
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return "{%s}" % ",".join(quoted(name) + ":" + written(value[name]) for name in names)


def canonical(value):
    return written(value).encode("utf-8")


def closed(value, where, required, optional=()):
    """An object that has all the required fields, perhaps optional ones, and no other."""
    need(isinstance(value, dict), where + ": expected an object")
    for name in required:
        need(name in value, '%s: field "%s" is missing' % (where, name))
    for name in value:
        need(name in required or name in optional, '%s: unknown field "%s"' % (where, name))
    return value


def string(value, where):
    need(isinstance(value, str), where + ": expected a string")
    return value


def integer(value, where, least=0, most=MAX_INTEGER):
    need(isinstance(value, int) and not isinstance(value, bool), where + ": expected an integer")
    need(least <= value <= most, "%s: %d is out of range" % (where, value))
    return value


def items(value, where, least=0, most=1 << 30):
    need(isinstance(value, list), where + ": expected an array")
    need(least <= len(value) <= most, "%s: %d items" % (where, len(value)))
    return value


def literal(value, where, *allowed):
    need(string(value, where) in allowed, '%s: found "%s"' % (where, value))
    return value


def matching(value, where, pattern):
    need(re.fullmatch(pattern, string(value, where)), "%s: not of the form %s" % (where, pattern))
    return value


def base64_bytes(value, where, least=0, most=1 << 30):
    try:
        data = base64.b64decode(string(value, where).encode("ascii"), validate=True)
    except ValueError:
        raise Refused(where + ": not base64")
    need(base64.b64encode(data).decode() == value, where + ": base64 in a second spelling")
    need(least <= len(data) <= most, "%s: %d bytes" % (where, len(data)))
    return data


def digest(value, where):
    return matching(value, where, "sha256:[0-9a-f]{64}")


def digest_map(value, where):
    return matching(closed(value, where, ["sha256"])["sha256"], where, "[0-9a-f]{64}")


def origin(value, where):
    need(ORIGIN.fullmatch(string(value, where)) and len(value) <= 160, where + ": no origin")
    return value


def time(value, where):
    need(TIME.fullmatch(string(value, where)), where + ": not a time of six decimals and Z")
    try:
        moment = datetime.strptime(value[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        raise Refused(where + ": no date and time of day")
    need(moment.year >= 1970 and value[17:19] < "60", where + ": not in the years 1970 to 9999")
    return value


def reference(value, where):
    closed(value, where, ["log", "index", "leafHash"])
    origin(value["log"], where + "/log")
    integer(value["index"], where + "/index")
    digest(value["leafHash"], where + "/leafHash")
    return value
