package dev.runseal.cli;

import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes certificates and evidence as files of other people's tools. */
@Command(
    name = "certs",
    description =
        "Write the certificates of a log's key in PEM, and what devices say of it in their makers'"
            + " own form. Nothing is judged, and no file is overwritten.",
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal export certs completion.json certs/",
      "  openssl verify -x509_strict -CAfile root.pem certs/chain.pem"
    })
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class ExportCertsCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "In place of a bundle: the configuration of the daemon whose key it is.")
  private @Nullable Path config;

  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "BUNDLE DIR",
      arity = "1..2",
      hideParamSyntax = true,
      description =
          "The bundle to take them from, unless --config is given, and the directory to write to,"
              + " made where it is not there.")
  private List<Path> names;

  private final Terminal terminal;

  ExportCertsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    KeyAttestationSource source = source();
    Path directory = names.getLast();
    List<CertificateFiles.Written> files = CertificateFiles.of(source.attestation());
    List<String> fileNames = files.stream().map(CertificateFiles.Written::name).toList();
    try (OutputFiles output = OutputFiles.claim(terminal, directory, fileNames)) {
      for (CertificateFiles.Written file : files) {
        output.write(file.name(), file.content());
      }
      output.keep();
    }
    if (json.requested) {
      terminal.out().println(CanonicalJson.text(json(source, directory, files)));
    } else {
      for (CertificateFiles.Written file : files) {
        terminal.out().println(directory.resolve(file.name()));
        WrappedText.lines(file.about(), 76).forEach(line -> terminal.out().println("    " + line));
      }
    }
    return ExitStatus.SUCCESS.code();
  }

  private KeyAttestationSource source() throws CommandException {
    if (config != null && names.size() == 2) {
      throw CommandException.failed("--config and a bundle are given: leave one of them out");
    }
    if (config != null) {
      return KeyAttestationSource.ofConfig(terminal, config);
    }
    if (names.size() == 1) {
      throw CommandException.failed(
          "only one name is given: name the bundle and then the directory to write to");
    }
    return KeyAttestationSource.ofBundle(terminal, names.getFirst());
  }

  private static Json.Obj json(
      KeyAttestationSource source, Path directory, List<CertificateFiles.Written> files) {
    return Json.object()
        .put("log", source.attestation().log().text())
        .put(
            "files",
            Json.array(
                files.stream()
                    .map(file ->
                        Json.object()
                            .put("name", directory.resolve(file.name()).toString())
                            .put("about", file.about())
                            .build())
                    .toList()))
        .build();
  }
}
