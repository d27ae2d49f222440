package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The name of a key: country, holder's mnemonic and a sequence number of five characters. TR-03110
 * part 3, appendix D.2.
 */
public record KeyReference(String text) {
  private static final int SEQUENCE = 5;
  // spec: 2 of ISO 3166-1, 1 to 9 of ISO 8859-1, 5 of the sequence; devices write ASCII
  private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{8,16}");

  public KeyReference {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "key reference is %s, expected 8 to 16 printable ASCII characters"
              .formatted(Excerpt.quoted(text)));
    }
  }

  static KeyReference parse(Tlv object, String where) throws CvcException {
    String text = new String(object.value().toArray(), StandardCharsets.ISO_8859_1);
    try {
      return new KeyReference(text);
    } catch (IllegalArgumentException e) {
      throw CvcException.malformed("%s: %s".formatted(where, e.getMessage()));
    }
  }

  /** Who holds the key: a device's is its serial number. */
  public String holder() {
    return text.substring(0, text.length() - SEQUENCE);
  }

  Bytes octets() {
    return Bytes.takingOwnership(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public String toString() {
    return text;
  }
}
