package dev.runseal.rig;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.testhsm.TokenBackend;
import dev.runseal.testhsm.TokenFixture;
import dev.runseal.trust.TrustException;
import dev.runseal.trust.TrustRoots;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.SealingChain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A fresh log on fresh tokens, as {@code runseal init} leaves it, in a directory of its own. The
 * caller and the signer are one user here, so it is one for development.
 */
public record Installation(
    Program program, Path directory, TokenFixture token, Map<String, String> environment) {
  public Installation {
    environment = Map.copyOf(environment);
  }

  /** Makes two tokens and holds the ceremony; {@code directory} is there and empty. */
  public static Installation create(Program program, TokenBackend tokens, Path directory)
      throws IOException, InterruptedException {
    TokenFixture ceremony = tokens.newToken("rig-ceremony");
    TokenFixture token = tokens.newToken("rig-signer");
    var made = new Installation(program, directory, token, tokens.environment());
    made.run(
        List.of(
            "init",
            "--dir",
            directory.resolve("conf").toString(),
            "--name",
            "example.com/rig",
            "--module",
            tokens.module().toString(),
            "--ceremony-token",
            ceremony.label(),
            "--ceremony-pin",
            "file:" + ceremony.userPinFile(),
            "--token",
            token.label(),
            "--pin",
            "file:" + token.userPinFile(),
            "--state",
            made.state().toString(),
            "--socket",
            made.socket().toString(),
            "--development"));
    return made;
  }

  public Path config() {
    return directory.resolve("conf").resolve("runseal.yaml");
  }

  public Path state() {
    return directory.resolve("state");
  }

  public Path socket() {
    return directory.resolve("seal.sock");
  }

  /** What a verifier of this log brings. */
  public TrustRoots roots() throws IOException {
    try {
      return TrustRoots.ofSealingRoot(
          Files.readString(directory.resolve("conf").resolve("root.pem")));
    } catch (TrustException e) {
      throw new IOException("the root that init wrote can't be used: " + e.getMessage(), e);
    }
  }

  /** The certified key of the log, as a verifier with these roots sees it. */
  public SealingChain chain() throws IOException {
    Path file = directory.resolve("conf").resolve("key-attestation.json");
    try {
      var attestation = KeyAttestation.parse(Bytes.of(Files.readAllBytes(file)));
      return SealingChain.validate(
          attestation.certificates(), roots().sealingRoots(), Instant.now());
    } catch (AttestationException | ChainException e) {
      throw new IOException("%s can't be used: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Runs a command to its end and returns what it printed; another status than 0 is thrown. */
  public String run(List<String> arguments) throws IOException, InterruptedException {
    Process process = builder(program.with(arguments)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          "runseal %s ended with %d: %s".formatted(arguments.getFirst(), status, output.strip()));
    }
    return output;
  }

  /** A process in which nothing of this one's settings for Runseal holds. */
  ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    Map<String, String> inherited = new HashMap<>(builder.environment());
    inherited.keySet().removeIf(name -> name.startsWith("RUNSEAL_"));
    builder.environment().clear();
    builder.environment().putAll(inherited);
    builder.environment().putAll(environment);
    return builder;
  }
}
