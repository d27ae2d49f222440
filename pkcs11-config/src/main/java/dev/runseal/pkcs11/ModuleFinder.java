package dev.runseal.pkcs11;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks for PKCS#11 modules where their packages and vendors put them on Debian, Fedora and macOS,
 * and where p11-kit has them registered. It looks at files only: nothing is loaded, because a
 * module is code that runs in this process. What is not found can still be named by its path.
 */
public final class ModuleFinder {
  /** A module's file: what it is for, and where. */
  public record Found(String kind, Path module) {}

  private static final List<String> LIBRARIES =
      List.of(
          "usr/lib/x86_64-linux-gnu",
          "usr/lib/aarch64-linux-gnu",
          "usr/lib64",
          "usr/lib",
          "usr/local/lib",
          "opt/homebrew/lib");

  /** Below each of the library directories. */
  private static final List<Kind> PACKAGED =
      List.of(
          new Kind(
              "SoftHSM 2",
              "softhsm/libsofthsm2.so",
              "pkcs11/libsofthsm2.so",
              "libsofthsm2.so",
              "libsofthsm2.dylib"),
          new Kind(
              "opencryptoki",
              "pkcs11/libopencryptoki.so",
              "opencryptoki/libopencryptoki.so",
              "opencryptoki/libopencryptoki.so.0"),
          new Kind("TPM 2.0 (tpm2-pkcs11)", "pkcs11/libtpm2_pkcs11.so", "libtpm2_pkcs11.so"),
          new Kind("YubiKey (ykcs11)", "libykcs11.so", "libykcs11.so.2", "libykcs11.dylib"),
          new Kind(
              "YubiHSM 2",
              "pkcs11/yubihsm_pkcs11.so",
              "yubihsm_pkcs11.so",
              "pkcs11/yubihsm_pkcs11.dylib"),
          new Kind(
              "smart cards, SmartCard-HSM, Nitrokey (OpenSC)",
              "opensc-pkcs11.so",
              "pkcs11/opensc-pkcs11.so",
              "opensc-pkcs11.dylib"),
          new Kind("SmartCard-HSM (sc-hsm-embedded)", "libsc-hsm-pkcs11.so"),
          new Kind("Utimaco", "libcs_pkcs11_R3.so", "libcs_pkcs11_R2.so"));

  /** Below the root. */
  private static final List<Kind> INSTALLED =
      List.of(
          new Kind(
              "Thales Luna",
              "usr/safenet/lunaclient/lib/libCryptoki2_64.so",
              "usr/lunasa/lib/libCryptoki2_64.so"),
          new Kind("Thales ProtectServer", "opt/safenet/protecttoolkit5/ptk/lib/libcryptoki.so"),
          new Kind(
              "Entrust nShield",
              "opt/nfast/toolkits/pkcs11/libcknfast.so",
              "opt/nfast/toolkits/pkcs11/libcknfast-64.so"),
          new Kind(
              "Utimaco",
              "opt/utimaco/lib/libcs_pkcs11_R3.so",
              "etc/utimaco/libcs_pkcs11_R3.so",
              "etc/utimaco/libcs2_pkcs11.so"),
          new Kind(
              "AWS CloudHSM",
              "opt/cloudhsm/lib/libcloudhsm_pkcs11.so",
              "opt/cloudhsm/lib/libcloudhsm_pkcs11_standard.so"),
          new Kind(
              "smart cards, SmartCard-HSM, Nitrokey (OpenSC)",
              "Library/OpenSC/lib/opensc-pkcs11.so"));

  private static final List<String> P11_KIT =
      List.of("etc/pkcs11/modules", "usr/share/p11-kit/modules", "opt/homebrew/etc/pkcs11/modules");
  private static final List<String> P11_KIT_LIBRARIES = List.of("pkcs11", "");
  private static final int MAX_REGISTRATION = 65_536;

  /** A maker or a software, and where its module lies. */
  private record Kind(String name, List<String> places) {
    Kind(String name, String... places) {
      this(name, List.of(places));
    }
  }

  private final Path root;

  /** A root other than that of this machine serves tests and mounted images. */
  ModuleFinder(Path root) {
    this.root = root;
  }

  public static ModuleFinder ofThisMachine() {
    return new ModuleFinder(Path.of("/"));
  }

  /** Every module once, however many names its file has; the order is always the same. */
  public List<Found> find() {
    var candidates = new ArrayList<Found>();
    for (Kind kind : PACKAGED) {
      for (String place : kind.places()) {
        LIBRARIES.forEach(library ->
            candidates.add(new Found(kind.name(), root.resolve(library).resolve(place))));
      }
    }
    for (Kind kind : INSTALLED) {
      kind.places().forEach(place -> candidates.add(new Found(kind.name(), root.resolve(place))));
    }
    candidates.addAll(registered());
    var seen = new HashSet<Path>();
    return candidates.stream()
        .filter(found -> findRealPath(found.module()).filter(seen::add).isPresent())
        .toList();
  }

  /** What p11-kit's module files name. One that can't be read is nobody's module. */
  private List<Found> registered() {
    var found = new ArrayList<Found>();
    for (String place : P11_KIT) {
      Path directory = root.resolve(place);
      if (!Files.isDirectory(directory)) {
        continue;
      }
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file :
            files.filter(name -> name.toString().endsWith(".module")).sorted().toList()) {
          findModule(file)
              .flatMap(this::findLibrary)
              .ifPresent(
                  module -> found.add(new Found("registered in " + file.getFileName(), module)));
        }
      } catch (IOException e) {
        // A directory that can't be listed holds nothing that could be offered.
      }
    }
    return found;
  }

  // spec: pkcs11.conf(5): lines of "name: value", comments begin with #
  private static Optional<String> findModule(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_REGISTRATION) {
        return Optional.empty();
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.lines()
          .map(String::strip)
          .filter(line -> line.startsWith("module:"))
          .map(line -> line.substring("module:".length()).strip())
          .filter(value -> !value.isEmpty() && value.indexOf('\0') < 0)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A name without a directory is looked up in p11-kit's own, and in the linker's. */
  private Optional<Path> findLibrary(String module) {
    if (module.startsWith("/")) {
      return Optional.of(root.resolve(module.substring(1)));
    }
    return LIBRARIES.stream()
        .map(root::resolve)
        .flatMap(library -> P11_KIT_LIBRARIES.stream().map(library::resolve))
        .map(directory -> directory.resolve(module))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Optional<Path> findRealPath(Path path) {
    try {
      return Files.isRegularFile(path) ? Optional.of(path.toRealPath()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
