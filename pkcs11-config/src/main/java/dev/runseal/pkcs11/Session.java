package dev.runseal.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.pkcs11.CryptokiFunctions.Function;
import dev.runseal.pkcs11.TokenException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A session with one token. PKCS#11 allows a session to one thread at a time, so every method holds
 * this object's lock. What a module claims about lengths is not believed beyond what such a thing
 * can be.
 */
final class Session implements AutoCloseable {
  /** A certificate is the longest thing that we read from a token. */
  private static final long MAX_ATTRIBUTE = 65_536;

  private static final int MAX_OBJECTS = 10_000;
  private static final int P256_SIGNATURE = 64;
  private static final int ATTRIBUTE_SIZE = 24;
  private static final int MECHANISM_SIZE = 24;

  /** The two halves of a new key pair; handles are good until the module is initialised again. */
  record KeyPair(long publicKey, long privateKey) {}

  private final CryptokiFunctions functions;
  private final long handle;

  Session(CryptokiFunctions functions, long handle) {
    this.functions = functions;
    this.handle = handle;
  }

  /** Tries the PIN once. The copy that the module reads is wiped before this returns. */
  synchronized void login(Pin pin) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      long[] code = new long[1];
      pin.reveal(octets -> {
        MemorySegment copy = arena.allocate(octets.length);
        MemorySegment.copy(octets, 0, copy, JAVA_BYTE, 0, octets.length);
        try {
          code[0] =
              functions.call(Function.C_Login, handle, Ck.CKU_USER, copy, (long) octets.length);
        } finally {
          copy.fill((byte) 0);
        }
      });
      if (code[0] != 0) {
        throw new TokenException(Function.C_Login.name(), code[0]);
      }
    }
  }

  /** The objects that have all of these values. */
  synchronized List<Long> find(Template template) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      functions.require(
          Function.C_FindObjectsInit,
          handle,
          attributes(arena, template),
          (long) template.values().size());
      try {
        return findAll(arena);
      } finally {
        functions.call(Function.C_FindObjectsFinal, handle);
      }
    }
  }

  /** The value, or nothing where the object has no such attribute or won't show it. */
  synchronized Optional<Bytes> findAttribute(long object, Attribute attribute)
      throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ATTRIBUTE_SIZE, 8);
      cell.set(JAVA_LONG, 0, attribute.code());
      long code = functions.call(Function.C_GetAttributeValue, handle, object, cell, 1L);
      CkResult result = CkResult.of(code);
      if (result == CkResult.CKR_ATTRIBUTE_TYPE_INVALID
          || result == CkResult.CKR_ATTRIBUTE_SENSITIVE) {
        return Optional.empty();
      }
      if (result != CkResult.CKR_OK) {
        throw new TokenException(Function.C_GetAttributeValue.name(), code);
      }
      long room = cell.get(JAVA_LONG, 16);
      checkLength(attribute.name(), room, MAX_ATTRIBUTE);
      MemorySegment value = arena.allocate(Math.max(1, room), 8);
      cell.set(ADDRESS, 8, value);
      functions.require(Function.C_GetAttributeValue, handle, object, cell, 1L);
      long length = cell.get(JAVA_LONG, 16);
      checkLength(attribute.name(), length, room);
      return Optional.of(Bytes.takingOwnership(value.asSlice(0, length).toArray(JAVA_BYTE)));
    }
  }

  synchronized long create(Template template) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment object = arena.allocate(JAVA_LONG);
      functions.require(
          Function.C_CreateObject,
          handle,
          attributes(arena, template),
          (long) template.values().size(),
          object);
      return object.get(JAVA_LONG, 0);
    }
  }

  synchronized void destroy(long object) throws TokenException {
    functions.require(Function.C_DestroyObject, handle, object);
  }

  /** Makes an elliptic-curve key pair on the token. */
  synchronized KeyPair generateKeyPair(Template publicKey, Template privateKey)
      throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment publicHandle = arena.allocate(JAVA_LONG);
      MemorySegment privateHandle = arena.allocate(JAVA_LONG);
      functions.require(
          Function.C_GenerateKeyPair,
          handle,
          mechanism(arena, Mechanism.CKM_EC_KEY_PAIR_GEN),
          attributes(arena, publicKey),
          (long) publicKey.values().size(),
          attributes(arena, privateKey),
          (long) privateKey.values().size(),
          publicHandle,
          privateHandle);
      return new KeyPair(publicHandle.get(JAVA_LONG, 0), privateHandle.get(JAVA_LONG, 0));
    }
  }

  /** The ECDSA signature over a digest, as the device gives it: r and s, 32 bytes each. */
  synchronized Bytes sign(long privateKey, Sha256 digest) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom(JAVA_BYTE, digest.value().toArray());
      MemorySegment signature = arena.allocate(4L * P256_SIGNATURE);
      MemorySegment length = arena.allocate(JAVA_LONG);
      length.set(JAVA_LONG, 0, signature.byteSize());
      functions.require(
          Function.C_SignInit, handle, mechanism(arena, Mechanism.CKM_ECDSA), privateKey);
      functions.require(Function.C_Sign, handle, data, data.byteSize(), signature, length);
      long signed = length.get(JAVA_LONG, 0);
      if (signed != P256_SIGNATURE) {
        throw new TokenException(
            Reason.MODULE,
            "C_Sign gave %s bytes, expected %d for P-256"
                .formatted(Long.toUnsignedString(signed), P256_SIGNATURE));
      }
      return Bytes.takingOwnership(signature.asSlice(0, signed).toArray(JAVA_BYTE));
    }
  }

  /** A session that is dead already is closed enough. */
  @Override
  public synchronized void close() {
    functions.call(Function.C_CloseSession, handle);
  }

  private List<Long> findAll(Arena arena) throws TokenException {
    int batch = 64;
    MemorySegment objects = arena.allocate(JAVA_LONG, batch);
    MemorySegment count = arena.allocate(JAVA_LONG);
    var found = new ArrayList<Long>();
    while (true) {
      functions.require(Function.C_FindObjects, handle, objects, (long) batch, count);
      long here = count.get(JAVA_LONG, 0);
      if (here < 0 || here > batch || found.size() + here > MAX_OBJECTS) {
        throw new TokenException(
            Reason.MODULE,
            "C_FindObjects gave %s objects after %d, expected at most %d at a time and %d in all"
                .formatted(Long.toUnsignedString(here), found.size(), batch, MAX_OBJECTS));
      }
      if (here == 0) {
        return List.copyOf(found);
      }
      for (int i = 0; i < here; i++) {
        found.add(objects.getAtIndex(JAVA_LONG, i));
      }
    }
  }

  private static MemorySegment mechanism(Arena arena, Mechanism mechanism) {
    MemorySegment segment = arena.allocate(MECHANISM_SIZE, 8);
    segment.set(JAVA_LONG, 0, mechanism.code());
    return segment;
  }

  private static MemorySegment attributes(Arena arena, Template template) {
    MemorySegment cells =
        arena.allocate(Math.max(1, (long) ATTRIBUTE_SIZE * template.values().size()), 8);
    long at = 0;
    for (Map.Entry<Attribute, Bytes> entry : template.values().entrySet()) {
      byte[] octets = entry.getValue().toArray();
      MemorySegment value = arena.allocate(Math.max(1, octets.length), 8);
      MemorySegment.copy(octets, 0, value, JAVA_BYTE, 0, octets.length);
      cells.set(JAVA_LONG, at, entry.getKey().code());
      cells.set(ADDRESS, at + 8, value);
      cells.set(JAVA_LONG, at + 16, octets.length);
      at += ATTRIBUTE_SIZE;
    }
    return cells;
  }

  private static void checkLength(String of, long length, long most) throws TokenException {
    if (length < 0 || length > most) {
      throw new TokenException(
          Reason.MODULE,
          "%s claims %s bytes, expected at most %d"
              .formatted(of, Long.toUnsignedString(length), most));
    }
  }
}
