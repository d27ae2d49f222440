package dev.runseal.cli;

import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.trust.VendorBundle;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Whose word about devices counts, as one says it to a command; nobody's is taken unasked. */
final class MakerRoots {
  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "Root certificates of the maker, got from him beforehand; may be repeated.")
  private List<Path> files = List.of();

  @Option(
      names = "--shipped-roots",
      description =
          "In place of --root: the makers' roots that ship with this version, as runseal trust"
              + " list shows them.")
  private boolean shipped;

  boolean given() {
    return shipped || !files.isEmpty();
  }

  /** The roots for one family; certificates on the way carry no trust and may always help. */
  DeviceRoots read(Terminal terminal, EvidenceType type) throws CommandException {
    DeviceRoots makers = VendorBundle.shipped().devices();
    if (shipped && !files.isEmpty()) {
      throw CommandException.failed("--root and --shipped-roots are given: leave one of them out");
    }
    if (shipped && makers.of(type).isEmpty()) {
      throw CommandException.failed(
          "--shipped-roots: none ship for %s: name the root with --root".formatted(type.text()));
    }
    if (shipped) {
      return makers;
    }
    if (files.isEmpty()) {
      throw CommandException.failed(
          "--root: is missing: name the maker's root certificates, got from him beforehand, or take"
              + " those that ship, as of %s, with --shipped-roots"
                  .formatted(VendorBundle.shipped().date()));
    }
    return onTheWayAlone().with(type, certificates(terminal, type, files));
  }

  /** Nobody is believed; certificates that ship may help to find a path. */
  static DeviceRoots onTheWayAlone() {
    return DeviceRoots.NONE.withOnTheWay(VendorBundle.shipped().devices().onTheWay());
  }

  static Set<Bytes> certificates(Terminal terminal, EvidenceType type, List<Path> names)
      throws CommandException {
    Set<Bytes> all = new LinkedHashSet<>();
    for (Path name : names) {
      all.addAll(VendorFile.readCertificates(terminal, name, type).parts());
    }
    return all;
  }
}
