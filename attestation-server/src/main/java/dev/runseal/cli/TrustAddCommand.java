package dev.runseal.cli;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.trust.TrustRoots;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds to a trust file, which it begins where it is not there. */
@Command(
    name = "add",
    description = {
      "Add to a trust file, and begin it where it is not there. Nothing in it is lost; what it"
          + " holds already is refused, and so is a certificate for a second purpose."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal trust add trust.json --sealing-root root.pem --vendor yubikey-piv",
      "  runseal trust add trust.json --family smartcard-hsm --root test-root.cvc",
      "  runseal trust add trust.json \\",
      "    --origin log.example/1d7dac89bb437eb119cb5246224a148a"
    })
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class TrustAddCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TRUST", description = "The trust file.")
  private Path file;

  @Option(
      names = "--vendor",
      paramLabel = "FAMILY",
      converter = EvidenceTypeWord.class,
      description =
          "The makers' roots that ship for this family: yubikey-piv, yubihsm2 or smartcard-hsm;"
              + " may be repeated.")
  private List<EvidenceType> makers = List.of();

  @Option(
      names = "--family",
      paramLabel = "FAMILY",
      converter = EvidenceTypeWord.class,
      description = "The family that --root is for.")
  private @Nullable EvidenceType family;

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "A maker's root certificates for --family; may be repeated.")
  private List<Path> roots = List.of();

  @Option(
      names = "--sealing-root",
      paramLabel = "PEM",
      description = "A root certificate for sealing chains; may be repeated.")
  private List<Path> sealingRoots = List.of();

  @Option(
      names = "--enrolment-authority",
      paramLabel = "PEM",
      description = "The certificate of one whose word about a device counts; may be repeated.")
  private List<Path> authorities = List.of();

  @Option(
      names = "--origin",
      paramLabel = "ORIGIN",
      description = "A log; once one is named, no other log is trusted. May be repeated.")
  private List<String> origins = List.of();

  @Mixin private final VendorsOption vendors = new VendorsOption();

  @Spec private @Nullable CommandSpec spec;

  private final Terminal terminal;

  TrustAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    requireSomething();
    TrustFileEdit edit = TrustFileEdit.open(terminal, file);
    for (Path each : sealingRoots) {
      edit.sealingRoot(certificate(each));
    }
    for (EvidenceType maker : makers) {
      addShipped(edit, maker);
    }
    for (Path each : roots) {
      addRoots(edit, Objects.requireNonNull(family), each);
    }
    for (Path each : authorities) {
      edit.enrolmentAuthority(certificate(each));
    }
    for (String each : origins) {
      edit.pinnedOrigin(origin(each));
    }
    TrustRoots trust = edit.write();
    terminal.out().print(TrustShowCommand.text(trust));
    return ExitStatus.SUCCESS.code();
  }

  private void requireSomething() {
    if (roots.isEmpty() != (family == null)) {
      throw usage("--family and --root belong together: a root counts for one family");
    }
    if (sealingRoots.isEmpty()
        && makers.isEmpty()
        && roots.isEmpty()
        && authorities.isEmpty()
        && origins.isEmpty()) {
      throw usage("nothing to add: name a --vendor, a --sealing-root or an --origin");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  private void addShipped(TrustFileEdit edit, EvidenceType maker) throws CommandException {
    List<DeviceRoot> shipped =
        vendors.bundle(terminal).roots().stream().filter(root -> root.family() == maker).toList();
    if (shipped.isEmpty()) {
      throw CommandException.failed(
          "--vendor: no maker's root ships for %s: runseal trust list shows those that do"
              .formatted(maker));
    }
    for (DeviceRoot root : shipped) {
      edit.deviceRoot(root);
    }
  }

  private void addRoots(TrustFileEdit edit, EvidenceType of, Path name) throws CommandException {
    VendorFile read = VendorFile.readCertificates(terminal, name, of);
    for (Bytes part : read.parts()) {
      try {
        edit.deviceRoot(new DeviceRoot(of, part));
      } catch (IllegalArgumentException e) {
        throw read.file().wrong(e);
      }
    }
  }

  private Bytes certificate(Path pem) throws CommandException {
    return PemFile.read(terminal, pem).sealingRoot().sealingRoots().iterator().next();
  }

  private static Origin origin(String text) throws CommandException {
    try {
      return new Origin(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("--origin: " + e.getMessage(), e);
    }
  }
}
