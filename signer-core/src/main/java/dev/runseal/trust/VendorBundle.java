package dev.runseal.trust;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.VendorCertificate;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The roots of devices' makers as they were on a date, gathered so that a reader need not hunt for
 * them. It makes nothing trusted: a reader takes from it into a trust file. One ships with Runseal;
 * another file may stand in for it.
 *
 * @param date the day as of which it has what the makers publish
 * @param onTheWay certificates between roots and devices; they carry no trust
 */
public record VendorBundle(
    LocalDate date, List<DeviceRoot> roots, List<VendorCertificate> onTheWay) {
  public static final String MEDIA_TYPE = "application/vnd.runseal.vendors.v1+json";
  public static final int MAX_LENGTH = 1 << 20;

  private static final String RESOURCE = "vendors.json";

  public VendorBundle {
    roots = List.copyOf(roots);
    onTheWay = List.copyOf(onTheWay);
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("no root is there, expected at least one");
    }
    requireEachOnce(roots);
    requireEachOnce(onTheWay);
  }

  /** The one that ships with this version. */
  public static VendorBundle shipped() {
    return Shipped.BUNDLE;
  }

  public static VendorBundle parse(Bytes json) throws TrustException {
    try {
      return read(ObjectReader.of(StrictJson.parse(json, MAX_LENGTH)));
    } catch (JsonException e) {
      throw new TrustException("vendor bundle: " + e.getMessage(), e);
    }
  }

  private static VendorBundle read(ObjectReader reader) throws JsonException {
    reader.literal("mediaType", MEDIA_TYPE);
    LocalDate date = reader.parsed("date", VendorBundle::day);
    List<DeviceRoot> roots = new ArrayList<>();
    for (ObjectReader entry : reader.array("roots", ObjectReader::of)) {
      EvidenceType family = entry.parsed("family", EvidenceType::parse);
      VendorCertificate certificate = certificate(entry);
      entry.end();
      try {
        roots.add(new DeviceRoot(family, certificate.encoding()));
      } catch (IllegalArgumentException e) {
        throw new JsonException(entry.pointer(), String.valueOf(e.getMessage()), e);
      }
    }
    List<VendorCertificate> onTheWay = new ArrayList<>();
    for (ObjectReader entry : reader.array("onTheWay", ObjectReader::of)) {
      onTheWay.add(certificate(entry));
      entry.end();
    }
    reader.end();
    try {
      return new VendorBundle(date, roots, onTheWay);
    } catch (IllegalArgumentException e) {
      throw new JsonException("", String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The name is for whoever reads the file; one that is not the certificate's would mislead him.
   */
  private static VendorCertificate certificate(ObjectReader entry) throws JsonException {
    String name = entry.string("name");
    VendorCertificate certificate =
        entry.parsed("certificate", text -> new VendorCertificate(Bytes.parseBase64(text)));
    if (!certificate.name().equals(name)) {
      throw new JsonException(
          entry.at("name"),
          "found %s, expected the certificate's, %s"
              .formatted(Excerpt.quoted(name), Excerpt.quoted(certificate.name())));
    }
    return certificate;
  }

  /** These roots as those of a reader who asked for them. */
  public DeviceRoots devices() {
    var byFamily = new EnumMap<EvidenceType, Set<Bytes>>(EvidenceType.class);
    for (DeviceRoot each : roots) {
      byFamily.computeIfAbsent(each.family(), family -> new LinkedHashSet<>()).add(each.encoding());
    }
    return new DeviceRoots(byFamily, onTheWayEncodings());
  }

  Set<Bytes> onTheWayEncodings() {
    return onTheWay.stream()
        .map(VendorCertificate::encoding)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void requireEachOnce(List<?> entries) {
    if (new LinkedHashSet<>(entries).size() != entries.size()) {
      throw new IllegalArgumentException("a certificate is there twice for one purpose");
    }
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "date is %s, expected YYYY-MM-DD".formatted(Excerpt.quoted(text)), e);
    }
  }

  /** Read once, when it is first asked for. */
  private static final class Shipped {
    static final VendorBundle BUNDLE = read();

    private static VendorBundle read() {
      try (InputStream in = VendorBundle.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new AssertionError("this build has no " + RESOURCE);
        }
        return parse(Bytes.takingOwnership(in.readAllBytes()));
      } catch (IOException | TrustException e) {
        throw new AssertionError("this build's %s can't be read".formatted(RESOURCE), e);
      }
    }
  }
}
