package dev.runseal.pkixevidence;

import static dev.runseal.pkixevidence.EvidenceDraft.AK;
import static dev.runseal.pkixevidence.EvidenceDraft.AUTHORITY;
import static dev.runseal.pkixevidence.EvidenceDraft.ECDSA_SHA256;
import static dev.runseal.pkixevidence.EvidenceDraft.certificate;
import static dev.runseal.pkixevidence.EvidenceDraft.name;
import static dev.runseal.pkixevidence.EvidenceDraft.spki;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SoftwareKey;
import dev.runseal.pkixevidence.PkixEvidenceException.Reason;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.CompanyAuthority;
import dev.runseal.x509.TestChain;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One test for a rule of draft §3.2 and §6, on who signed. */
final class SignaturesTest {
  private static final Bytes SPKI = spki(CompanyAuthority.p256());
  private static final KeyPair RSA = CompanyAuthority.rsa();
  private static final Bytes CERTIFICATE = certificate(AK).sign();

  private final EvidenceDraft draft = EvidenceDraft.kept(SPKI, Bytes.utf8("nonce"));

  @Test
  void whatAnAttestationKeySignedIsItsWord() throws Exception {
    assertThat(signers(draft.signedUnder(CERTIFICATE)))
        .extracting(each -> each.certificate().der())
        .containsExactly(CERTIFICATE);
  }

  @Test
  void whatWeWriteVerifies() throws Exception {
    var key = SoftwareKey.named("attestation");
    var statement =
        new EvidenceStatement(
            OidArc.RUNSEAL,
            List.of(
                new EvidenceElement(
                    ElementType.KEY,
                    List.of(
                        EvidenceElement.Claim.text(ClaimType.IDENTIFIER, "sealing"),
                        EvidenceElement.Claim.key(ClaimType.SPKI, SPKI)))));
    var chain = TestChain.named("attestation");
    Bytes certificate =
        new ChainIssuer(new Random(1))
            .attestationCertificate(
                chain.root(),
                chain.rootKey(),
                key.publicKey(),
                OidArc.RUNSEAL.attestationKey().getId(),
                TestChain.VALIDITY);
    SignedEvidence written =
        SignedEvidence.of(statement, certificate, key.sign(statement.toBeSigned()));
    SignedEvidence read = SignedEvidence.decode(written.encode(), OidArc.KNOWN);
    assertThat(read).isEqualTo(written);
    assertThat(read.statement()).isEqualTo(statement);
    assertThat(read.verifySignatures(List.of()))
        .extracting(AttestationKey::spki)
        .containsExactly(key.publicKey().spki());
  }

  @Test
  void evidenceWithoutASignatureIsNobodysWord() {
    assertRefused(draft, "evidence is not signed: it is nobody's word");
  }

  @Test
  void aSignatureOverOtherEvidenceIsRefused() {
    draft.signedUnder(CERTIFICATE).claim(ClaimType.HWSERIAL, new ClaimValue.Text("later"));
    assertRefused(draft, "signature 0: does not verify under its key");
  }

  @Test
  void aSecondSignatureThatDoesNotVerifyIsRefused() {
    draft
        .signedUnder(CERTIFICATE)
        .block(Bytes.parseHex("3006020101020101"), ECDSA_SHA256, name(2, CERTIFICATE));
    assertRefused(draft, "signature 1: does not verify under its key");
  }

