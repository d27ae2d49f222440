package dev.runseal.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.runseal.pkcs11.CryptokiFunctions.Function;
import dev.runseal.pkcs11.TokenException.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/**
 * A loaded and initialised PKCS#11 module: all of PKCS#11 that SunPKCS11 can't do or hides. A
 * module is initialised once in a process and everything in the process shares that; so one owner
 * makes one Cryptoki per module and gives it to whoever needs it.
 */
public final class Cryptoki implements AutoCloseable {
  private static final int MAX_ENTRIES = 4096;
  private static final int INFO_SIZE = 88;
  private static final int TOKEN_INFO_SIZE = 208;
  private static final int MECHANISM_INFO_SIZE = 24;
  private static final int INITIALIZE_ARGS_SIZE = 48;

  private final CryptokiFunctions functions;

  private Cryptoki(CryptokiFunctions functions) {
    this.functions = functions;
  }

  /** Loads and initialises; a file that is no PKCS#11 module is refused. */
  public static Cryptoki load(Path module) throws TokenException {
    // Two names of one file are one library to the linker, so they must be one to us.
    Path real = realPath(module);
    var cryptoki = new Cryptoki(CryptokiFunctions.load(real));
    cryptoki.initialize();
    return cryptoki;
  }

  /** Whether this is the module that the path names. */
  boolean isOf(Path path) throws TokenException {
    return module().equals(realPath(path));
  }

  public Path module() {
    return functions.module();
  }

