package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.tpm.CertifiedKey;
import dev.runseal.tpm.ObjectAttributes.Attribute;
import dev.runseal.tpm.TpmException;
import dev.runseal.tpm.TpmMaker;
import dev.runseal.tpm.TpmPublic;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import dev.runseal.x509.DeviceChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a TPM 2.0 says of a key that is in it, with the certificates of the attestation key that
 * says so. Whoever certified that key vouches: a maker, or an authority that met the TPM.
 */
public record TpmCertifyEvidence(CertifiedKey certified, List<DeviceCertificate> certificates)
    implements Evidence {
  // spec: TCG "tcg-kp-AIKCertificate"; also on issuing CAs, so it is looked for in the leaf alone
  private static final String ATTESTATION_KEY_USE = "2.23.133.8.3";
  private static final DeviceChain.Rules RULES =
      new DeviceChain.Rules(Set.of("2.5.29.17", "2.5.29.32", "2.5.29.37"), certificate -> false);

  public TpmCertifyEvidence {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "the attestation key's certificate is missing, expected it before its issuers'");
    }
  }

  static TpmCertifyEvidence decode(Bytes value) throws AttestationException {
    return TpmCertifyFiles.decode(value);
  }

  static TpmCertifyEvidence gather(Set<Bytes> parts) throws AttestationException {
    return TpmCertifyFiles.gather(parts);
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.TPM2_CERTIFY;
  }

  @Override
  public Bytes encode() {
    return TpmCertifyFiles.encode(this);
  }

  @Override
  public List<VendorPart> parts() {
    List<VendorPart> parts = new ArrayList<>();
    parts.add(new VendorPart("attest", certified.certification()));
    parts.add(new VendorPart("public", certified.key().encode()));
    parts.add(new VendorPart("signature", certified.signature().encode()));
    certified.signer().ifPresent(area -> parts.add(new VendorPart("ak-public", area.encode())));
    for (int i = 0; i < certificates.size(); i++) {
      String name = i == 0 ? "ak" : "ak-issuer-" + i;
      parts.add(new VendorPart(name, certificates.get(i).der()));
    }
    return parts;
  }

  @Override
  public Custody verify(EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException {
    try {
      certified.verifyIsAbout(subject.spki());
      Optional<Bytes> nonce = subject.boundTo();
      if (nonce.isPresent()) {
        certified.verifyBoundTo(nonce.get());
      }
      DeviceCertificate attester = certificates.getFirst();
      certified.verifySignedBy(attester.spki(), roots.sha1());
      DeviceChain chain = chain(attester, roots, at);
      verifyUse(attester);
      return custody(chain, roots.authorities().contains(chain.root().der()), subject);
    } catch (TpmException | ChainException e) {
      throw new AttestationException(Reason.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private DeviceChain chain(DeviceCertificate attester, DeviceRoots roots, Instant at)
      throws ChainException {
    Set<Bytes> trusted = new LinkedHashSet<>(roots.of(type()));
    trusted.addAll(roots.authorities());
    List<DeviceCertificate> between = new ArrayList<>(certificates.subList(1, certificates.size()));
    for (Bytes each : roots.onTheWay()) {
      if (!VendorCertificate.isCardVerifiable(each)) {
        between.add(DeviceCertificate.parse(each, "certificate on the way"));
      }
    }
    return DeviceChain.find(attester, between, trusted, RULES, at);
  }

  // spec: TCG EK Credential Profile and AIK certificates: an end entity's, with this use
  private static void verifyUse(DeviceCertificate attester)
      throws AttestationException, ChainException {
    if (attester.isAuthority()) {
      throw AttestationException.refused(
          "certificate \"%s\" is a CA's, expected an attestation key's"
              .formatted(attester.subject()));
    }
    if (!attester.extendedUses().contains(ATTESTATION_KEY_USE)) {
      throw AttestationException.refused(
          "certificate \"%s\" is not for attestation keys: its extended key usage lacks %s"
              .formatted(attester.subject(), ATTESTATION_KEY_USE));
    }
  }

  private Custody custody(DeviceChain chain, boolean byAuthority, EvidenceSubject subject)
      throws TpmException {
    String voucher =
        byAuthority
            ? "enrolment authority %s".formatted(chain.root())
            : "TPM maker %s".formatted(chain.root());
    String tpm = "the TPM, known to " + voucher;
    List<CustodyFact> facts = new ArrayList<>();
    Optional<TpmMaker> maker = TpmMaker.find(chain.leaf());
    if (maker.isPresent()) {
      facts.add(new CustodyFact(Name.MAKER, maker.get().manufacturer(), voucher));
      facts.add(new CustodyFact(Name.MODEL, maker.get().model(), voucher));
      facts.add(new CustodyFact(Name.FIRMWARE, maker.get().version(), voucher));
    }
    facts.add(CustodyFact.flag(Name.MADE_ON_DEVICE, true, tpm));
    facts.add(CustodyFact.flag(Name.EXTRACTABLE, false, tpm));
    facts.add(CustodyFact.flag(Name.EXPORTABLE_UNDER_WRAP, false, tpm));
    if (subject.log().isPresent()) {
      facts.add(CustodyFact.flag(Name.BOUND_TO_LOG, true, tpm));
    }
    return new Custody(
        byAuthority ? CustodyLevel.AUTHORITY_ATTESTED : CustodyLevel.DEVICE_ATTESTED,
        voucher,
        facts,
        notShown(byAuthority, subject.boundTo().isPresent()),
        chain.notBefore(),
        chain.notAfter());
  }

  private List<String> notShown(boolean byAuthority, boolean bound) {
    List<String> notShown = new ArrayList<>();
    notShown.add("who knows the key's password, and what else uses the TPM");
    if (byAuthority) {
      notShown.add("that the TPM is a chip of a maker: the authority says that it looked");
    }
    if (certified.signer().isEmpty()) {
      notShown.add(
          "that the attestation key is restricted: its public area is not here, its certificate's issuer stands for it");
    }
    if (!bound) {
      notShown.add("what the certification was made for: nothing was asked of its extra data");
    }
    TpmPublic key = certified.key();
    if (key.attributes().has(Attribute.DECRYPT)) {
      notShown.add("that the key only signs: its TPM lets it decrypt too");
    }
    return notShown;
  }
}
