package dev.runseal.tpm;

import java.util.List;
import java.util.stream.Stream;

/** What a TPM lets be done with a key: TPMA_OBJECT. */
public record ObjectAttributes(int bits) {
  /** One of the bits, by its name in TCG's specification. */
  public enum Attribute {
    FIXED_TPM("fixedTPM", 1),
    ST_CLEAR("stClear", 2),
    FIXED_PARENT("fixedParent", 4),
    SENSITIVE_DATA_ORIGIN("sensitiveDataOrigin", 5),
    USER_WITH_AUTH("userWithAuth", 6),
    ADMIN_WITH_POLICY("adminWithPolicy", 7),
    NO_DA("noDA", 10),
    ENCRYPTED_DUPLICATION("encryptedDuplication", 11),
    RESTRICTED("restricted", 16),
    DECRYPT("decrypt", 17),
    SIGN("sign", 18);

    private final String text;
    private final int mask;

    Attribute(String text, int bit) {
      this.text = text;
      this.mask = 1 << bit;
    }

    public String text() {
      return text;
    }
  }

  public static ObjectAttributes of(Attribute... attributes) {
    return new ObjectAttributes(
        Stream.of(attributes).mapToInt(each -> each.mask).reduce(0, (a, b) -> a | b));
  }

  public boolean has(Attribute attribute) {
    return (bits & attribute.mask) != 0;
  }

  /** Those of the wanted that are not set. */
  public List<String> missing(Attribute... wanted) {
    return Stream.of(wanted).filter(each -> !has(each)).map(Attribute::text).toList();
  }

  @Override
  public String toString() {
    return "0x%08x".formatted(bits);
  }
}
