package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.util.Optional;

/**
 * Takes data objects from octets, one after the other. Tags have one or two octets, lengths are
 * definite and in the one shortest form (DER): of each value there is one spelling.
 */
final class TlvReader {
  private static final int TAG_GOES_ON = 0x1f;
  private static final int MORE = 0x80;

  private final Bytes octets;
  private final String where;
  private int at;

  /**
   * @param where what the octets are, for messages
   */
  TlvReader(Bytes octets, String where) {
    this.octets = octets;
    this.where = where;
  }

  /** What stands inside of a data object that {@code what} names. */
  static TlvReader in(Tlv object, String what) {
    return new TlvReader(object.value(), what);
  }

  boolean hasMore() {
    return at < octets.length();
  }

  Tlv next() throws CvcException {
    int start = at;
    int tag = tag();
    int length = length(tag);
    if (length > octets.length() - at) {
      throw CvcException.malformed(
          "%s: data object %s says that it has %d bytes, %d are left"
              .formatted(where, Tlv.name(tag), length, octets.length() - at));
    }
    Bytes value = octets.slice(at, at + length);
    at += length;
    return new Tlv(tag, value, octets.slice(start, at));
  }

  /** The next data object, which must be of this tag. */
  Tlv next(int tag, String what) throws CvcException {
    if (!hasMore()) {
      throw CvcException.malformed(
          "%s ends, expected %s (%s)".formatted(where, what, Tlv.name(tag)));
    }
    Tlv found = next();
    if (found.tag() != tag) {
      throw CvcException.malformed(
          "%s: data object is %s, expected %s (%s)"
              .formatted(where, found.name(), what, Tlv.name(tag)));
    }
    return found;
  }

  /** The next data object, if it is of this tag. */
  Optional<Tlv> findNext(int tag) throws CvcException {
    int start = at;
    if (!hasMore() || tag() != tag) {
      at = start;
      return Optional.empty();
    }
    at = start;
    return Optional.of(next());
  }

  void end() throws CvcException {
    if (hasMore()) {
      throw CvcException.malformed(
          "%s goes on with %d bytes where its end is expected"
              .formatted(where, octets.length() - at));
    }
  }

  private int tag() throws CvcException {
    int first = octet();
    if ((first & TAG_GOES_ON) != TAG_GOES_ON) {
      return first;
    }
    int second = octet();
    if (second < TAG_GOES_ON || second >= MORE) {
      throw CvcException.malformed(
          "%s: tag is %02X%02X, expected one of one or two octets in its shortest form"
              .formatted(where, first, second));
    }
    return first << 8 | second;
  }

  private int length(int tag) throws CvcException {
    int first = octet();
    if (first < MORE) {
      return first;
    }
    int size = first - MORE;
    if (size != 1 && size != 2) {
      throw CvcException.malformed(
          "%s: length of data object %s begins with %02X, expected a definite one of at most 65535"
              .formatted(where, Tlv.name(tag), first));
    }
    int length = size == 1 ? octet() : octet() << 8 | octet();
    if (length < (size == 1 ? MORE : 0x100)) {
      throw CvcException.malformed(
          "%s: length of data object %s is %d in %d octets, expected the shortest form"
              .formatted(where, Tlv.name(tag), length, size + 1));
    }
    return length;
  }

  private int octet() throws CvcException {
    if (!hasMore()) {
      throw CvcException.malformed("%s ends within a data object's tag or length".formatted(where));
    }
    return Byte.toUnsignedInt(octets.at(at++));
  }
}
