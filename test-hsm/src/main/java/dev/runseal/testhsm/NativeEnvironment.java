package dev.runseal.testhsm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's environment of this process. {@link System#getenv} is a copy made at start and
 * can't be written; a PKCS#11 module reads the real one. Not safe while other threads read it: set
 * it before the module is loaded.
 */
final class NativeEnvironment {
  private NativeEnvironment() {}

  static void set(String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      int failed =
          (int) setenv().invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
      if (failed != 0) {
        throw new AssertionError("setenv(%s) failed".formatted(name));
      }
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("setenv can't be called", e);
    }
  }

  private static MethodHandle setenv() {
    Linker linker = Linker.nativeLinker();
    MemorySegment function =
        linker
            .defaultLookup()
            .find("setenv")
            .orElseThrow(() -> new AssertionError("the C library has no setenv"));
    return linker.downcallHandle(
        function,
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  }
}