  @Test
  void aCertificateWithoutTheKeyUsageIsRefused() {
    assertRefused(
        draft.signedUnder(certificate(AK).without(Extension.keyUsage).sign()),
        "signature 0: certificate \"CN=ak\" is without the key usage digitalSignature");
    assertRefused(
        EvidenceDraft.kept(SPKI, Bytes.EMPTY)
            .signedUnder(
                certificate(AK)
                    .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.nonRepudiation))
                    .sign()),
        "signature 0: certificate \"CN=ak\" is without the key usage digitalSignature");
  }

  @Test
  void aCertificateWithoutTheExtendedKeyUsageIsRefused() {
    String message =
        "signature 0: certificate \"CN=ak\" is without the extended key usage %s, the attestation key's"
            .formatted(OidArc.RUNSEAL.attestationKey().getId());
    assertRefused(
        draft.signedUnder(certificate(AK).without(Extension.extendedKeyUsage).sign()), message);
    assertRefused(
        EvidenceDraft.kept(SPKI, Bytes.EMPTY)
            .signedUnder(
                certificate(AK)
                    .with(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage))
                    .sign()),
        message);
  }

  @Test
  void theUsageOfAnotherArcIsRefused() {
    assertRefused(
        draft.signedUnder(certificate(AUTHORITY, AK, OidArc.DRAFT_SAMPLES).sign()),
        "signature 0: certificate \"CN=ak\" is without the extended key usage %s, the attestation key's"
            .formatted(OidArc.RUNSEAL.attestationKey().getId()));
  }

  @Test
  void aUsageThatCannotBeReadIsRefused() {
    assertRefused(
        draft.signedUnder(certificate(AK).with(Extension.keyUsage, false, DERNull.INSTANCE).sign()),
        "signature 0: certificate \"CN=ak\" has a usage that can't be read");
  }

  @Test
  void aSignerIsFoundByItsKeyIdAmongTheCertificatesAtHand() throws Exception {
    Bytes id = keyId(CERTIFICATE);
    draft.signed(AK, "SHA256withECDSA", ECDSA_SHA256, name(0, id));
    assertThat(
            SignedEvidence.decode(draft.encode(), OidArc.KNOWN)
                .verifySignatures(List.of(Bytes.utf8("no certificate"), CERTIFICATE)))
        .hasSize(1);
    assertThat(signers(draft.intermediates(CERTIFICATE))).hasSize(1);
  }

  @Test
  void aKeyIdThatLeadsNowhereIsRefused() {
    draft.signed(AK, "SHA256withECDSA", ECDSA_SHA256, name(0, Bytes.parseHex("0102")));
    assertRefused(
        draft.intermediates(CERTIFICATE),
        "signature 0: names a key (keyId 0102) that no certificate at hand is of");
  }

  @Test
  void aKeyIdOfAnotherKeyBesideACertificateIsRefused() {
    draft.signed(
        AK, "SHA256withECDSA", ECDSA_SHA256, name(0, Bytes.parseHex("0102")), name(2, CERTIFICATE));
    assertRefused(draft, "signature 0: names a key (keyId 0102) that no certificate at hand is of");
  }

  @Test
  void allNamesOfOneKeyMayStandTogether() throws Exception {
    draft.signed(
        AK,
        "SHA256withECDSA",
        ECDSA_SHA256,
        name(0, keyId(CERTIFICATE)),
        name(1, spki(AK)),
        name(2, CERTIFICATE));
    assertThat(signers(draft)).hasSize(1);
  }

  @Test
  void aBareKeyNeedsItsCertificate() throws Exception {
    draft.signed(AK, "SHA256withECDSA", ECDSA_SHA256, name(1, spki(AK)));
    assertRefused(
        draft,
        "signature 0: names a key (subjectPublicKeyInfo alone or beside another certificate) that"
            + " no certificate at hand is of");
    assertThat(signers(draft.intermediates(CERTIFICATE))).hasSize(1);
  }

  @Test
  void aBareKeyBesideAnothersCertificateIsRefused() {
    draft.signed(AK, "SHA256withECDSA", ECDSA_SHA256, name(1, SPKI), name(2, CERTIFICATE));
    assertRefused(
        draft,
        "signature 0: names a key (subjectPublicKeyInfo alone or beside another certificate) that"
            + " no certificate at hand is of");
  }

  @Test
  void aSignerThatTheEvidenceDoesNotNameIsRefused() throws Exception {
    draft.claim(ClaimType.AK_SPKI, new ClaimValue.PublicKey(SPKI)).signedUnder(CERTIFICATE);
    assertRefused(
        draft,
        "signature 0: key of \"CN=ak\" is none of the 1 that the evidence says it is signed by");
    assertThat(
            signers(
                EvidenceDraft.kept(SPKI, Bytes.EMPTY)
                    .claim(ClaimType.AK_SPKI, new ClaimValue.PublicKey(spki(AK)))
                    .signedUnder(CERTIFICATE)))
        .hasSize(1);
  }

  @Test
  void certificatesAreReadWithEitherTag() throws Exception {
    Bytes other = certificate(RSA).sign();
    draft.signedUnder(CERTIFICATE);
    for (List<Bytes> all : List.of(List.of(other), List.of(other, CERTIFICATE, CERTIFICATE))) {
      Bytes[] each = all.toArray(Bytes[]::new);
      assertThat(
              SignedEvidence.decode(
                      EvidenceDraft.kept(SPKI, Bytes.EMPTY).intermediates(each).encode(),
                      OidArc.KNOWN)
                  .certificates())
          .isEqualTo(all);
      assertThat(
              SignedEvidence.decode(
                      EvidenceDraft.kept(SPKI, Bytes.EMPTY)
                          .intermediatesTaggedExplicitly(each)
                          .encode(),
                      OidArc.KNOWN)
                  .certificates())
          .isEqualTo(all);
    }
  }

  @Test
  void anotherThirdPartIsMalformed() {
    assertMalformed(
        draft.signed().lastPart(new ASN1Integer(1)), "evidence, part 2, is not a context tag");
    assertMalformed(
        EvidenceDraft.kept(SPKI, Bytes.EMPTY)
            .signed()
            .lastPart(new DERTaggedObject(1, DERNull.INSTANCE)),
        "third part of the evidence has the tag 1, expected [0]");
  }

  @Test
  void namesOfASignerOutOfOrderAreMalformed() {
    assertMalformed(
        draft.signed(AK, "SHA256withECDSA", ECDSA_SHA256, name(2, CERTIFICATE), name(1, spki(AK))),
        "signer of signature 0 has the tag 1, expected [0], [1] and [2] in this order");
    assertMalformed(
        EvidenceDraft.kept(SPKI, Bytes.EMPTY).signed(AK, "SHA256withECDSA", ECDSA_SHA256),
        "signer of signature 0 has 0 parts, expected 1 to 3");
  }

  /** A key, how it signs, and how that is called. */
  record Scheme(KeyPair keys, String how, AlgorithmIdentifier algorithm) {
    @Override
    public String toString() {
      return how + " " + keys.getPublic().getAlgorithm();
    }
  }

  static Stream<Scheme> schemes() throws Exception {
    return Stream.of(
        new Scheme(AK, "SHA256withECDSA", ECDSA_SHA256),
        new Scheme(
            CompanyAuthority.ec("secp384r1"),
            "SHA384withECDSA",
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384)),
        new Scheme(
            CompanyAuthority.ec("secp521r1"),
            "SHA512withECDSA",
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA512)),
        new Scheme(RSA, "SHA256withRSA", pkcs1(PKCSObjectIdentifiers.sha256WithRSAEncryption)),
        new Scheme(RSA, "SHA384withRSA", pkcs1(PKCSObjectIdentifiers.sha384WithRSAEncryption)),
        new Scheme(RSA, "SHA512withRSA", pkcs1(PKCSObjectIdentifiers.sha512WithRSAEncryption)),
        new Scheme(
            KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
            "Ed25519",
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519)));
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void everyAlgorithmVerifiesWhatItSigned(Scheme scheme) throws Exception {
    Bytes certificate = certificate(scheme.keys()).sign();
    draft.signed(scheme.keys(), scheme.how(), scheme.algorithm(), name(2, certificate));
    assertThat(signers(draft)).hasSize(1);
    draft.claim(ClaimType.HWSERIAL, new ClaimValue.Text("later"));
    assertRefused(draft, "signature 0: does not verify under its key");
  }

  @Test
  void rsaPssVerifiesWhatItSigned() throws Exception {
    Signature signer = Signature.getInstance("RSASSA-PSS");
    signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    draft.block(
        draft.signature(signer, RSA),
        pss(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha256, 32),
        name(2, certificate(RSA).sign()));
    assertThat(signers(draft)).hasSize(1);
    draft.claim(ClaimType.HWSERIAL, new ClaimValue.Text("later"));
    assertRefused(draft, "signature 0: does not verify under its key");
  }

  @Test
  void rsaPssWithMixedParametersIsRefused() {
    for (AlgorithmIdentifier mixed :
        List.of(
            pss(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, 32),
            pss(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha256, 20),
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, new RSASSAPSSparams()))) {
      assertRefused(
          EvidenceDraft.kept(SPKI, Bytes.EMPTY)
              .block(Bytes.utf8("?"), mixed, name(2, certificate(RSA).sign())),
          "signature 0: has parameters of PSS that are not SHA-256, SHA-384 or SHA-512 throughout"
              + " with a salt as long");
    }
    assertRefused(
        draft.block(
            Bytes.utf8("?"),
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, DERNull.INSTANCE),
            name(2, certificate(RSA).sign())),
        "signature 0: has parameters that are none of PSS");
  }

  @Test
  void sha1IsRefused() {
    assertRefused(
        draft.signed(
            AK,
            "SHA1withECDSA",
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA1),
            name(2, CERTIFICATE)),
        "signature 0: is by the algorithm 1.2.840.10045.4.1, expected ECDSA, RSA or Ed25519"
            + " without SHA-1");
  }

  @Test
  void aShortRsaKeyIsRefused() {
    KeyPair weak = CompanyAuthority.rsa(1024);
    assertRefused(
        draft.signed(
            weak,
            "SHA256withRSA",
            pkcs1(PKCSObjectIdentifiers.sha256WithRSAEncryption),
            name(2, certificate(weak).sign())),
        "signature 0: is by an RSA key of 1024 bits, expected at least 2048");
  }

  @Test
  void parametersThatAnAlgorithmDoesNotHaveAreRefused() {
    assertRefused(
        draft.signed(
            AK,
            "SHA256withECDSA",
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256, DERNull.INSTANCE),
            name(2, CERTIFICATE)),
        "signature 0: has parameters that the algorithm 1.2.840.10045.4.3.2 does not have");
  }

  @Test
  void anAlgorithmOfAnotherKindOfKeyIsRefused() {
    assertThatThrownBy(() ->
            signers(
                draft.signed(
                    AK,
                    "SHA256withECDSA",
                    pkcs1(PKCSObjectIdentifiers.sha256WithRSAEncryption),
                    name(2, CERTIFICATE))))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessageStartingWith("signature 0: does not verify: ");
  }

  private static AlgorithmIdentifier pkcs1(ASN1ObjectIdentifier oid) {
    return new AlgorithmIdentifier(oid, DERNull.INSTANCE);
  }

  private static AlgorithmIdentifier pss(
      ASN1ObjectIdentifier digest, ASN1ObjectIdentifier maskDigest, int salt) {
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_RSASSA_PSS,
        new RSASSAPSSparams(
            new AlgorithmIdentifier(digest),
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_mgf1, new AlgorithmIdentifier(maskDigest)),
            new ASN1Integer(salt),
            RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
  }

  private static Bytes keyId(Bytes certificate) throws PkixEvidenceException {
    return AttestationKey.parse(certificate).keyId().orElseThrow();
  }

  private static List<AttestationKey> signers(EvidenceDraft draft) throws PkixEvidenceException {
    return SignedEvidence.decode(draft.encode(), OidArc.KNOWN).verifySignatures(List.of());
  }

  private static void assertRefused(EvidenceDraft draft, String message) {
    assertNotAccepted(draft, Reason.REFUSED, message);
  }

  private static void assertMalformed(EvidenceDraft draft, String message) {
    assertNotAccepted(draft, Reason.MALFORMED, message);
  }

  private static void assertNotAccepted(EvidenceDraft draft, Reason reason, String message) {
    assertThatThrownBy(() -> signers(draft))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage(message)
        .extracting(e -> ((PkixEvidenceException) e).reason())
        .isEqualTo(reason);
  }
}
