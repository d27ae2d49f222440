package dev.runseal.cli;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.pkcs11.Ceremony;
import dev.runseal.pkcs11.CeremonyResult;
import dev.runseal.pkcs11.TokenException;
import dev.runseal.server.ServerConfig;
import dev.runseal.server.TokenSection;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.PemCertificates;
import dev.runseal.x509.Validity;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The ceremony: makes the keys of a log, and all that a daemon and a verifier need of them. */
@Command(
    name = "init",
    description =
        "Hold the ceremony: make the root key and an attestation key on one token and the sealing"
            + " key on another, and write the daemon's configuration. Nothing is ever overwritten.",
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal init --dir /etc/runseal --name example.com/agents \\",
      "    --module /usr/lib/softhsm/libsofthsm2.so \\",
      "    --ceremony-token root --ceremony-pin prompt \\",
      "    --token daemon --pin file:/etc/runseal/pin",
      "",
      "A PIN's source is file:PATH (its owner's only), credential:NAME (systemd) or",
      "prompt; never the PIN itself. docs/ceremony.md says how to hold a real one."
    })
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class InitCommand implements Callable<Integer> {
  private static final String CONFIG = "runseal.yaml";
  private static final String ROOT = "root.pem";
  private static final String ATTESTATION = "key-attestation.json";

  // spec: RFC 5280 appendix A.1, ub-common-name
  private static final int MAX_COMMON_NAME = 64;

  private static final int LAST_YEAR = 9999;

  /** A verifier whose clock is a little behind shall not refuse a log of its first minutes. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final String DEFAULT_SOCKET = "/run/runseal/seal.sock";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "Where the configuration, root and key attestation go.")
  private Path dir;

  @Option(
      names = "--name",
      paramLabel = "LOGNAME",
      required = true,
      description = "The log's name, beginning with a domain of yours.")
  private String name;

  @Option(
      names = "--module",
      paramLabel = "FILE",
      required = true,
      description = "The PKCS#11 module of both tokens.")
  private Path module;

  @Option(
      names = "--ceremony-token",
      paramLabel = "TOKEN",
      required = true,
      description = "The token for root and attestation key: label, serial or pkcs11: URI.")
  private String ceremonyToken;

  @Option(
      names = "--ceremony-pin",
      paramLabel = "SOURCE",
      required = true,
      description = "Where its PIN comes from.")
  private String ceremonyPin;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      required = true,
      description = "The daemon's token, for the sealing key.")
  private String token;

  @Option(
      names = "--pin",
      paramLabel = "SOURCE",
      required = true,
      description = "Where its PIN comes from, now and for the daemon.")
  private String pin;

  @Option(
      names = "--key-label",
      paramLabel = "LABEL",
      description = "The sealing key's label (default: ${DEFAULT-VALUE}).")
  private String keyLabel = TokenSection.DEFAULT_KEY;

  @Option(
      names = "--root-label",
      paramLabel = "LABEL",
      description = "The root key's label (default: ${DEFAULT-VALUE}).")
  private String rootLabel = "runseal-root";

  @Option(
      names = "--attestation-label",
      paramLabel = "LABEL",
      description = "The attestation key's label (default: the root's and -attestation).")
  private @Nullable String attestationLabel;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Its journal's directory (default: state in --dir).")
  private @Nullable Path state;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Its socket (default: ${DEFAULT-VALUE}).")
  private Path socket = Path.of(DEFAULT_SOCKET);

  @Option(
      names = "--root-validity",
      paramLabel = "PERIOD",
      description = "How long the root lasts (default: ${DEFAULT-VALUE}).")
  private String rootValidity = "P20Y";

  @Option(
      names = "--development",
      description = "Let in callers that run as the daemon's own user.")
  private boolean development;

  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  InitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    // Names are claimed before any token is touched: what can't be written is known by then.
    try (OutputFiles files = OutputFiles.claim(terminal, dir, List.of(CONFIG, ROOT, ATTESTATION))) {
      files.directory(journal(), "rwx------");
      Period validity = validity();
      var root = new TokenArgument(ceremonyToken, "--ceremony-pin", ceremonyPin);
      var daemon = new TokenArgument(token, "--pin", pin);
      ServerConfig config = config(daemon.section(terminal, module, keyLabel));
      CeremonyResult made =
          hold(root.section(terminal, module, rootLabel), config.token(), validity);
      String pem = PemCertificates.encode(List.of(made.rootCertificate()));
      write(files, config, made.attestation(), pem);
      report(made);
    }
    return ExitStatus.SUCCESS.code();
  }

  private void write(
      OutputFiles files, ServerConfig config, KeyAttestation attestation, String root)
      throws CommandException {
    try {
      files.write(ROOT, Bytes.utf8(root));
      files.write(ATTESTATION, attestation.encode());
      files.write(CONFIG, Bytes.utf8(config.render()));
      files.keep();
    } catch (CommandException e) {
      throw CommandException.failed(
          e.getMessage()
              + "; the keys are on their tokens: remove them with the maker's tool, or begin again"
              + " with other labels",
          e);
    }
  }

  private ServerConfig config(TokenSection section) throws CommandException {
    Path home = terminal.file(dir);
    try {
      return ServerConfig.of(
              name,
              terminal.file(journal()),
              terminal.file(socket),
              section,
              home.resolve(ATTESTATION))
          .withDevelopment(development);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(String.valueOf(e.getMessage()), e);
    }
  }

  private String attestationLabel() {
    return attestationLabel == null ? rootLabel + "-attestation" : attestationLabel;
  }

  private Path journal() {
    return state == null ? dir.resolve("state") : state;
  }

  private Period validity() throws CommandException {
    try {
      Period period = Period.parse(rootValidity);
      if (!period.isNegative() && !period.isZero()) {
        return period;
      }
    } catch (DateTimeParseException e) {
      throw CommandException.failed(
          "--root-validity: found \"%s\", expected a period such as P20Y".formatted(rootValidity),
          e);
    }
    throw CommandException.failed(
        "--root-validity: found \"%s\", expected it to be longer than nothing"
            .formatted(rootValidity));
  }

  private CeremonyResult hold(TokenSection root, TokenSection daemon, Period validity)
      throws CommandException {
    var random = new SecureRandom();
    try {
      return new Ceremony(plan(root, daemon, validity), new ChainIssuer(random), random, step -> {})
          .hold(DaemonToken.of(terminal, root), DaemonToken.of(terminal, daemon));
    } catch (TokenException e) {
      throw DaemonToken.refused(e);
    }
  }

  private Ceremony.Plan plan(TokenSection root, TokenSection daemon, Period period)
      throws CommandException {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    var validity = new Validity(now.minus(CLOCK_SKEW).toInstant(), end(now, period).toInstant());
    String common = "Runseal root of " + name;
    String rootName = common.length() <= MAX_COMMON_NAME ? common : "Runseal root";
    try {
      return new Ceremony.Plan(
          name, root.key(), attestationLabel(), daemon.key(), rootName, validity, validity);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(String.valueOf(e.getMessage()), e);
    }
  }

  // spec: RFC 5280 §4.1.2.5.2: a year has four digits
  private ZonedDateTime end(ZonedDateTime now, Period period) throws CommandException {
    try {
      ZonedDateTime end = now.plus(period);
      if (end.getYear() <= LAST_YEAR) {
        return end;
      }
    } catch (DateTimeException e) {
      throw tooLong(e);
    }
    throw tooLong(null);
  }

  private CommandException tooLong(@Nullable DateTimeException cause) {
    String message =
        "--root-validity: found \"%s\", expected an end before the year 10000"
            .formatted(rootValidity);
    return cause == null
        ? CommandException.failed(message)
        : CommandException.failed(message, cause);
  }

  private void report(CeremonyResult made) {
    Sha256 fingerprint = Sha256.of(made.rootCertificate());
    PrintStream print = terminal.out();
    if (json.requested) {
      Json.Obj result =
          Json.object()
              .put("log", made.log().text())
              .put("rootFingerprint", fingerprint.toString())
              .put("custody", made.custody().level().text())
              .put("config", dir.resolve(CONFIG).toString())
              .put("root", dir.resolve(ROOT).toString())
              .put("keyAttestation", dir.resolve(ATTESTATION).toString())
              .build();
      print.println(CanonicalJson.text(result));
      return;
    }
    String colons =
        HexFormat.ofDelimiter(":").withUpperCase().formatHex(fingerprint.value().toArray());
    print.println("log   " + made.log());
    print.println("root  SHA-256 fingerprint, for whoever pins it to compare:");
    print.println("      " + colons.substring(0, 48));
    print.println("      " + colons.substring(48));
    print.println("keys  " + rootLabel + ", " + attestationLabel() + " on the ceremony's token");
    print.println("      " + made.sealing().label() + " on the daemon's");
    print.println("kept  " + made.custody().level() + ", by this host's word alone");
    print.println("in    " + dir);
    print.println("      " + String.join(", ", CONFIG, ROOT, ATTESTATION));
    print.println("next  runseal serve --config " + dir.resolve(CONFIG));
  }
}
