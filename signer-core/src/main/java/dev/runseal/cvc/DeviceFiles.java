package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in the files that a device and its tools give out about one key: the device's
 * request, and the certificates of device and issuer in this order, as far as they are there.
 */
public record DeviceFiles(AuthenticatedRequest request, List<CvCertificate> certificates) {
  /** {@code sc-hsm-tool --export-for-pub-key-auth} puts the data objects into a SEQUENCE. */
  private static final int SEQUENCE = 0x30;

  private static final int MAX_LENGTH = 1 << 14;

  public DeviceFiles {
    certificates = List.copyOf(certificates);
  }

  /** From files in any order; a root among them proves nothing and is left out. */
  public static DeviceFiles parse(Collection<Bytes> files) throws CvcException {
    List<Tlv> objects = new ArrayList<>();
    for (Bytes file : files) {
      if (file.length() > MAX_LENGTH) {
        throw CvcException.malformed(
            "file has %d bytes, expected at most %d".formatted(file.length(), MAX_LENGTH));
      }
      read(new TlvReader(file, "file"), objects);
    }
    List<AuthenticatedRequest> requests = new ArrayList<>();
    Map<Bytes, CvCertificate> certificates = new LinkedHashMap<>();
    for (Tlv object : objects) {
      if (object.tag() == AuthenticatedRequest.TAG) {
        requests.add(AuthenticatedRequest.of(object));
      } else {
        certificates.put(object.encoding(), CvCertificate.of(object, certificates.size()));
      }
    }
    if (requests.size() != 1) {
      throw CvcException.malformed(
          "found %d authenticated requests (67), expected one".formatted(requests.size()));
    }
    return new DeviceFiles(
        requests.getFirst(), path(requests.getFirst(), List.copyOf(certificates.values())));
  }

  private static void read(TlvReader in, List<Tlv> objects) throws CvcException {
    while (in.hasMore()) {
      Tlv object = in.next();
      switch (object.tag()) {
        case SEQUENCE -> {
          TlvReader inside = TlvReader.in(object, "sequence");
          while (inside.hasMore()) {
            objects.add(requestOrCertificate(inside.next()));
          }
        }
        default -> objects.add(requestOrCertificate(object));
      }
    }
  }

  private static Tlv requestOrCertificate(Tlv object) throws CvcException {
    if (object.tag() != AuthenticatedRequest.TAG && object.tag() != CvCertificate.TAG) {
      throw CvcException.malformed(
          "found data object %s, expected an authenticated request (67) or a certificate (7F21)"
              .formatted(object.name()));
    }
    return object;
  }

  private static List<CvCertificate> path(
      AuthenticatedRequest request, List<CvCertificate> certificates) throws CvcException {
    List<CvCertificate> path = new ArrayList<>();
    Optional<CvCertificate> device = find(certificates, CvRole.DEVICE, request.device());
    device.ifPresent(path::add);
    if (device.isPresent()) {
      find(certificates, CvRole.DEVICE_ISSUER, device.get().issuer()).ifPresent(path::add);
    }
    for (CvCertificate each : certificates) {
      // Without the device's certificate nobody knows whose issuer to look for.
      boolean unknown = device.isEmpty() && each.role() == CvRole.DEVICE_ISSUER;
      if (unknown) {
        path.add(each);
      } else if (!path.contains(each) && each.role() != CvRole.ROOT) {
        throw CvcException.refused(
            "%s of %s is not on the path from device \"%s\", whose key signed the request"
                .formatted(each.name(), each.role(), request.device()));
      }
    }
    return path;
  }

  static Optional<CvCertificate> find(
      Collection<CvCertificate> certificates, CvRole role, KeyReference holder) {
    return certificates.stream()
        .filter(each -> each.role() == role && each.holder().equals(holder))
        .findFirst();
  }
}
