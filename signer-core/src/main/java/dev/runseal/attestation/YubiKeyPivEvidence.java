package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.x509.DeviceChain;
import dev.runseal.yubico.Firmware;
import dev.runseal.yubico.PivDevice;
import dev.runseal.yubico.SlotAttestation;
import dev.runseal.yubico.YubicoException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A YubiKey's attestation of the key in one of its PIV slots, with the device's certificate and
 * those above it. Formats §4; encoded as a DER SEQUENCE OF Certificate in that order.
 */
public final class YubiKeyPivEvidence implements Evidence {
  private static final String YUBICO = "Yubico";

  private final CertificateEvidence certificates;
  private final SlotAttestation attestation;

  private YubiKeyPivEvidence(CertificateEvidence certificates) throws AttestationException {
    this.certificates = certificates;
    try {
      this.attestation = SlotAttestation.parse(certificates.sequence().leaf());
    } catch (YubicoException e) {
      throw new AttestationException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
    }
  }

  static YubiKeyPivEvidence decode(Bytes value) throws AttestationException {
    return new YubiKeyPivEvidence(CertificateEvidence.decode(value));
  }

  static YubiKeyPivEvidence gather(Set<Bytes> parts, EvidenceSubject subject)
      throws AttestationException {
    return new YubiKeyPivEvidence(
        CertificateEvidence.gather(
            parts, SlotAttestation::isOne, "a YubiKey's attestation of a PIV slot", subject));
  }

  @Override
  public List<VendorPart> parts() {
    return certificates.parts();
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.YUBIKEY_PIV;
  }

  @Override
  public Bytes encode() {
    return certificates.sequence().encode();
  }

  @Override
  public Custody verify(EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException {
    DeviceChain chain = certificates.chain(type(), subject, roots, PivDevice.rules(), at);
    try {
      PivDevice device = PivDevice.verify(chain, attestation);
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

  private List<CustodyFact> facts(PivDevice device) {
    List<CustodyFact> facts = new ArrayList<>();
    facts.add(fact(Name.MAKER, YUBICO));
    facts.add(fact(Name.MODEL, model(device)));
    attestation.serial().ifPresent(serial -> facts.add(fact(Name.SERIAL, serial.toString())));
    facts.add(fact(Name.FIRMWARE, attestation.firmware().toString()));
    // A YubiKey attests keys that it generated alone, and has no command that gives one out.
    facts.add(CustodyFact.flag(Name.MADE_ON_DEVICE, true, YUBICO));
    facts.add(CustodyFact.flag(Name.EXTRACTABLE, false, YUBICO));
    facts.add(CustodyFact.flag(Name.EXPORTABLE_UNDER_WRAP, false, YUBICO));
    facts.add(fact(Name.PIN_POLICY, attestation.pinPolicy().toString()));
    facts.add(fact(Name.TOUCH_POLICY, attestation.touchPolicy().toString()));
    facts.add(CustodyFact.flag(Name.FIPS, isFips(device), YUBICO));
    if (device.cspn()) {
      facts.add(fact(Name.CERTIFICATION, "CSPN"));
    }
    attestation.findFormFactorName().ifPresent(name -> facts.add(fact(Name.FORM_FACTOR, name)));
    facts.add(fact(Name.SLOT, attestation.slot()));
    return facts;
  }

  private List<String> notShown(PivDevice device) {
    List<String> notShown = new ArrayList<>();
    notShown.add("that the evidence was made for this log: it speaks of the key alone");
    notShown.add("who holds the YubiKey and knows its PIN");
    if (attestation.serial().isEmpty()) {
      notShown.add("the YubiKey's serial number: its owner hides it");
    }
    if (isFips(device)) {
      notShown.add("that the YubiKey is in its FIPS-approved mode");
    }
    boolean isRsa = certificates.sequence().leaf().isRsa();
    Firmware firmware = attestation.firmware();
    if (isRsa && firmware.isAtLeast(4, 2, 6) && !firmware.isAtLeast(4, 3, 5)) {
      notShown.add(
          "that the key is strong: RSA keys that firmware 4.2.6 to 4.3.4 generated can be found from their public half (CVE-2017-15361)");
    }
    if (!isRsa && !firmware.isAtLeast(5, 7, 0)) {
      notShown.add(
          "that the key resists somebody who has the YubiKey in a laboratory: firmware before 5.7 leaks ECDSA keys there (CVE-2024-45678)");
    }
    return notShown;
  }

  private boolean isFips(PivDevice device) {
    return device.fips() || attestation.hasFipsFlag();
  }

  private String model(PivDevice device) {
    String series = "YubiKey " + attestation.firmware().major();
    return isFips(device) ? series + " FIPS" : series;
  }

  private static CustodyFact fact(Name name, String value) {
    return new CustodyFact(name, value, YUBICO);
  }
}
