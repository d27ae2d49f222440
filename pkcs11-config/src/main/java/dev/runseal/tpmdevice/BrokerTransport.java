package dev.runseal.tpmdevice;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A TPM behind the resource manager on the message bus, reached through the loader of TCG's
 * software stack (libtss2-tctildr), which tpm2-pkcs11 needs too and so is there. The context it
 * gives has the functions to transmit and to receive in fixed places. Guarded by the lock of
 * whoever owns the TPM.
 */
final class BrokerTransport implements TpmTransport {
  private static final String LOADER = "libtss2-tctildr.so.0";

  // spec: TCG TSS 2.0 TCTI, TSS2_TCTI_CONTEXT_COMMON_V1 on 64-bit machines
  private static final long TRANSMIT_AT = 16;
  private static final long RECEIVE_AT = 24;
  private static final long CONTEXT_SIZE = 40;
  private static final int WAIT_FOREVER = -1;

  private final MemorySegment context;
  private final MethodHandle transmit;
  private final MethodHandle receive;
  private final MethodHandle finish;

  private BrokerTransport(
      MemorySegment context, MethodHandle transmit, MethodHandle receive, MethodHandle finish) {
    this.context = context;
    this.transmit = transmit;
    this.receive = receive;
    this.finish = finish;
  }

  static BrokerTransport connect(TpmAddress.Broker address) throws IOException {
    SymbolLookup library;
    try {
      library = SymbolLookup.libraryLookup(LOADER, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new IOException(LOADER + " is not installed, which a resource manager needs", e);
    }
    Linker linker = Linker.nativeLinker();
    MethodHandle initialize =
        linker.downcallHandle(
            symbol(library, "Tss2_TctiLdr_Initialize"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    MethodHandle finish =
        linker.downcallHandle(
            symbol(library, "Tss2_TctiLdr_Finalize"), FunctionDescriptor.ofVoid(ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ADDRESS);
      require("connecting", initialize, arena.allocateFrom(address.toString()), out);
      MemorySegment context = out.get(ADDRESS, 0).reinterpret(CONTEXT_SIZE);
      var transmits = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS);
      var receives = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
      return new BrokerTransport(
          context,
          linker.downcallHandle(context.get(ADDRESS, TRANSMIT_AT), transmits),
          linker.downcallHandle(context.get(ADDRESS, RECEIVE_AT), receives),
          finish);
    }
  }

  @Override
  public byte[] exchange(byte[] command) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocateFrom(JAVA_BYTE, command);
      try {
        require("sending", transmit, context, (long) command.length, out);
      } finally {
        out.fill((byte) 0);
      }
      MemorySegment size = arena.allocate(JAVA_LONG);
      size.set(JAVA_LONG, 0, MAX_RESPONSE);
      MemorySegment in = arena.allocate(MAX_RESPONSE);
      require("receiving", receive, context, size, in, WAIT_FOREVER);
      return in.asSlice(0, size.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
    }
  }

  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(ADDRESS);
      pointer.set(ADDRESS, 0, context);
      call(finish, pointer);
    }
  }

  private static MemorySegment symbol(SymbolLookup library, String name) throws IOException {
    return library
        .find(name)
        .orElseThrow(() -> new IOException("%s has no %s".formatted(LOADER, name)));
  }

  private static void require(String doing, MethodHandle function, Object... arguments)
      throws IOException {
    int code = (int) call(function, arguments);
    if (code != 0) {
      throw new IOException(
          "%s failed with 0x%08x of the TPM software stack".formatted(doing, code));
    }
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      Object result = function.invokeWithArguments(arguments);
      return result == null ? 0 : result;
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing of its own", e);
    }
  }
}
