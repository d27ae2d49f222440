package dev.runseal.server;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import io.javalin.http.Context;

/**
 * {@code GET /v1/key}: the key attestation in force; {@code /v1/key/{digest}}: any that ever was.
 */
final class KeyResource implements Resource {
  static final String PARAMETER = "digest";

  private final KeyAttestations attestations;

  KeyResource(KeyAttestations attestations) {
    this.attestations = attestations;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    String digest = request.pathParamMap().get(PARAMETER);
    Bytes exact = digest == null ? attestations.current() : version(digest);
    return Answer.of(200, KeyAttestation.MEDIA_TYPE, exact);
  }

  private Bytes version(String digest) throws Refusal {
    Sha256 wanted;
    try {
      wanted = Sha256.parse(digest);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.NO_SUCH_KEY_ATTESTATION, String.valueOf(e.getMessage()), e);
    }
    return attestations
        .find(wanted)
        .orElseThrow(() ->
            new Refusal(
                Problem.NO_SUCH_KEY_ATTESTATION,
                "digest is %s, in force is %s"
                    .formatted(wanted, Sha256.of(attestations.current()))));
  }
}
