package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.util.regex.Pattern;

/**
 * Evidence about the sealing key as it travels: an RFC 9999 conceptual message wrapper, not yet
 * looked into. It proves nothing until a decoder of its media type has judged it.
 */
public record EncodedEvidence(String mediaType, Bytes value) {
  // spec: RFC 6838 §4.2, lower case, without parameters
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}");

  public EncodedEvidence {
    if (!MEDIA_TYPE.matcher(mediaType).matches()) {
      throw new IllegalArgumentException(
          "media type is %s, expected <type>/<subtype> in lower case without parameters"
              .formatted(Excerpt.quoted(mediaType)));
    }
    if (value.length() == 0) {
      throw new IllegalArgumentException("evidence is empty, expected at least one byte");
    }
  }
}
