package dev.runseal.tpmdevice;

import dev.runseal.bytes.Bytes;
import dev.runseal.tpm.TpmReader;
import dev.runseal.tpmdevice.TpmDeviceException.Reason;
import java.util.Optional;

/** What a TPM keeps while it is off: its NV indices, by number. */
public final class TpmMemory {
  // spec: part 2, "TPMA_NV": a counter that the owner may read and write, without dictionary
  // attack protection, because it has no password
  private static final int COUNTER = 1 << 4;
  private static final int OWNER_WRITE = 1 << 1;
  private static final int OWNER_READ = 1 << 17;
  private static final int NO_DA = 1 << 25;
  private static final int WRITTEN = 1 << 29;

  private static final byte[] NO_PASSWORD = {};
  private static final int SHA256 = 0x000b;
  private static final int MOST_AT_ONCE = 512;
  private static final int MOST = 1 << 14;

  private final Tpm tpm;

  public TpmMemory(Tpm tpm) {
    this.tpm = tpm;
  }

  private record Area(int attributes, int size) {}

  /** What stands at this index, which anyone may read. */
  public Optional<Bytes> find(int index) throws TpmDeviceException {
    Optional<Area> area = findArea(index);
    if (area.isEmpty() || (area.get().attributes() & WRITTEN) == 0) {
      return Optional.empty();
    }
    if (area.get().size() > MOST) {
      throw new TpmDeviceException(
          Reason.REFUSED,
          "TPM %s has %d bytes at index 0x%08x, expected at most %d"
              .formatted(tpm.address(), area.get().size(), index, MOST));
    }
    Bytes found = Bytes.EMPTY;
    while (found.length() < area.get().size()) {
      int size = Math.min(MOST_AT_ONCE, area.get().size() - found.length());
      found = Bytes.concat(found, read(index, index, size, found.length()));
    }
    return Optional.of(found);
  }

  /** Makes a counter. Its first value is above any that a counter of this TPM ever had. */
  public void defineCounter(int index) throws TpmDeviceException {
    var command =
        new TpmCommand("TPM2_NV_DefineSpace", 0x12a)
            .handle(Tpm.Hierarchy.OWNER.handle(), NO_PASSWORD);
    command
        .parameters()
        .uint16(0) // no password
        .uint16(Integer.BYTES + 2 + Integer.BYTES + 2 + 2) // a TPM2B_NV_PUBLIC
        .uint32(index)
        .uint16(SHA256)
        .uint32(COUNTER | OWNER_WRITE | OWNER_READ | NO_DA)
        .uint16(0) // no policy
        .uint16(Long.BYTES);
    tpm.ask(command, TpmReader::rest);
  }

  /** Counts one on. Memory of this kind wears out: count seldom. */
  public void increment(int index) throws TpmDeviceException {
    var command =
        new TpmCommand("TPM2_NV_Increment", 0x134)
            .handle(Tpm.Hierarchy.OWNER.handle(), NO_PASSWORD)
            .handle(index);
    tpm.ask(command, TpmReader::rest);
  }

  /** What the counter is at; nothing where there is none, or one that never counted. */
  public Optional<Long> findCounter(int index) throws TpmDeviceException {
    Optional<Area> area = findArea(index);
    if (area.isEmpty() || (area.get().attributes() & WRITTEN) == 0) {
      return Optional.empty();
    }
    if ((area.get().attributes() & (0xf << 4)) != COUNTER || area.get().size() != Long.BYTES) {
      throw new TpmDeviceException(
          Reason.REFUSED,
          "TPM %s has something else than a counter at index 0x%08x"
              .formatted(tpm.address(), index));
    }
    Bytes value = read(Tpm.Hierarchy.OWNER.handle(), index, Long.BYTES, 0);
    return Optional.of(value.asBuffer().getLong());
  }

  public boolean isDefined(int index) throws TpmDeviceException {
    return findArea(index).isPresent();
  }

  /** Takes an index away. */
  public void undefine(int index) throws TpmDeviceException {
    var command =
        new TpmCommand("TPM2_NV_UndefineSpace", 0x122)
            .handle(Tpm.Hierarchy.OWNER.handle(), NO_PASSWORD)
            .handle(index);
    tpm.ask(command, TpmReader::rest);
  }

  private Bytes read(int authority, int index, int size, int offset) throws TpmDeviceException {
    var command =
        new TpmCommand("TPM2_NV_Read", 0x14e).handle(authority, NO_PASSWORD).handle(index);
    command.parameters().uint16(size).uint16(offset);
    return tpm.ask(command, response -> response.sized("data"));
  }

  private Optional<Area> findArea(int index) throws TpmDeviceException {
    try {
      return Optional.of(
          tpm.ask(
              new TpmCommand("TPM2_NV_ReadPublic", 0x169).handle(index),
              response -> {
                var area = new TpmReader(response.sized("nvPublic"), "NV public area");
                area.uint32("nvIndex");
                area.uint16("nameAlg");
                int attributes = area.uint32("attributes");
                area.sized("authPolicy");
                return new Area(attributes, area.uint16("dataSize"));
              }));
    } catch (TpmDeviceException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
