package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;

/**
 * One file of evidence in its vendor's own form: a certificate, a request, a signed statement.
 *
 * @param name what it is, as a file may be called: {@code attestation}, {@code device}
 * @param content DER, or CVC where the family has that
 */
public record VendorPart(String name, Bytes content) {
  public VendorPart {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,31}")) {
      throw new IllegalArgumentException("part is called \"%s\", expected a word".formatted(name));
    }
  }
}
