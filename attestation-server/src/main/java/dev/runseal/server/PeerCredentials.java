package dev.runseal.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SocketChannel;

/**
 * The uid of the process at the other end of a Unix socket, as it was when it connected, from the
 * kernel: {@code getsockopt(SO_PEERCRED)}. Linux only.
 *
 * <p>This is the one class that touches an internal class of the JDK, for the socket's descriptor;
 * docs/decisions/peer-credentials.md says why.
 */
final class PeerCredentials {
  // From <asm-generic/socket.h>; the same on x86-64 and arm64.
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;

  // struct ucred { pid_t pid; uid_t uid; gid_t gid; }, each 32 bits
  private static final int UCRED_LENGTH = 12;
  private static final int UID_OFFSET = 4;

  private static final long NO_UID = 0xffff_ffffL;

  private static final MethodHandle DESCRIPTOR = descriptor();
  private static final MethodHandle GETSOCKOPT =
      function(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle GETEUID = function("geteuid", FunctionDescriptor.of(JAVA_INT));

  private PeerCredentials() {}

  static long uid(SocketChannel channel) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(UCRED_LENGTH, Integer.BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_INT, UCRED_LENGTH);
      int descriptor = (int) DESCRIPTOR.invoke(channel);
      int result =
          (int) GETSOCKOPT.invokeExact(descriptor, SOL_SOCKET, SO_PEERCRED, credentials, length);
      // The descriptor's number may have gone to another connection meanwhile; not while this one
      // is open, for a channel says that it is closed before it gives its descriptor back.
      if (!channel.isOpen()) {
        throw new IOException("the connection was closed while the kernel was asked for its peer");
      }
      if (result != 0 || length.get(JAVA_INT, 0) != UCRED_LENGTH) {
        throw new IOException(
            "getsockopt(SO_PEERCRED) returned %d and %d bytes, expected 0 and %d"
                .formatted(result, length.get(JAVA_INT, 0), UCRED_LENGTH));
      }
      long uid = Integer.toUnsignedLong(credentials.get(JAVA_INT, UID_OFFSET));
      if (uid == NO_UID) {
        throw new IOException("the kernel knows no peer of this connection");
      }
      return uid;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("neither call throws a checked exception", e);
    }
  }

  /** The uid that this process runs under. */
  static long ownUid() {
    try {
      return Integer.toUnsignedLong((int) GETEUID.invokeExact());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("geteuid throws nothing", e);
    }
  }

  private static MethodHandle descriptor() {
    try {
      Class<?> selectable = Class.forName("sun.nio.ch.SelChImpl");
      return MethodHandles.lookup()
          .findVirtual(selectable, "getFDVal", MethodType.methodType(int.class))
          .asType(MethodType.methodType(int.class, SocketChannel.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(
          "the JDK keeps the socket's descriptor to itself: run with --add-exports java.base/sun.nio.ch=ALL-UNNAMED, as the jar's manifest does",
          e);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    SymbolLookup lookup = Linker.nativeLinker().defaultLookup();
    MemorySegment address =
        lookup
            .find(name)
            .orElseThrow(() -> new AssertionError("the C library has no function " + name));
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }
}
