package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What an object shall be, or what one is searched by: attributes and their values. */
record Template(Map<Attribute, Bytes> values) {
  static final Template ANY = new Template(Map.of());

  Template {
    var copy = new EnumMap<Attribute, Bytes>(Attribute.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  static Template ofClass(long objectClass) {
    return ANY.with(Attribute.CKA_CLASS, objectClass);
  }

  Template without(Set<Attribute> attributes) {
    var fewer = new EnumMap<Attribute, Bytes>(Attribute.class);
    fewer.putAll(values);
    fewer.keySet().removeAll(attributes);
    return new Template(fewer);
  }

  Template with(Attribute attribute, Bytes value) {
    var more = new EnumMap<Attribute, Bytes>(Attribute.class);
    more.putAll(values);
    more.put(attribute, value);
    return new Template(more);
  }

  Template with(Attribute attribute, boolean value) {
    return with(attribute, Bytes.of(value ? (byte) 1 : (byte) 0));
  }

  Template with(Attribute attribute, long value) {
    byte[] ulong = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array();
    return with(attribute, Bytes.takingOwnership(ulong));
  }

  Template with(Attribute attribute, String value) {
    return with(attribute, Bytes.utf8(value));
  }
}
