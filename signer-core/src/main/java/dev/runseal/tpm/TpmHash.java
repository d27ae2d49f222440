package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A hash algorithm by its TPM_ALG_ID. */
public enum TpmHash {
  /** Broken for signatures since 2017: who uses it says so. */
  SHA1(0x0004, "SHA-1", 20),
  SHA256(0x000b, "SHA-256", 32),
  SHA384(0x000c, "SHA-384", 48),
  SHA512(0x000d, "SHA-512", 64);

  private final int id;
  private final String platformName;
  private final int length;

  TpmHash(int id, String platformName, int length) {
    this.id = id;
    this.platformName = platformName;
    this.length = length;
  }

  static TpmHash of(int id, String where) throws TpmException {
    for (TpmHash each : values()) {
      if (each.id == id) {
        return each;
      }
    }
    throw new TpmException(
        "%s is algorithm 0x%04x, expected one of %s"
            .formatted(
                where,
                id,
                Stream.of(values())
                    .map(hash -> "0x%04x".formatted(hash.id))
                    .collect(Collectors.joining(", "))));
  }

  public int id() {
    return id;
  }

  public int length() {
    return length;
  }

  public String platformName() {
    return platformName;
  }

  public Bytes digest(Bytes... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(platformName);
      for (Bytes part : parts) {
        part.update(digest);
      }
      return Bytes.takingOwnership(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + platformName, e);
    }
  }
}
