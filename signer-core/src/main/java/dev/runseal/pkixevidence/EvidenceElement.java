package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One thing that is reported on, and what is claimed of it, by the rules of the draft. */
public record EvidenceElement(ElementType type, List<Claim> claims) {

  /** One claim of a type that is known. */
  public record Claim(ClaimType type, ClaimValue value) {
    public Claim {
      if (!value.isOf(type)) {
        throw new IllegalArgumentException(
            "claim %s is %s, expected %s".formatted(type.text(), value, type.syntax().text()));
      }
    }

    public static Claim text(ClaimType type, String value) {
      return new Claim(type, new ClaimValue.Text(value));
    }

    public static Claim flag(ClaimType type, boolean value) {
      return new Claim(type, new ClaimValue.Flag(value));
    }

    public static Claim octets(ClaimType type, Bytes value) {
      return new Claim(type, new ClaimValue.Octets(value));
    }

    public static Claim key(ClaimType type, Bytes spki) {
      return new Claim(type, new ClaimValue.PublicKey(spki));
    }

    public static Claim purposes(OidArc arc, List<KeyPurpose> purposes) {
      return new Claim(
          ClaimType.PURPOSE, new ClaimValue.Purposes(purposes.stream().map(arc::of).toList()));
    }
  }

  public EvidenceElement {
    claims = List.copyOf(claims);
    Set<ClaimType> seen = EnumSet.noneOf(ClaimType.class);
    Set<Claim> said = new HashSet<>();
    for (Claim claim : claims) {
      if (claim.type().element() != type) {
        throw new IllegalArgumentException(
            "claim %s stands in a %s element, expected one of its own kind"
                .formatted(claim.type().text(), type.text()));
      }
      // spec: draft §4.3: a claim that must not be repeated: "MUST reject the Evidence"
      if (!seen.add(claim.type()) && !claim.type().isRepeatable()) {
        throw new IllegalArgumentException(
            "claim %s is repeated, expected it once at most".formatted(claim.type().text()));
      }
      // spec: draft §5.3.3: "Each included claim MUST refer to a different attestation key"
      if (!said.add(claim)) {
        throw new IllegalArgumentException(
            "claim %s is repeated with the same value".formatted(claim.type().text()));
      }
    }
    // spec: draft §5.2: "At minimum, a key element MUST report the claim "identifier""
    if (type == ElementType.KEY && !seen.contains(ClaimType.IDENTIFIER)) {
      throw new IllegalArgumentException("key element has no claim key-identifier, expected one");
    }
    verifyFipsLevel(claims);
  }

  public Optional<Boolean> findFlag(ClaimType claim) {
    return all(claim, ClaimValue.Flag.class).findFirst().map(ClaimValue.Flag::value);
  }

  public Optional<String> findText(ClaimType claim) {
    return all(claim, ClaimValue.Text.class).findFirst().map(ClaimValue.Text::value);
  }

  public Optional<Bytes> findOctets(ClaimType claim) {
    return all(claim, ClaimValue.Octets.class).findFirst().map(ClaimValue.Octets::value);
  }

  public Optional<Instant> findTime(ClaimType claim) {
    return all(claim, ClaimValue.Time.class).findFirst().map(ClaimValue.Time::value);
  }

  public Optional<ClaimValue.Purposes> findPurposes() {
    return all(ClaimType.PURPOSE, ClaimValue.Purposes.class).findFirst();
  }

  /** Every public key under this claim, as its SubjectPublicKeyInfo. */
  public List<Bytes> keys(ClaimType claim) {
    return all(claim, ClaimValue.PublicKey.class).map(ClaimValue.PublicKey::spki).toList();
  }

  /** The names of a key. */
  public List<String> identifiers() {
    return all(ClaimType.IDENTIFIER, ClaimValue.Text.class).map(ClaimValue.Text::value).toList();
  }

  /** For a message: the first of its names. */
  String name() {
    return Excerpt.quoted(identifiers().getFirst());
  }

  // spec: draft §5.1.4: "MUST only be 1, 2, 3, or 4"
  private static void verifyFipsLevel(List<Claim> claims) {
    for (Claim claim : claims) {
      if (claim.type() == ClaimType.FIPSLEVEL
          && claim.value() instanceof ClaimValue.Whole(var level)
          && (level.bitLength() > 3 || level.intValue() < 1 || level.intValue() > 4)) {
        throw new IllegalArgumentException(
            "claim platform-fipslevel is %s, expected 1 to 4"
                .formatted(Excerpt.of(level.toString())));
      }
    }
  }

  private <V extends ClaimValue> Stream<V> all(ClaimType claim, Class<V> value) {
    return claims.stream()
        .filter(each -> each.type() == claim)
        .map(Claim::value)
        .filter(value::isInstance)
        .map(value::cast);
  }
}
