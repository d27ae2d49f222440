package dev.runseal.statement;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import java.util.Optional;

/**
 * One entry of a log: an in-toto Statement v1 in its RFC 8785 form, whose bytes are what the tree
 * hashes. Formats §2. A value of this type is consistent in itself; that the signer made it is for
 * the receipt to show.
 */
public sealed interface Statement permits Seal, Completion {
  /** What a tlog-tiles entry bundle can hold. */
  int MAX_LENGTH = 65_535;

  String TYPE = "https://in-toto.io/Statement/v1";

  /**
   * Reads exactly what {@link #encode} writes: an unknown field, another order or another spelling
   * of the same JSON is refused.
   */
  static Statement parse(Bytes entry) throws StatementException {
    return StatementReader.read(entry);
  }

  Position position();

  Signer signer();

  /** The digest of the exact bytes of the key attestation. */
  Sha256 keyAttestation();

  Caller caller();

  Separation separation();

  /** The name that the signer's own policy gives to the caller. */
  Optional<String> workload();

  /** The in-toto predicate type: which kind of statement this is. */
  String predicateType();

  /** The bytes of the log entry; one that would be over {@link #MAX_LENGTH} throws. */
  default Bytes encode() {
    Bytes entry =
        CanonicalJson.encode(
            StatementJson.of(this, position().index(), position().sealedAt().toString()));
    StatementJson.requireFits(entry.length());
    return entry;
  }
}
