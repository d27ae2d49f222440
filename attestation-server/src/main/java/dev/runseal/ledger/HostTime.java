package dev.runseal.ledger;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The host's clocks. What has elapsed comes from CLOCK_BOOTTIME on Linux; elsewhere from {@link
 * System#nanoTime}, which may stand still while the host sleeps, so that waking up looks like a
 * jump forward and stops sealing.
 */
final class HostTime implements TimeSource {
  private static final int CLOCK_BOOTTIME = 7;
  private static final MemoryLayout TIMESPEC =
      MemoryLayout.structLayout(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

  private final Optional<MethodHandle> clockGettime;

  HostTime() {
    boolean linux = System.getProperty("os.name").equals("Linux");
    Linker linker = Linker.nativeLinker();
    clockGettime =
        linux
            ? linker
                .defaultLookup()
                .find("clock_gettime")
                .map(at ->
                    linker.downcallHandle(
                        at,
                        FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)))
            : Optional.empty();
  }

  @Override
  public long wallMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public long elapsedNanos() {
    return clockGettime.map(HostTime::bootTime).orElseGet(System::nanoTime);
  }

  private static long bootTime(MethodHandle clockGettime) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(TIMESPEC);
      int result = (int) clockGettime.invokeExact(CLOCK_BOOTTIME, time);
      if (result != 0) {
        throw new AssertionError("every Linux since 2.6.39 has CLOCK_BOOTTIME");
      }
      return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
          + time.get(ValueLayout.JAVA_LONG, Long.BYTES);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("clock_gettime is C and throws nothing", e);
    }
  }
}
