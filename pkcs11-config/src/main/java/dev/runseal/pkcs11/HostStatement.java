package dev.runseal.pkcs11;

import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.pkixevidence.ClaimType;
import dev.runseal.pkixevidence.ElementType;
import dev.runseal.pkixevidence.EvidenceElement;
import dev.runseal.pkixevidence.EvidenceElement.Claim;
import dev.runseal.pkixevidence.EvidenceStatement;
import dev.runseal.pkixevidence.KeyPurpose;
import dev.runseal.pkixevidence.OidArc;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a host says of a key: what the key's token told it, in {@code C_GetTokenInfo} and in the
 * key's attributes, and nothing that it was not told. Formats §4, "PKIX evidence".
 */
final class HostStatement {
  private static final OidArc ARC = OidArc.RUNSEAL;

  private static final Map<ClaimType, Attribute> FLAGS =
      new EnumMap<>(
          Map.of(
              ClaimType.EXTRACTABLE, Attribute.CKA_EXTRACTABLE,
              ClaimType.SENSITIVE, Attribute.CKA_SENSITIVE,
              ClaimType.NEVER_EXTRACTABLE, Attribute.CKA_NEVER_EXTRACTABLE,
              ClaimType.LOCAL, Attribute.CKA_LOCAL));

  private static final Map<KeyPurpose, Attribute> USES =
      new EnumMap<>(
          Map.of(
              KeyPurpose.DECRYPT, Attribute.CKA_DECRYPT,
              KeyPurpose.UNWRAP, Attribute.CKA_UNWRAP,
              KeyPurpose.SIGN, Attribute.CKA_SIGN,
              KeyPurpose.SIGN_RECOVER, Attribute.CKA_SIGN_RECOVER,
              KeyPurpose.DERIVE, Attribute.CKA_DERIVE));

  private HostStatement() {}

  static EvidenceStatement of(
      KeyFacts key, TokenInfo token, Origin log, VerifyingKey attestationKey) {
    Bytes spki = key.publicKey().spki();
    var transaction =
        new EvidenceElement(
            ElementType.TRANSACTION,
            List.of(
                Claim.octets(ClaimType.NONCE, EvidenceSubject.nonce(log, spki).value()),
                Claim.key(ClaimType.AK_SPKI, attestationKey.spki())));
    List<EvidenceElement> elements = new ArrayList<>(List.of(transaction));
    List<Claim> platform = platform(token);
    if (!platform.isEmpty()) {
      elements.add(new EvidenceElement(ElementType.PLATFORM, platform));
    }
    elements.add(new EvidenceElement(ElementType.KEY, key(key)));
    return new EvidenceStatement(ARC, elements);
  }

  /** A text that the token leaves empty is not claimed. */
  private static List<Claim> platform(TokenInfo token) {
    List<Claim> claims = new ArrayList<>();
    addText(claims, ClaimType.VENDOR, token.manufacturer());
    if (!token.model().isEmpty()) {
      claims.add(Claim.octets(ClaimType.HWMODEL, Bytes.utf8(token.model())));
    }
    addText(claims, ClaimType.HWSERIAL, token.serial());
    addText(claims, ClaimType.SWVERSION, token.firmware());
    return claims;
  }

  private static void addText(List<Claim> claims, ClaimType type, String value) {
    if (!value.isEmpty()) {
      claims.add(Claim.text(type, value));
    }
  }

  private static List<Claim> key(KeyFacts key) {
    List<Claim> claims = new ArrayList<>();
    claims.add(Claim.text(ClaimType.IDENTIFIER, key.label()));
    claims.add(Claim.text(ClaimType.IDENTIFIER, "id " + key.id().toHex()));
    claims.add(Claim.key(ClaimType.SPKI, key.publicKey().spki()));
    FLAGS.forEach((claim, attribute) ->
        key.find(attribute).ifPresent(value -> claims.add(Claim.flag(claim, value))));
    List<KeyPurpose> purposes = new ArrayList<>();
    USES.forEach((purpose, attribute) -> {
      if (key.find(attribute).orElse(false)) {
        purposes.add(purpose);
      }
    });
    claims.add(Claim.purposes(ARC, purposes));
    return claims;
  }
}
