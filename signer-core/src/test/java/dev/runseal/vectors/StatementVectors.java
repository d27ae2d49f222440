package dev.runseal.vectors;

import static dev.runseal.trust.Claim.COMPLETENESS;
import static dev.runseal.trust.Claim.IDENTITY;
import static dev.runseal.trust.Claim.INCLUSION;
import static dev.runseal.trust.Claim.SEPARATION;
import static dev.runseal.trust.Claim.SIGNATURE;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.trust.Claim;
import dev.runseal.verify.SampleBundles;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Seals whose statement says what it may, just may, or may not: formats, section 2. */
final class StatementVectors {
  private static final Set<Claim> BUT_SEPARATION =
      EnumSet.of(SIGNATURE, INCLUSION, IDENTITY, COMPLETENESS);
  private static final String UNIX = "\"caller\":\"unix:1000\"";
  private static final String TIME = "2026-11-21T01:02:01.000000Z";
  private static final String SEALED_AT = "\"sealedAt\"";
  private static final String WORKLOAD = "\"workload\":\"checkout-agent\"";
  private static final String HASH = "ab".repeat(32);

  private final SampleBundles sample = new SampleBundles();
  private final String log = "\"log\":\"" + sample.origin() + "\"";
  private final String attestation = Sha256.of(sample.keyAttestation()).toString();
  private final Sheet sheet;

