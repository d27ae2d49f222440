package dev.runseal.pkcs11;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * A way in which one kind of token does not do what PKCS #11 says, or what an operator would
 * expect. {@link TokenQuirks} says which kinds have which; some are only seen on the key at hand.
 */
public sealed interface Deviation {
  /** What these tokens do, in one sentence without a full stop. */
  String sentence();

  /** What the operator does about it, or that there is nothing to do. */
  String remedy();

  /** No private key can be made with these set to false: they are left out of its template. */
  record FixedUses(Set<Attribute> uses) implements Deviation {
    public FixedUses {
      uses = Set.copyOf(uses);
    }

    @Override
    public String sentence() {
      return "every signing key is made with %s as well, and can't be made without"
          .formatted(names(uses));
    }

    @Override
    public String remedy() {
      return "none is needed: Runseal asks the key for signatures only, and `keys list` shows the other uses";
    }
  }

  /** The serial number does not tell one token from another. */
  record SharedSerial() implements Deviation {
    @Override
    public String sentence() {
      return "the serial number is the chip's, and the same for all of its tokens";
    }

    @Override
    public String remedy() {
      return "name the token by its label";
    }
  }

  /** There is no serial number at all. */
  record NoSerial() implements Deviation {
    @Override
    public String sentence() {
      return "they have no serial number";
    }

    @Override
    public String remedy() {
      return "give each token a label of its own, and name it by that";
    }
  }

  /** Seen on a key that was made with these set to false. */
  record UnaskedUses(String label, Set<Attribute> uses) implements Deviation {
    public UnaskedUses {
      uses = Set.copyOf(uses);
    }

    @Override
    public String sentence() {
      return "key \"%s\" has %s, which was not asked for".formatted(label, names(uses));
    }

    @Override
    public String remedy() {
      return "none is needed: Runseal asks the key for signatures only";
    }
  }

  /** Seen on a public key: its point as it is, where the specification wraps it. */
  record RawPoint() implements Deviation {
    @Override
    public String sentence() {
      return "CKA_EC_POINT is told raw, not in a DER OCTET STRING";
    }

    @Override
    public String remedy() {
      return "none is needed: both are read";
    }
  }

  /** What changes nothing in how we use the token, and yet has to be known. */
  record Noted(String sentence, String remedy) implements Deviation {}

  private static String names(Set<Attribute> attributes) {
    return attributes.stream().map(Attribute::name).sorted().collect(Collectors.joining(", "));
  }
}