  /** What the library calls itself. */
  public ModuleInfo info() throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_SIZE, 8);
      functions.require(Function.C_GetInfo, info);
      return new ModuleInfo(text(info, 48, 32), text(info, 2, 32), version(info, 80));
    }
  }

  /** What is known of the module's tokens. */
  public TokenQuirks quirks() throws TokenException {
    return TokenQuirks.of(info());
  }

  /** The initialised tokens, in the order of their slots. Nothing is opened. */
  public List<TokenInfo> tokens() throws TokenException {
    return slots().stream().map(Slot::token).toList();
  }

  /** The slots that hold an initialised token. */
  List<Slot> slots() throws TokenException {
    var slots = new ArrayList<Slot>();
    TokenQuirks quirks = quirks();
    for (long id : list(Function.C_GetSlotList, (byte) 1)) {
      TokenInfo token = tokenInfo(id);
      if (token.has(Ck.CKF_TOKEN_INITIALIZED)) {
        slots.add(new Slot(id, token, quirks));
      }
    }
    return List.copyOf(slots);
  }

  /** The place of a slot in the list of all slots, with and without a token. */
  int slotIndex(Slot slot) throws TokenException {
    int index = list(Function.C_GetSlotList, (byte) 0).indexOf(slot.id());
    if (index < 0) {
      throw new TokenException(
          Reason.UNAVAILABLE, "slot %d of token %s is gone".formatted(slot.id(), slot.token()));
    }
    return index;
  }

  TokenInfo tokenInfo(long slot) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TOKEN_INFO_SIZE, 8);
      functions.require(Function.C_GetTokenInfo, slot, info);
      return new TokenInfo(
          text(info, 0, 32),
          text(info, 32, 32),
          text(info, 64, 16),
          text(info, 80, 16),
          version(info, 186),
          info.get(JAVA_LONG, 96));
    }
  }

  /** How much room the token of a slot has. */
  TokenRoom room(Slot slot) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TOKEN_INFO_SIZE, 8);
      functions.require(Function.C_GetTokenInfo, slot.id(), info);
      return new TokenRoom(info.get(JAVA_LONG, 104), info.get(JAVA_LONG, 176));
    }
  }

  /** What the token of a slot can do, of what matters here. */
  Mechanisms mechanisms(Slot slot) throws TokenException {
    List<Long> codes = list(Function.C_GetMechanismList, slot.id());
    var present = new EnumMap<Mechanism, Mechanism.Range>(Mechanism.class);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(MECHANISM_INFO_SIZE, 8);
      for (Mechanism mechanism : Mechanism.values()) {
        if (codes.contains(mechanism.code())) {
          long code =
              functions.call(Function.C_GetMechanismInfo, slot.id(), mechanism.code(), info);
          present.put(
              mechanism,
              code == 0
                  ? new Mechanism.Range(
                      info.get(JAVA_LONG, 0),
                      info.get(JAVA_LONG, 8),
                      (info.get(JAVA_LONG, 16) & Ck.CKF_HW) != 0)
                  : Mechanism.Range.UNTOLD);
        }
      }
    }
    return new Mechanisms(slot.token(), present);
  }

  /** A read-write session; it is not logged in unless another of this process is. */
  Session openSession(Slot slot) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      functions.require(
          Function.C_OpenSession,
          slot.id(),
          Ck.CKF_RW_SESSION | Ck.CKF_SERIAL_SESSION,
          MemorySegment.NULL,
          MemorySegment.NULL,
          handle);
      return new Session(functions, handle.get(JAVA_LONG, 0));
    }
  }

  /** Ends every session of this process with the token, and with them the login. */
  void closeAllSessions(Slot slot) throws TokenException {
    functions.require(Function.C_CloseAllSessions, slot.id());
  }

  /**
   * C_Finalize and C_Initialize: every session, login and handle of this process with any token of
   * the module is gone afterwards, which is what some modules need before they work again.
   */
  void reinitialize() throws TokenException {
    finish();
    initialize();
  }

  /** C_Finalize. The library stays loaded. */
  @Override
  public void close() {
    finish();
  }

  private static Path realPath(Path module) throws TokenException {
    try {
      return module.toRealPath();
    } catch (IOException e) {
      throw new TokenException(
          Reason.MODULE,
          "PKCS#11 module %s does not exist, or its directory can't be searched".formatted(module),
          e);
    }
  }

  private void initialize() throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments = arena.allocate(INITIALIZE_ARGS_SIZE, 8);
      arguments.set(JAVA_LONG, 32, Ck.CKF_OS_LOCKING_OK);
      long code = functions.call(Function.C_Initialize, arguments);
      if (CkResult.of(code) != CkResult.CKR_OK
          && CkResult.of(code) != CkResult.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
        throw new TokenException(
            Reason.MODULE,
            "%s can't be initialised: C_Initialize returned %s"
                .formatted(module(), CkResult.describe(code)));
      }
    }
  }

  /** Whatever C_Finalize answers, there is nothing more that could be done. */
  private void finish() {
    functions.call(Function.C_Finalize, MemorySegment.NULL);
  }

  /** The two calls, length and content, of the functions that fill an array of CK_ULONG. */
  private List<Long> list(Function function, Object of) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_LONG);
      functions.require(function, of, MemorySegment.NULL, count);
      long room = count.get(JAVA_LONG, 0);
      checkCount(function, room, MAX_ENTRIES);
      MemorySegment entries = arena.allocate(ADDRESS, Math.max(1, room));
      functions.require(function, of, entries, count);
      long filled = count.get(JAVA_LONG, 0);
      checkCount(function, filled, room);
      var list = new ArrayList<Long>();
      for (long i = 0; i < filled; i++) {
        list.add(entries.getAtIndex(JAVA_LONG, i));
      }
      return list;
    }
  }

  private void checkCount(Function function, long count, long most) throws TokenException {
    if (count < 0 || count > most) {
      throw new TokenException(
          Reason.MODULE,
          "%s of %s claims %s entries, expected at most %d"
              .formatted(function, module(), Long.toUnsignedString(count), most));
    }
  }

  /** A CK_VERSION: two bytes, each 0 to 255. */
  private static String version(MemorySegment info, long offset) {
    return "%d.%d"
        .formatted(
            Byte.toUnsignedInt(info.get(JAVA_BYTE, offset)),
            Byte.toUnsignedInt(info.get(JAVA_BYTE, offset + 1)));
  }

  private static String text(MemorySegment info, long offset, int length) {
    byte[] padded = info.asSlice(offset, length).toArray(JAVA_BYTE);
    // spec: PKCS #11 §3: padded with the blank character, not null-terminated (some do both)
    return new String(padded, StandardCharsets.UTF_8).replace("\0", " ").strip();
  }
}
