package dev.runseal.vectors;

import static dev.runseal.trust.Claim.INCLUSION;
import static dev.runseal.trust.Claim.SIGNATURE;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.ToBeSigned;
import dev.runseal.trust.Claim;
import dev.runseal.verify.SampleBundles;
import java.io.IOException;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.sec.SECNamedCurves;

/** Seals whose receipt, checkpoint or signature lines are odd: formats, section 3. */
final class NoteVectors {
  private static final String DASH = "\u2014 ";
  private static final String HEADER = "c2sp.org/tlog-proof@v1\n";

  private final SampleBundles sample = new SampleBundles();
  private final Bundle seal = sample.seal();
  private final String receipt = seal.receipt().encode();
  private final String origin = sample.origin().text();
  private final String[] lines = receipt.split("\n", -1);
  private final Bytes keyId = sample.sealingKey().publicKey().spkiDigest().value().slice(0, 4);
  private final Bytes signature = seal.receipt().head().note().signatures().getFirst().signature();
  private final String own = line(origin, keyId, signature);
  private final Sheet sheet;

  private NoteVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new NoteVectors(sheet);
    vectors.receipts();
    vectors.proofs();
    vectors.checkpoints();
    vectors.signatureLines();
    vectors.signatures();
  }

  private void receipts() {
    refused(
        "receipt-format",
        "another version",
        "proof@v1",
        "proof@v2",
        "bundle: /receipt: receipt does not begin with the line c2sp.org/tlog-proof@v1");
    refused(
        "extra-line",
        "an extra line",
        HEADER,
        HEADER + "extra AA==\n",
        "bundle: /receipt: receipt has an extra line, expected none");
    refused(
        "unknown-line",
        "a line nobody knows",
        HEADER,
        HEADER + "size 5\n",
        "bundle: /receipt: receipt line 2 is not an index, expected \"index N\"");
    refused(
        "line-after-hashes",
        "a line nobody knows below the hashes",
        "\n\n" + origin,
        "\nextra AA==\n\n" + origin,
        "bundle: /receipt: receipt hash 4 has 10 characters, expected 44 of base64");
    refused(
        "leading-zero",
        "index 01",
        "index 1\n",
        "index 01\n",
        "bundle: /receipt: receipt index is \"01\", expected a decimal number without leading zeros, at most 9007199254740991");
    refused(
        "index-plus",
        "a sign before the index",
        "index 1\n",
        "index +1\n",
        "bundle: /receipt: receipt index is \"+1\", expected a decimal number without leading zeros, at most 9007199254740991");
    refused(
        "index-beyond-size",
        "index 5 of 5",
        "index 1\n",
        "index 5\n",
        "bundle: /receipt: receipt index is 5, expected less than the checkpoint's size, 5");
    refused(
        "index-too-great",
        "2^53",
        "index 1\n",
        "index 9007199254740992\n",
        "bundle: /receipt: receipt index is \"9007199254740992\", expected a decimal number without leading zeros, at most 9007199254740991");
    refused(
        "crlf",
        "CRLF",
        "\n",
        "\r\n",
        "bundle: /receipt: receipt does not begin with the line c2sp.org/tlog-proof@v1");
    refused(
        "no-empty-line",
        "no empty line below the hashes",
        "\n\n" + origin,
        "\n" + origin,
        "bundle: /receipt: receipt hash 4 has 52 characters, expected 44 of base64");
    refused(
        "hash-pad-bits",
        "a hash whose unused bits are not zero",
        lines[2],
        padBits(lines[2]),
        "bundle: /receipt: receipt hash 1: base64 is not in its canonical, padded form");
    refused(
        "hash-unpadded",
        "a hash without its padding",
        lines[2],
        lines[2].replace("=", ""),
        "bundle: /receipt: receipt hash 1 has 43 characters, expected 44 of base64");
    refused(
        "hash-short",
        "a hash of 31 bytes",
        lines[2],
        Bytes.of(new byte[31]).toBase64(),
        "bundle: /receipt: receipt hash 1: sha-256 digest has 31 bytes, expected 32");
    refused(
        "hashes-54",
        "54 hashes",
        lines[2] + "\n",
        (lines[2] + "\n").repeat(52),
        "bundle: /receipt: receipt has more than 53 hashes");
  }

  private void proofs() {
    fails(
        "proof-hash",
        "another hash",
        receipt.replace(lines[2], lines[3]),
        "inclusion proof of index 1 in size 5 leads to root sha256:56e86708f92b1decbf8c97adac7965959ac3fb95fcf64bd86602abe487dd3e10, expected sha256:6491a382e76cc13187f4965cca0d91b92b2be60b15c5a02846281fd431ca5b2d");
    fails(
        "proof-order",
        "two hashes in the other order",
        receipt.replace(lines[2] + "\n" + lines[3], lines[3] + "\n" + lines[2]),
        "inclusion proof of index 1 in size 5 leads to root sha256:91e8b0402ad4a5923a5afae72b3a7925f6a4d459c608bf2706516dc05546a833, expected sha256:6491a382e76cc13187f4965cca0d91b92b2be60b15c5a02846281fd431ca5b2d");
    fails(
        "proof-short",
        "a hash too few",
        receipt.replace(lines[4] + "\n", ""),
        "inclusion proof of index 1 in size 5 has 2 hashes, expected 3");
    fails(
        "proof-long",
        "a hash too many",
        receipt.replace(lines[4] + "\n", lines[4] + "\n" + lines[4] + "\n"),
        "inclusion proof of index 1 in size 5 has 4 hashes, expected 3");
    fails(
        "proof-53",
        "53 hashes, as many as are read",
        receipt.replace(lines[2] + "\n", (lines[2] + "\n").repeat(51)),
        "inclusion proof of index 1 in size 5 has 53 hashes, expected 3");
    fails(
        "proof-index",
        "the receipt of another entry",
        receipt.replace("index 1\n", "index 2\n"),
        "receipt index is 2, the statement's is 1");
  }

  private void checkpoints() {
    String size = origin + "\n5\n";
    refused(
        "size-leading-zero",
        "size 05",
        size,
        origin + "\n05\n",
        "bundle: /receipt: checkpoint size is \"05\", expected a decimal number without leading zeros, at most 9007199254740991");
    refused(
        "size-too-great",
        "size 2^53",
        size,
        origin + "\n9007199254740992\n",
        "bundle: /receipt: checkpoint size is \"9007199254740992\", expected a decimal number without leading zeros, at most 9007199254740991");
    refused(
        "root-short",
        "a root of 31 bytes",
        lines[8],
        Bytes.of(new byte[31]).toBase64(),
        "bundle: /receipt: checkpoint root: sha-256 digest has 31 bytes, expected 32");
    refused(
        "root-pad-bits",
        "a root whose unused bits are not zero",
        lines[8],
        padBits(lines[8]),
        "bundle: /receipt: checkpoint root: base64 is not in its canonical, padded form");
    refused(
        "extension-line",
        "a line below the root",
        lines[8] + "\n",
        lines[8] + "\nextension\n",
        "bundle: /receipt: checkpoint is not three lines, expected origin, size and root, without extensions");
    refused(
        "two-empty-lines",
        "an empty line too many",
        "\n\n" + DASH,
        "\n\n\n" + DASH,
        "bundle: /receipt: checkpoint is not three lines, expected origin, size and root, without extensions");
    refused(
        "no-signature-line",
        "no signature line",
        own + "\n",
        "",
        "bundle: /receipt: note has 0 signature lines, expected 1 to 16");
    refused(
        "no-final-newline",
        "no last newline",
        own + "\n",
        own,
        "bundle: /receipt: note does not end in a newline");
    refused(
        "text-after-note",
        "a line below the signatures",
        own + "\n",
        own + "\nx\n",
        "bundle: /receipt: signature line 2: expected an em dash, a name and a base64 signature");
    refused(
        "origin-name",
        "an origin without a key hash",
        origin + "\n5",
        "runseal.example/log\n5",
        "bundle: /receipt: origin is \"runseal.example/log\", expected <name>/<32 hex digits> with a name of [a-z0-9._-]+(/[a-z0-9._-]+)*");
    refused(
        "origin-slash",
        "two slashes",
        origin + "\n5",
        origin.replace("/log", "//log") + "\n5",
        "bundle: /receipt: origin is \"runseal.example//log/1d7dac89bb437eb119cb5246224a148a\", expected <name>/<32 hex digits> with a name of [a-z0-9._-]+(/[a-z0-9._-]+)*");
  }

  private void signatureLines() {
    var fifteen = new StringBuilder();
    for (int i = 0; i < 15; i++) {
      fifteen.append(line("witness.example/w" + i, keyId, signature)).append('\n');
    }
    goodNote("signature-lines-16", "15 lines of others", own + "\n" + fifteen);
    refusedNote(
        "signature-lines-17",
        "17 signature lines",
        own + "\n" + fifteen + line("x", keyId, signature) + "\n",
        "bundle: /receipt: note has more than 16 signature lines");
    goodNote(
        "line-of-another-key",
        "another key under the origin's name",
        line(origin, Bytes.parseHex("00000000"), signature) + "\n" + own + "\n");
    refusedNote(
        "signature-line-twice",
        "a line twice",
        own + "\n" + own + "\n",
        "bundle: /receipt: note has two signature lines of runseal.example/log/1d7dac89bb437eb119cb5246224a148a with key id 1d7dac89, expected one");
    refusedNote(
        "two-lines-of-one-key",
        "a bad line beside the good one",
        own + "\n" + line(origin, keyId, signature.slice(0, 20)) + "\n",
        "bundle: /receipt: note has two signature lines of runseal.example/log/1d7dac89bb437eb119cb5246224a148a with key id 1d7dac89, expected one");
    goodNote(
        "name-of-letters",
        "a name in letters of any script",
        own + "\n" + line("свидетель.example/ж", keyId, signature) + "\n");
    goodNote(
        "name-longest",
        "a name of 256 code units",
        own + "\n" + line("\ud83d\ude00".repeat(128), keyId, signature) + "\n");
    refusedNote(
        "name-too-long",
        "a name of 257",
        own + "\n" + line("n".repeat(257), keyId, signature) + "\n",
        "bundle: /receipt: signature line 2: signature name has 257 characters, expected 1 to 256");
    refusedNote(
        "name-empty",
        "no name",
        own + "\n" + DASH + " " + Bytes.concat(keyId, signature).toBase64() + "\n",
        "bundle: /receipt: signature line 2: signature name has 0 characters, expected 1 to 256");
    refusedNote(
        "name-space",
        "a space in a name",
        own + "\n" + line("a b", keyId, signature) + "\n",
        "bundle: /receipt: signature line 2: signature name holds a space, a plus or a control character");
    refusedNote(
        "name-no-break-space",
        "U+00A0 in a name",
        own + "\n" + line("a\u00a0b", keyId, signature) + "\n",
        "bundle: /receipt: signature line 2: signature name holds a space, a plus or a control character");
    refusedNote(
        "name-plus",
        "a plus in a name",
        own + "\n" + line("a+b", keyId, signature) + "\n",
        "bundle: /receipt: signature line 2: signature name holds a space, a plus or a control character");
    refusedNote(
        "name-control",
        "U+0085 in a name",
        own + "\n" + line("a\u0085b", keyId, signature) + "\n",
        "bundle: /receipt: signature line 2: signature name holds a space, a plus or a control character");
    refusedNote(
        "hyphen",
        "a hyphen in place of the dash",
        own.replace('\u2014', '-') + "\n",
        "bundle: /receipt: signature line 1: expected an em dash, a name and a base64 signature");
    refusedNote(
        "signature-empty",
        "a key id alone",
        own + "\n" + line("x", keyId, Bytes.EMPTY) + "\n",
        "bundle: /receipt: signature line 2: base64 holds 4 bytes, expected a key id of 4 bytes and a signature");
    goodNote(
        "signature-longest",
        "4,096 bytes",
        own + "\n" + line("x", keyId, Bytes.of(new byte[4096])) + "\n");
    refusedNote(
        "signature-too-long",
        "4,097 bytes",
        own + "\n" + line("x", keyId, Bytes.of(new byte[4097])) + "\n",
        "bundle: /receipt: signature line 2: signature has 4097 bytes, expected 1 to 4096");
    refusedNote(
        "note-too-long",
        "over 65,535 characters",
        own + "\n" + tooLong() + "\n",
        "bundle: /receipt: note has 76900 characters, expected at most 65535");
  }

  private void signatures() {
    SoftwareKey other = SoftwareKey.named("other");
    Bytes by =
        other.sign(
            new ToBeSigned.Checkpoint(
                sample.origin(), 5, seal.receipt().head().checkpoint().root().digest()));
    failsNote(
        "checkpoint-by-another-key",
        "another key's line alone",
        line(origin, other.publicKey().spkiDigest().value().slice(0, 4), by),
        "checkpoint: note has no signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a with key id 1d7dac89, expected one");
    failsNote(
        "key-id-of-another-key",
        "a good signature under another key id",
        line(origin, Bytes.parseHex("00000000"), signature),
        "checkpoint: note has no signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a with key id 1d7dac89, expected one");
    failsNote(
        "signature-by-another-key",
        "another key's signature under the key id",
        line(origin, keyId, by),
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature does not verify under key sha256:1d7dac89bb437eb119cb5246224a148a68aa0faa27faa35aadfa1674da1f4339");
    failsNote(
        "line-of-another-name",
        "the log's key under another name",
        line("other.example", keyId, signature),
        "checkpoint: note has no signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a with key id 1d7dac89, expected one");
    ASN1Integer r = integer(0);
    ASN1Integer s = integer(1);
    BigInteger order = SECNamedCurves.getByName("secp256r1").getN();
    goodNote(
        "signature-twin",
        "the other s of the same signature",
        line(origin, keyId, der(r, new ASN1Integer(order.subtract(s.getValue())))) + "\n");
    failsNote(
        "signature-s-plus-order",
        "s beyond the order",
        line(origin, keyId, der(r, new ASN1Integer(s.getValue().add(order)))),
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature does not verify under key sha256:1d7dac89bb437eb119cb5246224a148a68aa0faa27faa35aadfa1674da1f4339");
    failsNote(
        "signature-zero",
        "r and s of zero",
        line(origin, keyId, der(new ASN1Integer(0), new ASN1Integer(0))),
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature is not a DER ECDSA signature: expected SEQUENCE { r INTEGER, s INTEGER }");
    spelled(
        "signature-long-length",
        "a length in two bytes",
        hex -> "3081" + hex.substring(2),
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature is not a DER ECDSA signature: expected SEQUENCE { r INTEGER, s INTEGER }");
    spelled(
        "signature-leading-zero",
        "a zero too many before r",
        NoteVectors::leadingZero,
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature is not a DER ECDSA signature: malformed integer");
    spelled(
        "signature-trailing-byte",
        "a byte too many",
        hex -> hex + "00",
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature is not a DER ECDSA signature: Extra data detected in stream");
    spelled(
        "signature-set",
        "a SET",
        hex -> "31" + hex.substring(2),
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature is not a DER ECDSA signature: expected SEQUENCE { r INTEGER, s INTEGER }");
    failsNote(
        "signature-no-leading-zero",
        "r without the zero that makes it positive",
        line(origin, keyId, Bytes.parseHex("30450220" + signature.toHex().substring(10))),
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature is not a DER ECDSA signature: expected SEQUENCE { r INTEGER, s INTEGER }");
    failsNote(
        "signature-raw",
        "r and s side by side",
        line(origin, keyId, raw(r, s)),
        "checkpoint: signature line of runseal.example/log/1d7dac89bb437eb119cb5246224a148a: signature is not a DER ECDSA signature: corrupted stream - out of bounds length found: 71 > 64");
  }

  private void refused(String name, String about, String part, String by, String reason) {
    sheet.refused(
        "refused-" + name, about, changed(text -> Sheet.replaced(text, part, by)), reason);
  }

  private void fails(String name, String about, String changed, String reason) {
    sheet.fails(
        "fail-" + name, about, changed(text -> changed), INCLUSION, EnumSet.of(SIGNATURE), reason);
  }

  private void goodNote(String name, String about, String signatureLines) {
    sheet.good("good-" + name, about, withLines(signatureLines), Sheet.SEAL);
  }

  private void refusedNote(String name, String about, String signatureLines, String reason) {
    sheet.refused("refused-" + name, about, withLines(signatureLines), reason);
  }

  private void failsNote(String name, String about, String line, String reason) {
    sheet.fails(
        "fail-" + name,
        about,
        withLines(line + "\n"),
        SIGNATURE,
        EnumSet.noneOf(Claim.class),
        reason);
  }

  /** A seal whose signature is shorter than the longest, in another spelling. */
  private void spelled(String name, String about, UnaryOperator<String> change, String reason) {
    for (int run = 0; ; run++) {
      Bundle each = sample.seal(Sheet.replacing("run-1", "run-1." + run));
      Bytes good = each.receipt().head().note().signatures().getFirst().signature();
      if (good.length() <= 70) {
        String before = line(origin, keyId, good);
        String after = line(origin, keyId, Bytes.parseHex(change.apply(good.toHex())));
        sheet.fails(
            "fail-" + name,
            about,
            Sheet.withReceipt(each, text -> Sheet.replaced(text, before, after)),
            SIGNATURE,
            EnumSet.noneOf(Claim.class),
            reason);
        return;
      }
    }
  }

  private String withLines(String signatureLines) {
    return changed(text -> Sheet.replaced(text, own + "\n", signatureLines));
  }

  private String changed(UnaryOperator<String> change) {
    return Sheet.withReceipt(seal, change);
  }

  private String tooLong() {
    String some = line("x", keyId, Bytes.of(new byte[4096]));
    var many = new StringBuilder(some);
    for (int i = 1; i < 14; i++) {
      many.append('\n').append(line("x" + i, keyId, Bytes.of(new byte[4096])));
    }
    return many.toString();
  }

  private static String line(String name, Bytes keyId, Bytes signature) {
    return DASH + name + " " + Bytes.concat(keyId, signature).toBase64();
  }

  /** The same bytes with one of the two bits set that base64 of 32 bytes leaves over. */
  private static String padBits(String base64) {
    int last = base64.length() - 2;
    return base64.substring(0, last) + (char) (base64.charAt(last) + 1) + "=";
  }

  private ASN1Integer integer(int which) {
    ASN1Sequence pair = ASN1Sequence.getInstance(signature.toArray());
    return (ASN1Integer) Objects.requireNonNull(pair.getObjectAt(which));
  }

  private static Bytes der(ASN1Integer r, ASN1Integer s) {
    try {
      return Bytes.takingOwnership(new DERSequence(new ASN1Encodable[] {r, s}).getEncoded("DER"));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  private static Bytes raw(ASN1Integer r, ASN1Integer s) {
    return Bytes.parseHex("%064x%064x".formatted(r.getValue(), s.getValue()));
  }

  private static String leadingZero(String hex) {
    int length = Integer.parseInt(hex.substring(2, 4), 16);
    int rLength = Integer.parseInt(hex.substring(6, 8), 16);
    return "30%02x02%02x00%s".formatted(length + 1, rLength + 1, hex.substring(8));
  }
}
