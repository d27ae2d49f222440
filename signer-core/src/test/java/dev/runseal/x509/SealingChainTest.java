package dev.runseal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

final class SealingChainTest {
  private static final TestChain OURS = TestChain.named("a");
  private static final CompanyAuthority ROOT = CompanyAuthority.named("company root");
  private static final CompanyAuthority MIDDLE = CompanyAuthority.named("company middle");
  private static final Bytes ROOT_CERTIFICATE = ROOT.root(1).sign();
  private static final Bytes MIDDLE_CERTIFICATE = ROOT.ca(MIDDLE, 0).sign();
  private static final KeyPair KEYS = CompanyAuthority.p256();

  private static Bytes spki() {
    return Bytes.of(KEYS.getPublic().getEncoded());
  }

  private static Origin origin() {
    return Origin.of("company/log", VerifyingKey.parse(spki()));
  }

  /** A sealing certificate as it should be, by the company's own authority. */
  private static CompanyAuthority.Draft leaf(CompanyAuthority issuer, KeyPair keys) {
    return issuer
        .issue("sealing key", keys)
        .with(Extension.basicConstraints, true, new BasicConstraints(false))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .with(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(SealingProfile.SEALING))
        .with(Extension.subjectAlternativeName, false, san("runseal:log:" + origin().text()));
  }

  private static CompanyAuthority.Draft leaf() {
    return leaf(ROOT, KEYS);
  }

  private static GeneralNames san(String uri) {
    return new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
  }

  @Test
  void theChainOfACeremonyIsValid() throws Exception {
    var chain = SealingChain.validate(OURS.certificates(), Set.of(OURS.root()), TestChain.WITHIN);
    assertThat(chain.origin()).isEqualTo(OURS.origin());
    assertThat(chain.sealingKey()).isEqualTo(OURS.sealingKey().publicKey());
    assertThat(chain.root()).isEqualTo(OURS.root());
    assertThat(chain.certificates()).isEqualTo(OURS.certificates());
  }

  @Test
  void theRootMayBeLeftOutWhereTheReaderHasIt() throws Exception {
    var chain =
        SealingChain.validate(
            List.of(OURS.sealingCertificate()),
            Set.of(ROOT_CERTIFICATE, OURS.root()),
            TestChain.WITHIN);
    assertThat(chain.certificates()).isEqualTo(OURS.certificates());
  }

  @Test
  void aCompanysOwnAuthorityMayIssueThroughAnIntermediate() throws Exception {
    Bytes leaf = leaf(MIDDLE, KEYS).sign();
    for (List<Bytes> certificates :
        List.of(
            List.of(leaf, MIDDLE_CERTIFICATE),
            List.of(leaf, MIDDLE_CERTIFICATE, ROOT_CERTIFICATE))) {
      var chain = SealingChain.validate(certificates, Set.of(ROOT_CERTIFICATE), TestChain.WITHIN);
      assertThat(chain.origin()).isEqualTo(origin());
      assertThat(chain.root()).isEqualTo(ROOT_CERTIFICATE);
    }
  }

  @Test
  void anRsaRootMayIssueASealingCertificate() throws Exception {
    var root = new CompanyAuthority("rsa root", CompanyAuthority.rsa());
    Bytes certificate = root.root(0).sign();
    var chain =
        SealingChain.validate(
            List.of(leaf(root, KEYS).sign()), Set.of(certificate), TestChain.WITHIN);
    assertThat(chain.origin()).isEqualTo(origin());
  }

  @Test
  void anEmptyChainIsRefused() {
    assertRefused(List.of(), "chain is empty, expected a sealing certificate");
  }

  @Test
  void aRootAloneIsRefused() {
    assertRefused(
        List.of(ROOT_CERTIFICATE),
        "chain is a trusted root alone, expected a sealing certificate issued under it");
  }

  @Test
  void anUnrelatedRootIsRefused() {
    assertRefused(
        OURS.certificates(),
        "certificate \"CN=Runseal test root a\" is no trusted root, and none of the 1 trusted"
            + " roots is its issuer \"CN=Runseal test root a\"");
    assertRefused(
        List.of(OURS.sealingCertificate()),
        "certificate \"CN=Runseal sealing key " + OURS.origin().keyHash() + "\" is no trusted");
  }

