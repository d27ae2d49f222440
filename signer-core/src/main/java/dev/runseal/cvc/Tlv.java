package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;

/** One data object: its tag as the number that its octets make, its value, and all its octets. */
record Tlv(int tag, Bytes value, Bytes encoding) {
  String name() {
    return name(tag);
  }

  /** A tag as specifications write it, such as 7F21. */
  static String name(int tag) {
    return tag > 0xff ? "%04X".formatted(tag) : "%02X".formatted(tag);
  }
}
