package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.VerifyingKey;
import dev.runseal.pkcs11.TokenException.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the token itself says of one of its private keys. An attribute that the token does not tell
 * is not in the map.
 */
public record KeyFacts(
    String label, Bytes id, VerifyingKey publicKey, Map<Attribute, Boolean> attributes) {

  /** What must hold: made on the token, never out of it, never to come out of it. */
  private static final Map<Attribute, Boolean> REQUIRED =
      new EnumMap<>(
          Map.of(
              Attribute.CKA_TOKEN, true,
              Attribute.CKA_PRIVATE, true,
              Attribute.CKA_SENSITIVE, true,
              Attribute.CKA_ALWAYS_SENSITIVE, true,
              Attribute.CKA_EXTRACTABLE, false,
              Attribute.CKA_NEVER_EXTRACTABLE, true,
              Attribute.CKA_LOCAL, true,
              Attribute.CKA_SIGN, true));

  /** What should be false; not every token lets us choose. */
  private static final List<Attribute> OTHER_USES =
      List.of(
          Attribute.CKA_DECRYPT,
          Attribute.CKA_UNWRAP,
          Attribute.CKA_DERIVE,
          Attribute.CKA_SIGN_RECOVER);

  public KeyFacts {
    var copy = new EnumMap<Attribute, Boolean>(Attribute.class);
    copy.putAll(attributes);
    attributes = Collections.unmodifiableMap(copy);
  }

  /** The attributes that are asked for. */
  static List<Attribute> asked() {
    return Stream.concat(REQUIRED.keySet().stream(), OTHER_USES.stream()).toList();
  }

  public Optional<Boolean> find(Attribute attribute) {
    return Optional.ofNullable(attributes.get(attribute));
  }

  /** What the key may do beside signing. */
  public List<Attribute> otherUses() {
    return OTHER_USES.stream().filter(use -> attributes.getOrDefault(use, false)).toList();
  }

  /** Throws unless the key never was, and never can be, outside its token. */
  public void verifyKept() throws TokenException {
    String wrong =
        REQUIRED.entrySet().stream()
            .filter(required -> !required.getValue().equals(attributes.get(required.getKey())))
            .map(required ->
                "%s is %s, expected %s"
                    .formatted(
                        required.getKey(),
                        find(required.getKey()).map(String::valueOf).orElse("not told"),
                        required.getValue()))
            .collect(Collectors.joining("; "));
    if (!wrong.isEmpty()) {
      throw new TokenException(
          Reason.NOT_HONOURED,
          "private key \"%s\" is not kept by its token: %s".formatted(label, wrong));
    }
  }
}
