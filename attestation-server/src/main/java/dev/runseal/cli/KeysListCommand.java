package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.pkcs11.Attribute;
import dev.runseal.pkcs11.KeyFacts;
import dev.runseal.pkcs11.Pkcs11Uri;
import dev.runseal.pkcs11.Token;
import dev.runseal.pkcs11.TokenException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the private keys on the daemon's token, with what the token says of each. */
@Command(
    name = "list",
    description =
        "List the private keys on the daemon's token: what each is for, and whether the token"
            + " keeps it to itself. Logs in with the configured PIN, once.",
    footerHeading = "%nExample:%n",
    footer = "  runseal keys list --config /etc/runseal/runseal.yaml")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class KeysListCommand implements Callable<Integer> {
  /** What a kept key is, in the words of pkcs11-tool. */
  private enum Kept {
    SENSITIVE("sensitive", Attribute.CKA_SENSITIVE),
    ALWAYS_SENSITIVE("always sensitive", Attribute.CKA_ALWAYS_SENSITIVE),
    NEVER_EXTRACTABLE("never extractable", Attribute.CKA_NEVER_EXTRACTABLE),
    LOCAL("local", Attribute.CKA_LOCAL);

    private final String text;
    private final Attribute attribute;

    Kept(String text, Attribute attribute) {
      this.text = text;
      this.attribute = attribute;
    }

    boolean holds(KeyFacts key) {
      return key.find(attribute).orElse(false);
    }
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The daemon's configuration.")
  private Path config;

  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  KeysListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A key and the certificate that stands beside it. */
  private record Listed(KeyFacts facts, Optional<KeyCertificate> certificate) {}

  @Override
  public Integer call() throws CommandException {
    List<Listed> keys = new ArrayList<>();
    try (Token token =
        Token.open(DaemonToken.of(terminal, ConfigFile.read(terminal, config).token()))) {
      for (KeyFacts facts : token.keys()) {
        Optional<Bytes> certificate =
            token.findCertificate(new Pkcs11Uri(Map.of(Pkcs11Uri.Part.ID, facts.id())));
        keys.add(new Listed(facts, certificate.map(KeyCertificate::parse)));
      }
    } catch (TokenException e) {
      throw DaemonToken.refused(e);
    }
    if (json.requested) {
      Json.Arr list = Json.array(keys.stream().map(KeysListCommand::json).toList());
      terminal.out().println(CanonicalJson.text(Json.object().put("keys", list).build()));
    } else if (keys.isEmpty()) {
      terminal.out().println("no private key stands on this token");
    } else {
      keys.forEach(this::print);
    }
    return ExitStatus.SUCCESS.code();
  }

  private void print(Listed key) {
    PrintStream print = terminal.out();
    print.println(key.facts().label());
    print.println("  id   " + key.facts().id().toHex());
    print.println("  key  " + key.facts().publicKey().spkiDigest());
    if (key.certificate().isPresent()) {
      KeyCertificate certificate = key.certificate().get();
      print.println("  log  " + certificate.origin().map(String::valueOf).orElse("none"));
      print.println("  from " + certificate.notBefore());
      print.println("  to   " + certificate.notAfter());
    } else {
      print.println("  no certificate stands beside it");
    }
    print.println("  is   " + text(key.facts(), true).orElse("nothing that a kept key is"));
    text(key.facts(), false).ifPresent(not -> print.println("  not  " + not));
    if (!key.facts().otherUses().isEmpty()) {
      print.println(
          "  also "
              + key.facts().otherUses().stream()
                  .map(Attribute::name)
                  .collect(Collectors.joining(", ")));
    }
  }

  private static Optional<String> text(KeyFacts key, boolean holds) {
    List<String> words = new ArrayList<>();
    for (Kept each : Kept.values()) {
      if (each.holds(key) == holds) {
        words.add(each.text);
      }
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
  }

  private static Json.Obj json(Listed key) {
    Json.Builder attributes = Json.object();
    key.facts()
        .attributes()
        .forEach((name, value) -> attributes.put(name.name(), Json.bool(value)));
    Json.Builder object =
        Json.object()
            .put("label", key.facts().label())
            .put("id", key.facts().id().toHex())
            .put("publicKey", key.facts().publicKey().spkiDigest().toString())
            .put("attributes", attributes);
    if (key.certificate().isPresent()) {
      KeyCertificate certificate = key.certificate().get();
      object
          .put("log", certificate.origin().map(origin -> Json.string(origin.text())))
          .put("notBefore", certificate.notBefore().toString())
          .put("notAfter", certificate.notAfter().toString());
    }
    return object.build();
  }
}
