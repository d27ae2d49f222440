package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerEvents;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.LedgerOptions;
import dev.runseal.ledger.LedgerSetup;
import dev.runseal.ledger.RollbackGuard;
import dev.runseal.ledger.StateLock;
import dev.runseal.ledger.Submission;
import dev.runseal.ledger.TimeSource;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts over a state directory that a ledger wrote, while it runs and afterwards. */
class LogTranscriptTest {
  private static final SoftwareKey KEY = SoftwareKey.named("transcript");
  private static final Origin ORIGIN = Origin.of("example.com/log", KEY.publicKey());
  private static final int SEALS = 600;

  @TempDir Path directory;

  static Stream<Path> transcripts() throws Exception {
    return TranscriptTest.transcriptsIn("/cli/log").stream();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isAsItWasWritten(Path file) throws Exception {
    Path state =
        Files.createDirectory(
            directory.resolve("state"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Ledger running = open(state);
    running.append(seals());
    Files.writeString(
        directory.resolve("key.pem"),
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
            .formatted(KEY.publicKey().spki().toBase64()));
    var shell =
        new TranscriptShell(directory)
            .with("log", ORIGIN.text())
            .withCommand("ledger-stops", ignored -> close(running))
            .withCommand("flip", this::flip);
    try (running) {
      Transcript.read(file).play(shell);
    }
  }

  private static Ledger open(Path state) throws LedgerException {
    return Ledger.open(
        StateLock.acquire(state),
        new LedgerSetup(
            ORIGIN,
            KEY,
            TimeSource.ofHost(),
            RollbackGuard.over(List.of()),
            LedgerOptions.DEFAULT,
            LedgerEvents.NONE));
  }

  private static List<Submission> seals() {
    List<Submission> seals = new ArrayList<>();
    for (int i = 0; i < SEALS; i++) {
      seals.add(
          Submission.of(
              new Seal(
                  Position.pending(ORIGIN),
                  new Signer(991),
                  Sha256.of(Bytes.utf8("key attestation")),
                  new Caller.Unix(1000),
                  Separation.OTHER_USER,
                  Optional.empty(),
                  new RunIdentity(Sha256.of(Bytes.utf8("run " + i))),
                  new Execution("run-" + i),
                  Optional.empty(),
                  Optional.empty())));
    }
    return seals;
  }

  private static void close(Ledger ledger) {
    try {
      ledger.close();
    } catch (LedgerException e) {
      throw new AssertionError(e);
    }
  }

  /** Changes one bit of a file, and back. */
  private void flip(String name) {
    try {
      Path file = directory.resolve(name);
      byte[] content = Files.readAllBytes(file);
      content[content.length / 2] ^= 1;
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