  private StatementVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new StatementVectors(sheet);
    vectors.form();
    vectors.fields();
    vectors.callers();
    vectors.separation();
    vectors.references();
  }

  private void form() {
    bad(
        "statement-not-canonical",
        "a space before it",
        StatementVectors::spaced,
        "statement: statement is not in its canonical form (RFC 8785)");
    String type = "\"predicateType\":\"https://runseal.dev/seal/v1\"";
    bad(
        "statement-key-order",
        "two keys in the other order",
        type + ",\"subject\":" + subjects(),
        "\"subject\":" + subjects() + "," + type,
        "statement: statement is not in its canonical form (RFC 8785)");
    bad(
        "statement-escape",
        "an escape that need not be",
        "run-1",
        "run\\u002d1",
        "statement: statement is not in its canonical form (RFC 8785)");
    bad(
        "statement-key-twice",
        "a key twice",
        "\"index\":1",
        "\"index\":1,\"index\":1",
        "statement: statement: /predicate/index: duplicate key \"index\" at line 1, column 117");
    bad(
        "statement-type",
        "another _type",
        "Statement/v1",
        "Statement/v0.1",
        "statement: statement: /_type: found \"https://in-toto.io/Statement/v0.1\", expected \"https://in-toto.io/Statement/v1\"");
    bad(
        "statement-predicate-type",
        "a predicate that is designed and not built",
        "dev/seal/v1",
        "dev/anchor/v1",
        "statement: statement: /predicateType: found \"https://runseal.dev/anchor/v1\", expected https://runseal.dev/seal/v1 or https://runseal.dev/completion/v1");
    bad(
        "statement-unknown-field",
        "a field nobody knows",
        WORKLOAD,
        WORKLOAD + ",\"x\":1",
        "statement: statement: /predicate/x: unknown field \"x\"");
    bad(
        "statement-null",
        "an optional field that is null",
        WORKLOAD,
        "\"workload\":null",
        "statement: statement: /predicate/workload: found null, expected a string");
    bad(
        "statement-missing-field",
        "no execution",
        "\"execution\":\"run-1\",",
        "",
        "statement: statement: /predicate: field \"execution\" is missing");
    bad(
        "statement-outcome-in-seal",
        "a completion's field",
        log,
        log + ",\"outcome\":\"failed\"",
        "statement: statement: /predicate/outcome: unknown field \"outcome\"");
  }

  private void fields() {
    fits("execution-longest", "run-1", "e".repeat(128));
    bad(
        "execution-too-long",
        "129 characters",
        "run-1",
        "e".repeat(129),
        "statement: statement: /predicate/execution: execution is \"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee…\", expected 1 to 128 of [A-Za-z0-9._:/-]");
    bad(
        "execution-empty",
        "no character",
        "run-1",
        "",
        "statement: statement: /predicate/execution: execution is \"\", expected 1 to 128 of [A-Za-z0-9._:/-]");
    bad(
        "execution-character",
        "a space",
        "run-1",
        "run 1",
        "statement: statement: /predicate/execution: execution is \"run 1\", expected 1 to 128 of [A-Za-z0-9._:/-]");
    fits("workload-left-out", "," + WORKLOAD, "");
    fits("workload-longest", "checkout-agent", "w".repeat(64));
    bad(
        "workload-too-long",
        "65 characters",
        "checkout-agent",
        "w".repeat(65),
        "statement: statement: /predicate/workload: workload is \"wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww\", expected 1 to 64 of [A-Za-z0-9._-]");
    bad(
        "workload-character",
        "a slash",
        "checkout-agent",
        "checkout/agent",
        "statement: statement: /predicate/workload: workload is \"checkout/agent\", expected 1 to 64 of [A-Za-z0-9._-]");
    bad(
        "index-string",
        "a number as a string",
        "\"index\":1",
        "\"index\":\"1\"",
        "statement: statement: /predicate/index: found a string, expected an integer");
    bad(
        "index-negative",
        "-1",
        "\"index\":1",
        "\"index\":-1",
        "statement: statement: /predicate/index: found -1, expected 0 or more");
    bad(
        "index-minus-zero",
        "-0",
        "\"index\":1",
        "\"index\":-0",
        "statement: statement: /predicate/index: number is -0, expected an integer within ±(2^53−1); decimals are written as strings");
    bad(
        "index-decimal",
        "1.0",
        "\"index\":1",
        "\"index\":1.0",
        "statement: statement: /predicate/index: number is 1.0, expected an integer within ±(2^53−1); decimals are written as strings");
    bad(
        "index-exponent",
        "1e0",
        "\"index\":1",
        "\"index\":1e0",
        "statement: statement: /predicate/index: number is 1e0, expected an integer within ±(2^53−1); decimals are written as strings");
    bad(
        "index-too-great",
        "2^53",
        "\"index\":1",
        "\"index\":9007199254740992",
        "statement: statement: /predicate/index: number is 9007199254740992, expected an integer within ±(2^53−1); decimals are written as strings");
    bad(
        "time-decimals",
        "no decimals",
        TIME,
        "2026-11-21T01:02:01Z",
        "statement: statement: /predicate/sealedAt: time is \"2026-11-21T01:02:01Z\", expected YYYY-MM-DDThh:mm:ss.ffffffZ");
    bad(
        "time-offset",
        "an offset in place of Z",
        TIME,
        "2026-11-21T01:02:01.000000+00:00",
        "statement: statement: /predicate/sealedAt: time is \"2026-11-21T01:02:01.000000+00:00\", expected YYYY-MM-DDThh:mm:ss.ffffffZ");
    bad(
        "time-small-z",
        "a small z",
        TIME,
        "2026-11-21T01:02:01.000000z",
        "statement: statement: /predicate/sealedAt: time is \"2026-11-21T01:02:01.000000z\", expected YYYY-MM-DDThh:mm:ss.ffffffZ");
    bad(
        "time-second-60",
        "second 60",
        TIME,
        "2026-12-31T23:59:60.000000Z",
        "statement: statement: /predicate/sealedAt: time is \"2026-12-31T23:59:60.000000Z\", which is no date and time of day");
    bad(
        "time-hour-24",
        "hour 24",
        TIME,
        "2026-11-21T24:00:00.000000Z",
        "statement: statement: /predicate/sealedAt: time is \"2026-11-21T24:00:00.000000Z\", which is no date and time of day");
    bad(
        "time-no-such-day",
        "30 February",
        TIME,
        "2026-02-30T01:02:01.000000Z",
        "statement: statement: /predicate/sealedAt: time is \"2026-02-30T01:02:01.000000Z\", which is no date and time of day");
    bad(
        "time-before-1970",
        "1969",
        TIME,
        "1969-12-31T23:59:59.999999Z",
        "statement: statement: /predicate/sealedAt: time is 1969-12-31T23:59:59.999999Z, expected one in the years 1970 to 9999");
    fits("time-latest", TIME, "9999-12-31T23:59:59.999999Z");
    bad(
        "log-upper-case",
        "a capital letter",
        "runseal.example",
        "Runseal.example",
        "statement: statement: /predicate/log: origin is \"Runseal.example/log/1d7dac89bb437eb119cb5246224a148a\", expected <name>/<32 hex digits> with a name of [a-z0-9._-]+(/[a-z0-9._-]+)*");
    bad(
        "log-too-long",
        "an origin of 161 characters",
        "runseal.example",
        "r".repeat(124),
        "statement: statement: /predicate/log: origin has 161 characters, expected at most 160");
    bad(
        "digest-upper-case",
        "hex in upper case",
        attestation,
        "sha256:" + "A".repeat(64),
        "statement: statement: /predicate/keyAttestation: digest is \"sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\", expected sha256: and 64 lower-case hex digits (hex holds 'A' at 0, expected 0-9 or a-f)");
    bad(
        "digest-without-prefix",
        "hex alone",
        attestation,
        "a".repeat(64),
        "statement: statement: /predicate/keyAttestation: digest is \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", expected sha256: and 64 lower-case hex digits");
    bad(
        "signer-field",
        "a second field",
        "{\"uid\":991}",
        "{\"gid\":991,\"uid\":991}",
        "statement: statement: /predicate/signer/gid: unknown field \"gid\"");
    fits("signer-greatest-uid", "{\"uid\":991}", "{\"uid\":4294967294}");
    bad(
        "signer-uid",
        "2^32-1",
        "{\"uid\":991}",
        "{\"uid\":4294967295}",
        "statement: statement: /predicate/signer/uid: uid is 4294967295, expected 0 to 4294967294");
    bad(
        "subject-two",
        "a second subject",
        "\"subject\":[",
        "\"subject\":[" + subject("declaration") + ",",
        "statement: statement: /subject: found 2 subjects, expected the declaration alone");
    bad(
        "subject-none",
        "no subject",
        subjects(),
        "[]",
        "statement: statement: /subject: found 0 subjects, expected the declaration alone");
    bad(
        "subject-name",
        "another name",
        "\"name\":\"declaration\"",
        "\"name\":\"model\"",
        "statement: statement: /subject/0/name: found \"model\", expected \"declaration\"");
    bad(
        "subject-digest",
        "a second algorithm",
        "\"sha256\":",
        "\"sha1\":\"00\",\"sha256\":",
        "statement: statement: /subject/0/digest/sha1: unknown field \"sha1\"");
  }

  private void callers() {
    fits("caller-greatest-uid", UNIX, "\"caller\":\"unix:4294967294\"");
    fits(
        "caller-tls",
        "a client by TLS",
        tls("tls:" + HASH + "/spiffe://example.org/agent"),
        Sheet.SEAL);
    fits(
        "caller-tls-longest",
        "512 characters",
        tls("tls:" + HASH + "/" + "~".repeat(512)),
        Sheet.SEAL);
    fits("caller-unknown", "nobody in particular", unknown("unknown:development"), BUT_SEPARATION);
    bad(
        "caller-kind",
        "another kind",
        UNIX,
        "\"caller\":\"user:1000\"",
        "statement: statement: /predicate/caller: caller is \"user:1000\", expected unix:…, tls:… or unknown:…");
    bad(
        "caller-kind-case",
        "a kind in capitals",
        UNIX,
        "\"caller\":\"UNIX:1000\"",
        "statement: statement: /predicate/caller: caller is \"UNIX:1000\", expected unix:…, tls:… or unknown:…");
    bad(
        "caller-leading-zero",
        "a leading zero",
        UNIX,
        "\"caller\":\"unix:01000\"",
        "statement: statement: /predicate/caller: uid is \"01000\", expected a decimal number");
    bad(
        "caller-sign",
        "a sign",
        UNIX,
        "\"caller\":\"unix:+1000\"",
        "statement: statement: /predicate/caller: uid is \"+1000\", expected a decimal number");
    bad(
        "caller-unmapped",
        "who stands for every unmapped user",
        UNIX,
        "\"caller\":\"unix:65534\"",
        "statement: statement: /predicate/caller: caller's uid is 65534, which stands for every unmapped user: expected unknown:…");
    bad(
        "caller-uid",
        "2^32-1",
        UNIX,
        "\"caller\":\"unix:4294967295\"",
        "statement: statement: /predicate/caller: uid is 4294967295, expected 0 to 4294967294");
    bad(
        "caller-tls-hash",
        "a hash in capitals",
        tls("tls:" + "AB".repeat(32) + "/x"),
        "statement: statement: /predicate/caller: hex holds 'A' at 0, expected 0-9 or a-f");
    bad(
        "caller-tls-empty",
        "no name",
        tls("tls:" + HASH + "/"),
        "statement: statement: /predicate/caller: name of a tls caller is \"\", expected 1 to 512 visible ASCII characters");
    bad(
        "caller-tls-too-long",
        "513 characters",
        tls("tls:" + HASH + "/" + "~".repeat(513)),
        "statement: statement: /predicate/caller: name of a tls caller is \"~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~…\", expected 1 to 512 visible ASCII characters");
    bad(
        "caller-tls-character",
        "a space in the name",
        tls("tls:" + HASH + "/a b"),
        "statement: statement: /predicate/caller: name of a tls caller is \"a b\", expected 1 to 512 visible ASCII characters");
    bad(
        "caller-unknown-empty",
        "nothing after the colon",
        unknown("unknown:"),
        "statement: statement: /predicate/caller: unknown caller is \"\", expected 1 to 128 of [A-Za-z0-9._:/-]");
    bad(
        "caller-unknown-character",
        "a character it may not have",
        unknown("unknown:a~b"),
        "statement: statement: /predicate/caller: unknown caller is \"a~b\", expected 1 to 128 of [A-Za-z0-9._:/-]");
  }

  private void separation() {
    fits(
        "separation-unknown",
        "nothing is claimed of a known caller",
        separated("unknown"),
        BUT_SEPARATION);
    bad(
        "separation-other-user-of-itself",
        "a caller called another user than himself",
        uid(1000),
        "statement: statement: /predicate: separation is \"other-user\", which caller unix:1000 and signer uid 1000 don't have");
    bad(
        "separation-same-user",
        "a stranger called the same user",
        separated("same-user"),
        "statement: statement: /predicate: separation is \"same-user\", which caller unix:1000 and signer uid 991 don't have");
    bad(
        "separation-privileged",
        "a user called root",
        separated("privileged"),
        "statement: statement: /predicate: separation is \"privileged\", which caller unix:1000 and signer uid 991 don't have");
    bad(
        "separation-other-user-for-root",
        "root called another user",
        caller("unix:0"),
        "statement: statement: /predicate: separation is \"other-user\", which caller unix:0 and signer uid 991 don't have");
    bad(
        "separation-tls-on-host",
        "a local caller called remote",
        separated("tls"),
        "statement: statement: /predicate: separation is \"tls\", which caller unix:1000 and signer uid 991 don't have");
    bad(
        "separation-local-by-tls",
        "a remote caller called local",
        caller("tls:" + HASH + "/x"),
        "statement: statement: /predicate: separation is \"other-user\", which caller tls:abababababababababababababababababababababababababababababababab/x and signer uid 991 don't have");
    bad(
        "separation-of-unknown",
        "somebody unknown called another user",
        caller("unknown:x"),
        "statement: statement: /predicate: separation is \"other-user\", which caller unknown:x and signer uid 991 don't have");
    bad(
        "separation-word",
        "a word that is none",
        separated("other"),
        "statement: statement: /predicate/separation: separation is \"other\", expected one of other-user, same-user, privileged, tls, unknown");
    separationFails(
        "same-user",
        "the caller was the signer",
        uid(1000),
        "the signer says that the caller was its own user");
    separationFails(
        "privileged",
        "the caller was root",
        caller("unix:0"),
        "the signer says that the caller was root");
    separationFails(
        "same-user",
        "root called root",
        uid(0).andThen(caller("unix:0"))::apply,
        "the signer says that the caller was its own user");
  }

  private void references() {
    fits("parent-before", SEALED_AT, parent(sample.origin().text(), 0) + SEALED_AT);
    fits("parent-elsewhere", SEALED_AT, parent("other.example/" + "0".repeat(32), 7) + SEALED_AT);
    bad(
        "parent-not-before",
        "its own place",
        SEALED_AT,
        parent(sample.origin().text(), 1) + SEALED_AT,
        "statement: statement: /predicate: parent has index 1 in the log of this statement, expected less than its own 1");
    bad(
        "parent-null",
        "null",
        SEALED_AT,
        "\"parent\":null," + SEALED_AT,
        "statement: statement: /predicate/parent: found null, expected an object");
    bad(
        "parent-field",
        "a field missing",
        SEALED_AT,
        "\"parent\":{\"index\":0}," + SEALED_AT,
        "statement: statement: /predicate/parent: field \"log\" is missing");
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
    fits("traceparent", WORKLOAD, traceparent("00-" + trace + "-01"));
    bad(
        "traceparent-upper-case",
        "capitals",
        WORKLOAD,
        traceparent("00-" + trace.toUpperCase(Locale.ROOT) + "-01"),
        "statement: statement: /predicate/traceparent: traceparent is \"00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01\", expected <version>-<trace id>-<parent id>-<flags> in lower-case hex (W3C Trace Context)");
    bad(
        "traceparent-version-ff",
        "version ff",
        WORKLOAD,
        traceparent("ff-" + trace + "-01"),
        "statement: statement: /predicate/traceparent: traceparent is \"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\", expected <version>-<trace id>-<parent id>-<flags> in lower-case hex (W3C Trace Context)");
    bad(
        "traceparent-zero-trace",
        "a trace id of zeros",
        WORKLOAD,
        traceparent("00-" + "0".repeat(32) + "-00f067aa0ba902b7-01"),
        "statement: statement: /predicate/traceparent: traceparent is \"00-00000000000000000000000000000000-00f067aa0ba902b7-01\", expected <version>-<trace id>-<parent id>-<flags> in lower-case hex (W3C Trace Context)");
    bad(
        "traceparent-zero-parent",
        "a parent id of zeros",
        WORKLOAD,
        traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"),
        "statement: statement: /predicate/traceparent: traceparent is \"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01\", expected <version>-<trace id>-<parent id>-<flags> in lower-case hex (W3C Trace Context)");
    bad(
        "traceparent-longer",
        "more than four parts",
        WORKLOAD,
        traceparent("00-" + trace + "-01-x"),
        "statement: statement: /predicate/traceparent: traceparent is \"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x\", expected <version>-<trace id>-<parent id>-<flags> in lower-case hex (W3C Trace Context)");
  }

  private void fits(String name, String part, String by) {
    fits(
        name,
        "the statement with " + name.replace('-', ' '),
        Sheet.replacing(part, by),
        Sheet.SEAL);
  }

  private void fits(String name, String about, UnaryOperator<Bytes> change, Set<Claim> pass) {
    sheet.good("good-" + name, about, sample.seal(change), pass);
  }

  private void bad(String name, String about, String part, String by, String reason) {
    bad(name, about, Sheet.replacing(part, by), reason);
  }

  private void bad(String name, String about, UnaryOperator<Bytes> change, String reason) {
    sheet.fails("fail-" + name, about, sample.seal(change), SIGNATURE, reason);
  }

  private void separationFails(
      String separation, String about, UnaryOperator<Bytes> change, String reason) {
    sheet.fails(
        "fail-" + about.replaceFirst("the ", "").replace(' ', '-'),
        about,
        sample.seal(change.andThen(separated(separation))::apply),
        SEPARATION,
        reason);
  }

  private static UnaryOperator<Bytes> caller(String text) {
    return Sheet.replacing(UNIX, "\"caller\":\"" + text + "\"");
  }

  private static UnaryOperator<Bytes> separated(String word) {
    return Sheet.replacing("\"separation\":\"other-user\"", "\"separation\":\"" + word + "\"");
  }

  private static UnaryOperator<Bytes> uid(long signer) {
    return Sheet.replacing("{\"uid\":991}", "{\"uid\":" + signer + "}");
  }

  private static UnaryOperator<Bytes> tls(String text) {
    return caller(text).andThen(separated("tls"))::apply;
  }

  private static UnaryOperator<Bytes> unknown(String text) {
    return caller(text).andThen(separated("unknown"))::apply;
  }

  private static String parent(String log, long index) {
    return "\"parent\":{\"index\":%d,\"leafHash\":\"sha256:%s\",\"log\":\"%s\"},"
        .formatted(index, HASH, log);
  }

  private static String traceparent(String text) {
    return "\"traceparent\":\"" + text + "\"," + WORKLOAD;
  }

  private String subject(String name) {
    return "{\"digest\":{\"sha256\":\"%s\"},\"name\":\"%s\"}"
        .formatted(Sha256.of(sample.declaration()).hex(), name);
  }

  private String subjects() {
    return "[" + subject("declaration") + "]";
  }

  private static Bytes spaced(Bytes statement) {
    return Bytes.concat(Bytes.utf8(" "), statement);
  }
}
