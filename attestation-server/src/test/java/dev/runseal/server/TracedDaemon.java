package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A daemon in a process of its own, whose key writes to the file {@code marks} when it begins and
 * ends to sign: so that a trace of system calls shows that too. Ends with its standard input.
 *
 * <p>{@code java … dev.runseal.server.TracedDaemon DIRECTORY}
 */
final class TracedDaemon {
  static final String MARKS = "marks";
  static final String SIGNING = "signing";
  static final String SIGNED = "signed";

  private TracedDaemon() {}

  /** A key in memory that leaves marks. */
  private record MarkingKey(SealingKey key, Path marks) implements SealingKey {
    @Override
    public VerifyingKey publicKey() {
      return key.publicKey();
    }

    @Override
    public Bytes sign(ToBeSigned what) throws SigningException {
      mark(SIGNING);
      Bytes signature = key.sign(what);
      mark(SIGNED);
      return signature;
    }

    private void mark(String word) {
      try {
        Files.write(
            marks,
            (word + "\n").getBytes(StandardCharsets.US_ASCII),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException("no mark can be left", e);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    var key = new MarkingKey(SoftwareKey.named("sealing"), directory.resolve(MARKS));
    var config = DaemonFixture.config(directory, false);
    try (var daemon = DaemonFixture.start(config, key, DaemonFixture.OTHER)) {
      System.out.println("ready: " + daemon.log());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
