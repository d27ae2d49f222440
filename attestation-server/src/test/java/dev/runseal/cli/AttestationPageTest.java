package dev.runseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.docs.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plays every session of docs/attestation.md that needs no device, on what real devices said. */
final class AttestationPageTest {
  private static final Pattern SESSION = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path directory;

  @Test
  void everySessionIsAsItIsWritten() throws Exception {
    VendorFiles.write(directory);
    new CardLog(directory).write();
    Matcher session = SESSION.matcher(Checkout.find().read("docs/attestation.md"));
    int played = 0;
    while (session.find()) {
      Path written = Files.writeString(directory.resolve("session-" + played), session.group(1));
      Transcript.read(written).play(new TranscriptShell(directory));
      played++;
    }
    assertThat(played).isGreaterThan(6);
  }
}
