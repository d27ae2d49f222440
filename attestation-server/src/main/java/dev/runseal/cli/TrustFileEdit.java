package dev.runseal.cli;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.attestation.VendorCertificate;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.statement.Timestamp;
import dev.runseal.trust.TrustException;
import dev.runseal.trust.TrustRoots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A trust file with something added to it. Nothing that it holds is lost, and what it holds already
 * is refused: whoever adds it again is mistaken about the file. Used by one thread, once.
 */
final class TrustFileEdit {
  private final Terminal terminal;
  private final Path name;
  private final boolean isNew;
  private final Set<Bytes> sealingRoots = new LinkedHashSet<>();
  private final Set<DeviceRoot> deviceRoots = new LinkedHashSet<>();
  private final Set<Bytes> enrolmentAuthorities = new LinkedHashSet<>();
  private final Set<Origin> pinnedOrigins = new LinkedHashSet<>();
  private final Map<Sha256, Timestamp> distrustAfter = new LinkedHashMap<>();

  private TrustFileEdit(Terminal terminal, Path name, boolean isNew) {
    this.terminal = terminal;
    this.name = name;
    this.isNew = isNew;
  }

  /** Of the file as it is; of an empty one where it is not there. */
  static TrustFileEdit open(Terminal terminal, Path name) throws CommandException {
    if (Files.notExists(terminal.file(name))) {
      return new TrustFileEdit(terminal, name, true);
    }
    TrustRoots old = read(terminal, name);
    var edit = new TrustFileEdit(terminal, name, false);
    edit.sealingRoots.addAll(old.sealingRoots());
    edit.deviceRoots.addAll(old.deviceRoots());
    edit.enrolmentAuthorities.addAll(old.enrolmentAuthorities());
    edit.pinnedOrigins.addAll(old.pinnedOrigins());
    edit.distrustAfter.putAll(old.distrustAfter());
    return edit;
  }

  static TrustRoots read(Terminal terminal, Path name) throws CommandException {
    var input = new InputFile(terminal, name);
    try {
      return TrustRoots.parse(input.read(TrustRoots.MAX_LENGTH));
    } catch (TrustException e) {
      throw input.wrong(e);
    }
  }

  void sealingRoot(Bytes certificate) throws CommandException {
    requireNew(sealingRoots.add(certificate), "the sealing root", certificate);
  }

  void deviceRoot(DeviceRoot root) throws CommandException {
    requireNew(deviceRoots.add(root), "the " + root.family() + " root", root.encoding());
  }

  void enrolmentAuthority(Bytes certificate) throws CommandException {
    requireNew(enrolmentAuthorities.add(certificate), "the enrolment authority", certificate);
  }

  void pinnedOrigin(Origin origin) throws CommandException {
    if (!pinnedOrigins.add(origin)) {
      throw there("the log " + origin.text());
    }
  }

  /** Writes the file, whole. */
  TrustRoots write() throws CommandException {
    TrustRoots trust = trust();
    if (isNew) {
      try (OutputFile file = OutputFile.claim(terminal, name)) {
        file.write(trust.encode());
        file.keep();
      }
    } else {
      try (Replacement next = Replacement.of(terminal, name)) {
        next.write(trust.encode());
        next.putInPlace();
      }
    }
    return trust;
  }

  private TrustRoots trust() throws CommandException {
    if (sealingRoots.isEmpty()) {
      throw CommandException.failed(
          "%s: is not there yet: begin it with a --sealing-root".formatted(name));
    }
    try {
      return new TrustRoots(
          sealingRoots, deviceRoots, enrolmentAuthorities, pinnedOrigins, distrustAfter);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private void requireNew(boolean added, String what, Bytes certificate) throws CommandException {
    if (!added) {
      throw there("%s \"%s\"".formatted(what, new VendorCertificate(certificate).name()));
    }
  }

  private CommandException there(String what) {
    return CommandException.failed(
        "%s: holds %s already: nothing was changed".formatted(name, what));
  }
}
