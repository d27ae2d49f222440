package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the inner signature of a certificate or a request is over (7F4E). A request leaves out what
 * only an issuer can say: role and dates.
 *
 * @param extensions the object identifiers of its extensions, as octets
 */
public record CvBody(
    Bytes encoding,
    Optional<KeyReference> issuer,
    CvKey key,
    KeyReference holder,
    Optional<CvRole> role,
    Optional<CvDates> dates,
    List<Bytes> extensions) {
  private static final Bytes VERSION_1 = Bytes.of((byte) 0);

  static CvBody parse(Tlv object, String where) throws CvcException {
    TlvReader in = TlvReader.in(object, where);
    Bytes version = in.next(0x5f29, "a profile identifier").value();
    if (!version.equals(VERSION_1)) {
      throw CvcException.malformed(
          "%s: profile identifier is %s, expected 00".formatted(where, version.toHex()));
    }
    Optional<KeyReference> issuer = Optional.empty();
    Optional<Tlv> reference = in.findNext(0x42);
    if (reference.isPresent()) {
      issuer = Optional.of(KeyReference.parse(reference.get(), where + ": issuer"));
    }
    CvKey key = CvKey.parse(in.next(0x7f49, "a public key"), where);
    KeyReference holder =
        KeyReference.parse(in.next(0x5f20, "a holder reference"), where + ": holder");
    Optional<CvRole> role = Optional.empty();
    Optional<CvDates> dates = Optional.empty();
    Optional<Tlv> template = in.findNext(0x7f4c);
    if (template.isPresent()) {
      role = Optional.of(CvRole.parse(template.get(), where));
      dates =
          Optional.of(
              CvDates.parse(
                  in.next(0x5f25, "an effective date"),
                  in.next(0x5f24, "an expiration date"),
                  where));
    }
    List<Bytes> extensions = List.of();
    Optional<Tlv> extended = in.findNext(0x65);
    if (extended.isPresent()) {
      extensions = extensions(extended.get(), where);
    }
    in.end();
    return new CvBody(object.encoding(), issuer, key, holder, role, dates, extensions);
  }

  /** An extension has no flag that says whether it may be passed over, so none is. */
  void requireNoExtension(String whose) throws CvcException {
    if (!extensions.isEmpty()) {
      throw CvcException.refused(
          "%s has an extension, %s, that is not understood"
              .formatted(whose, extensions.getFirst().toHex()));
    }
  }

  private static List<Bytes> extensions(Tlv object, String where) throws CvcException {
    var found = new ArrayList<Bytes>();
    TlvReader in = TlvReader.in(object, where + ": extensions");
    while (in.hasMore()) {
      TlvReader extension = TlvReader.in(in.next(0x73, "an extension"), where + ": extension");
      found.add(extension.next(0x06, "an extension's kind").value());
    }
    return List.copyOf(found);
  }
}
