package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.cvc.AuthenticatedRequest;
import dev.runseal.cvc.CvCertificate;
import dev.runseal.cvc.CvcException;
import dev.runseal.cvc.DeviceFiles;
import dev.runseal.cvc.SmartCardHsmChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a SmartCard-HSM (a Nitrokey HSM 2 is one) answered when it generated the key, with the
 * certificates of the device and of its issuer. As bytes: these data objects, one behind the other.
 *
 * <p>It shows where the key was made, on the maker's word. It says nothing about what may be done
 * with the key, so the level is the host's: a device that was initialised with key shares (DKEK)
 * gives its keys out encrypted, and whoever holds all shares can decrypt them.
 */
public record SmartCardHsmEvidence(AuthenticatedRequest request, List<CvCertificate> certificates)
    implements Evidence {
  /**
   * Not more than it shows: formats §4 asks for "not exportable under wrap" of any higher level.
   */
  private static final CustodyLevel LEVEL = CustodyLevel.HOST_ASSERTED;

  public SmartCardHsmEvidence {
    certificates = List.copyOf(certificates);
  }

  static SmartCardHsmEvidence decode(Bytes value) throws AttestationException {
    SmartCardHsmEvidence evidence = gather(Set.of(value));
    if (!evidence.encode().equals(value)) {
      throw AttestationException.malformed(
          "it is not the request followed by the certificates of the device and"
              + " of its issuer, each once");
    }
    return evidence;
  }

  /**
   * From files as devices and their tools give them, in any order: the request, a certificate,
   * several behind each other (C_DevAut), or a SEQUENCE of those.
   */
  public static SmartCardHsmEvidence gather(Set<Bytes> files) throws AttestationException {
    try {
      DeviceFiles found = DeviceFiles.parse(files);
      return new SmartCardHsmEvidence(found.request(), found.certificates());
    } catch (CvcException e) {
      throw exception(e);
    }
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.SMARTCARD_HSM;
  }

  @Override
  public Bytes encode() {
    List<Bytes> objects = new ArrayList<>();
    objects.add(request.encoding());
    certificates.forEach(each -> objects.add(each.encoding()));
    return Bytes.concat(objects.toArray(Bytes[]::new));
  }

  /** The request, and the certificates in one file as they stand on the device. */
  @Override
  public List<VendorPart> parts() {
    List<VendorPart> parts = new ArrayList<>();
    parts.add(new VendorPart("request", request.encoding()));
    if (!certificates.isEmpty()) {
      parts.add(
          new VendorPart(
              "devaut",
              Bytes.concat(
                  certificates.stream().map(CvCertificate::encoding).toArray(Bytes[]::new))));
    }
    return parts;
  }

  @Override
  public Custody verify(EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException {
    try {
      Bytes attested = request.verifyKey().spki();
      if (!attested.equals(subject.spki())) {
        throw AttestationException.refused(
            "the request speaks of key %s, expected %s, the key in use"
                .formatted(Sha256.of(attested), Sha256.of(subject.spki())));
      }
      List<CvCertificate> trusted = new ArrayList<>();
      for (Bytes root : roots.of(type())) {
        trusted.add(CvCertificate.parse(root));
      }
      return custody(SmartCardHsmChain.validate(request, atHand(roots), trusted, at));
    } catch (CvcException e) {
      throw exception(e);
    }
  }

  /** Those on the way are of any family: only those in this family's form can help. */
  private List<CvCertificate> atHand(DeviceRoots roots) throws CvcException {
    List<CvCertificate> all = new ArrayList<>(certificates);
    for (Bytes each : roots.onTheWay()) {
      if (VendorCertificate.isCardVerifiable(each)) {
        all.add(CvCertificate.parse(each));
      }
    }
    return all;
  }

  private Custody custody(SmartCardHsmChain chain) {
    String device = chain.device().holder().holder();
    String maker = "CardContact, by root " + chain.root().holder();
    return new Custody(
        LEVEL,
        "CardContact for where the key was made, the host for where it is now",
        List.of(
            new CustodyFact(Name.MAKER, "device issuer " + chain.issuer().holder().holder(), maker),
            new CustodyFact(Name.MODEL, "SmartCard-HSM", maker),
            new CustodyFact(Name.SERIAL, device, maker),
            CustodyFact.flag(Name.MADE_ON_DEVICE, true, maker),
            new CustodyFact(
                Name.KEY_LABEL, request.keyName().text(), "whoever had the key generated")),
        List.of(
            "that the key can't leave the device encrypted: a device with key shares (DKEK) exports"
                + " its keys, the request does not say whether it has any, and whoever holds all"
                + " shares can decrypt the key",
            "that the key is in device %s only: that is where it was made".formatted(device),
            "what the key may be used for, and behind which PIN",
            "the firmware of the device"),
        chain.notBefore(),
        chain.end().minusNanos(1));
  }

  private static AttestationException exception(CvcException e) {
    Reason reason =
        switch (e.reason()) {
          case MALFORMED -> Reason.MALFORMED;
          case REFUSED -> Reason.REFUSED;
        };
    return new AttestationException(reason, String.valueOf(e.getMessage()), e);
  }
}