  @Test
  void aRootOfTheTrustedNameButAnotherKeyIsRefused() {
    var impostor = CompanyAuthority.named(ROOT.name);
    assertRefused(
        List.of(leaf(impostor, KEYS).sign(), impostor.root(1).sign()),
        "certificate \"CN=company root\" names a trusted root, \"CN=company root\", but that"
            + " root's key did not sign it");
  }

  @Test
  void aSelfSignedSealingCertificateIsRefused() {
    var self = new CompanyAuthority("sealing key", KEYS);
    assertRefused(
        List.of(leaf(self, KEYS).sign()),
        "certificate \"CN=sealing key\" is no trusted root, and none of");
  }

  @Test
  void aTrustedCertificateThatIsNotSelfIssuedIsNoRoot() {
    assertThatThrownBy(() ->
            SealingChain.validate(
                List.of(leaf(MIDDLE, KEYS).sign(), MIDDLE_CERTIFICATE),
                Set.of(MIDDLE_CERTIFICATE),
                TestChain.WITHIN))
        .isInstanceOf(ChainException.class)
        .hasMessage(
            "trusted root \"CN=company middle\" is issued by \"CN=company root\", expected a"
                + " self-issued certificate");
  }

  @Test
  void anExpiredSealingCertificateIsRefused() {
    assertRefused(
        leaf().valid("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        "certificate 0, \"CN=sealing key\", expired at 2026-02-01T00:00:00Z, needed at"
            + " 2026-11-21T01:02:03Z");
  }

  @Test
  void aSealingCertificateOfTheFutureIsRefused() {
    assertRefused(
        leaf().valid("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"),
        "certificate 0, \"CN=sealing key\", is valid from 2027-01-01T00:00:00Z, needed at"
            + " 2026-11-21T01:02:03Z");
  }

  @Test
  void anExpiredRootIsRefused() {
    Bytes expired = ROOT.root(1).valid("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z").sign();
    assertThatThrownBy(
            () -> SealingChain.validate(List.of(leaf().sign()), Set.of(expired), TestChain.WITHIN))
        .isInstanceOf(ChainException.class)
        .hasMessageStartingWith(
            "certificate 1, \"CN=company root\", expired at 2021-01-01T00:00:00Z");
  }

  @Test
  void theVeryEndsOfTheValidityAreWithin() throws Exception {
    var roots = Set.of(OURS.root());
    Instant end = TestChain.VALIDITY.notAfter();
    SealingChain.validate(OURS.certificates(), roots, TestChain.VALIDITY.notBefore());
    SealingChain.validate(OURS.certificates(), roots, end);
    assertThatThrownBy(() -> SealingChain.validate(OURS.certificates(), roots, end.plusSeconds(1)))
        .hasMessageContaining("expired at " + end);
  }

  @Test
  void certificatesOutOfOrderAreRefused() {
    Bytes leaf = leaf(MIDDLE, KEYS).sign();
    assertRefused(
        List.of(leaf, ROOT_CERTIFICATE),
        "certificate 0, \"CN=sealing key\", is issued by \"CN=company middle\", which the next"
            + " is not");
    assertRefused(
        List.of(MIDDLE_CERTIFICATE, leaf, ROOT_CERTIFICATE), "certificate 1, \"CN=sealing key\",");
  }

  @Test
  void aSignatureByAnotherKeyIsRefused() {
    var impostor = CompanyAuthority.named(MIDDLE.name);
    assertRefused(
        List.of(leaf(impostor, KEYS).sign(), MIDDLE_CERTIFICATE),
        "certificate 0, \"CN=sealing key\", is not signed by the key of the next");
  }

  @Test
  void noChangedBitOfTheSealingCertificateIsAccepted() throws Exception {
    byte[] der = OURS.sealingCertificate().toArray();
    List<Integer> accepted = new ArrayList<>();
    // At least one bit of every byte; in the byte before the signature, which says how many bits of
    // the last are unused and which the platform does not look at, all of them.
    int unusedBits = der.length - signatureLength() - 1;
    for (int bit = 0; bit < der.length * 8; bit += Math.abs(bit / 8 - unusedBits) <= 1 ? 1 : 7) {
      byte[] flipped = der.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        SealingChain.validate(
            List.of(Bytes.of(flipped), OURS.root()), Set.of(OURS.root()), TestChain.WITHIN);
        accepted.add(bit);
      } catch (ChainException e) {
        assertThat(e).hasMessageMatching("(certificate 0|chain|sealing certificate).*");
      }
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void everyTruncationAndAnExtraByteAreRefused() {
    Bytes der = OURS.sealingCertificate();
    for (int length = 0; length < der.length(); length++) {
      var cut = List.of(der.slice(0, length), OURS.root());
      assertRefused(cut, "certificate 0 is");
    }
    assertRefused(
        List.of(Bytes.concat(der, Bytes.of((byte) 0)), OURS.root()),
        "certificate 0 is no DER certificate");
  }

  @Test
  void anIntermediateThatIsNoAuthorityIsRefused() {
    Bytes middle =
        ROOT.ca(MIDDLE, 0)
            .with(Extension.basicConstraints, true, new BasicConstraints(false))
            .sign();
    assertRefused(
        List.of(leaf(MIDDLE, KEYS).sign(), middle),
        "certificate 1, \"CN=company middle\", issues certificates without being a CA's");
  }

  @Test
  void anIntermediateThatMayNotSignCertificatesIsRefused() {
    Bytes middle =
        ROOT.ca(MIDDLE, 0)
            .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .sign();
    assertRefused(
        List.of(leaf(MIDDLE, KEYS).sign(), middle),
        "certificate 1, \"CN=company middle\", issues certificates without the key usage"
            + " keyCertSign");
  }

  @Test
  void aPathLongerThanAnAuthorityAllowsIsRefused() {
    var lowest = CompanyAuthority.named("company lowest");
    assertRefused(
        List.of(leaf(lowest, KEYS).sign(), MIDDLE.ca(lowest, 0).sign(), MIDDLE_CERTIFICATE),
        "certificate 1, \"CN=company lowest\", is one CA more than those above it allow");
  }

  @Test
  void anUnknownCriticalExtensionIsRefused() {
    assertRefused(
        leaf().with(new ASN1ObjectIdentifier("2.25.1"), true, DERNull.INSTANCE),
        "certificate 0, \"CN=sealing key\", has a critical extension that is not understood");
  }

  @Test
  void anAuthoritysCertificateCantSeal() {
    assertRefused(
        leaf().with(Extension.basicConstraints, true, new BasicConstraints(0)),
        "sealing certificate is a CA's, expected CA:FALSE");
  }

  @Test
  void withoutCriticalBasicConstraintsItIsRefused() {
    assertRefused(
        leaf().without(Extension.basicConstraints),
        "sealing certificate is without basic constraints");
    assertRefused(
        leaf().with(Extension.basicConstraints, false, new BasicConstraints(false)),
        "sealing certificate's basic constraints is not critical, expected it to be");
  }

  @Test
  void anyOtherKeyUsageIsRefused() {
    assertRefused(leaf().without(Extension.keyUsage), "sealing certificate is without key usage");
    assertRefused(
        leaf()
            .with(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation)),
        "sealing certificate has KeyUsage: 0xc0, expected digitalSignature alone");
    assertRefused(
        leaf().with(Extension.keyUsage, false, new KeyUsage(KeyUsage.digitalSignature)),
        "sealing certificate's key usage is not critical, expected it to be");
  }

  @Test
  void anotherLeafOfTheSameAuthorityCantSeal() {
    assertRefused(
        leaf().without(Extension.extendedKeyUsage),
        "sealing certificate is without extended key usage");
    for (KeyPurposeId other :
        List.of(KeyPurposeId.id_kp_codeSigning, KeyPurposeId.anyExtendedKeyUsage)) {
      assertRefused(
          leaf().with(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(other)),
          "sealing certificate's extended key usage is without"
              + " 2.25.93658940685040288525731412847918711516, Runseal's own");
    }
  }

  @Test
  void anExtendedKeyUsageThatIsNotCriticalIsRefused() {
    assertRefused(
        leaf()
            .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(SealingProfile.SEALING)),
        "sealing certificate's extended key usage is not critical, expected it to be");
  }

