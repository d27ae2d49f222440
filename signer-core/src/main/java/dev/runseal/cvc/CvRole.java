package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;

/**
 * What the holder of a certificate is within CardContact's PKI: the two upper bits of the template
 * 7F4C under CardContact's identifier for SmartCard-HSMs. Everything else is for another PKI.
 */
public enum CvRole {
  DEVICE("a device", 0x00),
  DEVICE_ISSUER("a device issuer", 0x80),
  ROOT("the scheme's root", 0xc0);

  /** The value of 1.3.6.1.4.1.24991.3.1.1, id-SC-HSM. */
  private static final Bytes ID_SC_HSM = Bytes.parseHex("2b0601040181c31f030101");

  private final String text;
  private final byte authorisation;

  CvRole(String text, int authorisation) {
    this.text = text;
    this.authorisation = (byte) authorisation;
  }

  /** Reads the value of 7F4C. */
  static CvRole parse(Tlv object, String where) throws CvcException {
    TlvReader in = TlvReader.in(object, where + ": authorisation template");
    Bytes oid = in.next(0x06, "a kind of role").value();
    Bytes authorisation = in.next(0x53, "a role").value();
    in.end();
    for (CvRole role : values()) {
      if (oid.equals(ID_SC_HSM) && authorisation.equals(Bytes.of(role.authorisation))) {
        return role;
      }
    }
    throw CvcException.malformed(
        "%s: role is %s of kind %s, expected 00, 80 or c0 of kind %s"
            .formatted(where, authorisation.toHex(), oid.toHex(), ID_SC_HSM.toHex()));
  }

  @Override
  public String toString() {
    return text;
  }
}
