package dev.runseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts that need neither token nor daemon. */
class TranscriptTest {
  @TempDir Path directory;

  static Stream<Path> transcripts() throws Exception {
    return transcriptsIn("/cli/plain").stream();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isAsItWasWritten(Path file) throws Exception {
    Transcript.read(file).play(new TranscriptShell(directory));
  }

  static List<Path> transcriptsIn(String resource) throws URISyntaxException, IOException {
    Path folder =
        Path.of(
            Objects.requireNonNull(TranscriptTest.class.getResource(resource), resource).toURI());
    try (var files = Files.list(folder)) {
      List<Path> transcripts = files.sorted().toList();
      assertThat(transcripts).isNotEmpty();
      return transcripts;
    }
  }
}