  @Test
  void exactlyOneNameIsLetIn() {
    assertRefused(
        leaf().without(Extension.subjectAlternativeName),
        "sealing certificate is without subject alternative name");
    var uri =
        new GeneralName(GeneralName.uniformResourceIdentifier, "runseal:log:" + origin().text());
    assertRefused(
        leaf()
            .with(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(
                    new GeneralName[] {uri, new GeneralName(GeneralName.dNSName, "example.org")})),
        "sealing certificate has 2 subject alternative names, expected exactly one");
  }

  @Test
  void anExtensionWithoutAValueIsRefused() {
    assertRefused(
        leaf().withoutValue(Extension.subjectAlternativeName, false),
        "certificate 0 has an extension 2.5.29.17 whose value is not DER");
  }

  /** What {@code openssl verify -x509_strict} asks; docs/vectors has the other cases. */
  @Test
  void whatTheIssuerOwesToRfc5280IsAsked() {
    var keyId = new AuthorityKeyIdentifier(new byte[] {1});
    assertRefused(
        leaf().without(Extension.authorityKeyIdentifier),
        "certificate 0, \"CN=sealing key\", has no authority key identifier, expected one");
    assertRefused(
        leaf().with(Extension.authorityKeyIdentifier, false, keyId),
        "certificate 0, \"CN=sealing key\", has the authority key identifier of another key");
    assertRefused(
        List.of(leaf().sign(), ROOT.root(1).without(Extension.subjectKeyIdentifier).sign()),
        "certificate 1, \"CN=company root\", is a CA's and has no subject key identifier");
    assertRefused(
        leaf().with(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[0])),
        "certificate 0, \"CN=sealing key\", has an empty subject alternative name");
  }

  @Test
  void theNamesInACertificateCannotForgeALine() {
    var hostile = CompanyAuthority.named("a\u001b[2J\u202eb");
    assertRefused(
        List.of(leaf(hostile, KEYS).sign()),
        "certificate \"CN=sealing key\" is no trusted root, and none of the 1 trusted roots is its"
            + " issuer \"CN=a\\u001b[2J\\u202eb\"");
  }

  @Test
  void theNameIsTheUriOfALog() {
    assertRefused(
        leaf()
            .with(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "example.org"))),
        "sealing certificate's subject alternative name is 2: example.org, expected the URI"
            + " runseal:log:<origin>");
    assertRefused(
        leaf().with(Extension.subjectAlternativeName, false, san("https://example.org")),
        "sealing certificate's subject alternative name is 6: https://example.org, expected");
    assertRefused(
        leaf().with(Extension.subjectAlternativeName, false, san("runseal:log:Upper/1")),
        "sealing certificate: origin is \"Upper/1\", expected");
  }

  @Test
  void theNameEndsInTheHashOfTheCertifiedKey() {
    assertRefused(
        leaf(ROOT, CompanyAuthority.p256()),
        "sealing certificate names the log %s, expected one that ends in its key's hash"
            .formatted(origin()));
  }

  @Test
  void keysOfAnotherKindAreRefused() {
    for (KeyPair keys : List.of(CompanyAuthority.rsa(), CompanyAuthority.ec("secp384r1"))) {
      assertRefused(leaf(ROOT, keys), "sealing certificate: public key is ");
    }
  }

  private static int signatureLength() throws ChainException {
    return DerCertificate.parse(OURS.sealingCertificate(), "ours").platform().getSignature().length;
  }

  private static void assertRefused(CompanyAuthority.Draft leaf, String message) {
    assertRefused(List.of(leaf.sign()), message);
  }

  private static void assertRefused(List<Bytes> certificates, String message) {
    assertThatThrownBy(
            () -> SealingChain.validate(certificates, Set.of(ROOT_CERTIFICATE), TestChain.WITHIN))
        .isInstanceOf(ChainException.class)
        .hasMessageStartingWith(message);
  }
}
