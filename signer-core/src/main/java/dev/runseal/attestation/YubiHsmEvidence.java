package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.x509.DeviceChain;
import dev.runseal.yubico.HsmAttestation;
import dev.runseal.yubico.HsmDevice;
import dev.runseal.yubico.YubicoException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A YubiHSM 2's attestation of one of its keys, with the device's certificate and those above it.
 * Formats §4; encoded as a DER SEQUENCE OF Certificate in that order. The device attests imported
 * and exportable keys as well, so what it says of them decides.
 */
public final class YubiHsmEvidence implements Evidence {
  private static final String YUBICO = "Yubico";

  private final CertificateEvidence certificates;
  private final HsmAttestation attestation;

  private YubiHsmEvidence(CertificateEvidence certificates) throws AttestationException {
    this.certificates = certificates;
    try {
      this.attestation = HsmAttestation.parse(certificates.sequence().leaf());
    } catch (YubicoException e) {
      throw new AttestationException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
    }
  }

  static YubiHsmEvidence decode(Bytes value) throws AttestationException {
    return new YubiHsmEvidence(CertificateEvidence.decode(value));
  }

  static YubiHsmEvidence gather(Set<Bytes> parts, EvidenceSubject subject)
      throws AttestationException {
    return new YubiHsmEvidence(
        CertificateEvidence.gather(
            parts, HsmAttestation::isOne, "a YubiHSM 2's attestation of a key", subject));
  }

  @Override
  public List<VendorPart> parts() {
    return certificates.parts();
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.YUBIHSM2;
  }

  @Override
  public Bytes encode() {
    return certificates.sequence().encode();
  }

  @Override
  public Custody verify(EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException {
    DeviceChain chain = certificates.chain(type(), subject, roots, HsmDevice.rules(), at);
    try {
      HsmDevice device = HsmDevice.verify(chain, attestation);
      verifyNeverLeft();
      return new Custody(
          CustodyLevel.DEVICE_ATTESTED,
          YUBICO,
          facts(device),
          notShown(device),
          chain.notBefore(),
          chain.notAfter());
    } catch (YubicoException e) {
      throw new AttestationException(Reason.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  // spec: formats §4: "made on the device, not imported, not exportable, not exportable under wrap"
  private void verifyNeverLeft() throws AttestationException {
    if (!attestation.origin().isGeneratedHere()) {
      throw AttestationException.refused(
          "origin of the key is \"%s\", expected \"generated\" alone"
              .formatted(attestation.origin()));
    }
    if (attestation.capabilities().isExportableUnderWrap()) {
      throw AttestationException.refused(
          "capabilities of the key are \"%s\", expected none of exportable-under-wrap"
              .formatted(attestation.capabilities()));
    }
  }

  private List<CustodyFact> facts(HsmDevice device) {
    boolean fips = device.fips();
    List<CustodyFact> facts = new ArrayList<>();
    facts.add(fact(Name.MAKER, YUBICO));
    facts.add(fact(Name.MODEL, fips ? "YubiHSM 2 FIPS" : "YubiHSM 2"));
    facts.add(fact(Name.SERIAL, attestation.serial().toString()));
    facts.add(fact(Name.FIRMWARE, attestation.firmware().toString()));
    facts.add(CustodyFact.flag(Name.MADE_ON_DEVICE, true, YUBICO));
    // The device has no command that gives a private key out but under wrap.
    facts.add(CustodyFact.flag(Name.EXTRACTABLE, false, YUBICO));
    facts.add(CustodyFact.flag(Name.EXPORTABLE_UNDER_WRAP, false, YUBICO));
    facts.add(CustodyFact.flag(Name.FIPS, fips, YUBICO));
    facts.add(fact(Name.SLOT, "object 0x%04x".formatted(attestation.objectId())));
    facts.add(fact(Name.CAPABILITIES, attestation.capabilities().toString()));
    facts.add(fact(Name.DOMAINS, attestation.domainNumbers()));
    attestation.label().ifPresent(label -> facts.add(fact(Name.KEY_LABEL, Excerpt.of(label))));
    return facts;
  }

  private List<String> notShown(HsmDevice device) {
    List<String> notShown = new ArrayList<>();
    notShown.add("that the evidence was made for this log: it speaks of the key alone");
    notShown.add("who holds an authentication key of the YubiHSM 2's that may use this one");
    if (device.fips() && !attestation.fipsApproved().orElse(false)) {
      notShown.add("that the YubiHSM 2 is in its FIPS-approved mode");
    }
    if (!certificates.sequence().leaf().isRsa() && !attestation.firmware().isAtLeast(2, 4, 0)) {
      notShown.add(
          "that the key resists somebody who has the YubiHSM 2 in a laboratory: firmware before 2.4.0 leaks ECDSA keys there (CVE-2024-45678)");
    }
    return notShown;
  }

  private static CustodyFact fact(Name name, String value) {
    return new CustodyFact(name, value, YUBICO);
  }
}
