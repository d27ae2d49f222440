package dev.runseal.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The heads of a log that another implementation wrote, and the key that it signed them with. */
class Ed25519NoteKeyTest {
  private static final Path LOG =
      Path.of("src/test/resources/vectors/tlog-tiles-tessera/testdata/log");

  /** As the vector's own repository has it, in client/client_test.go of the same commit. */
  private static final String VKEY =
      "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

  @Test
  void isWrittenAsItWasRead() {
    assertThat(Ed25519NoteKey.parse(VKEY)).hasToString(VKEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 15})
  void aForeignHeadIsReadAndItsSignatureVerifies(int size) throws Exception {
    LogHead head = LogHead.parse(checkpoint(size));
    assertThat(head.origin()).isEqualTo("example.com/log/testdata");
    assertThat(head.size()).isEqualTo(size);
    Ed25519NoteKey.parse(VKEY).verify(head.note());
  }

  @Test
  void anotherTextUnderTheSignatureIsRefused() throws Exception {
    LogHead head = LogHead.parse(checkpoint(7).replace("\n7\n", "\n8\n"));
    assertThatThrownBy(() -> Ed25519NoteKey.parse(VKEY).verify(head.note()))
        .isInstanceOf(NoteException.class)
        .hasMessage(
            "signature line of example.com/log/testdata: signature does not verify under key e1d3bb843784420c1cda9ce9f01232cab7aca371dbcd0d23ea0ee710859244b1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.com/log|verifier key is \"example.com/log\", expected <name>+<8 hex digits>+<base64>",
        "a+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx|verifier key has the id 33d7b496, expected 233570f9",
        "a+33d7b496+AuHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx|verifier key has the type 02, expected 01 (Ed25519)",
        "a+33d7b496+AeHT|ed25519 key has 2 bytes, expected 32"
      })
  void whatIsNoVerifierKeyIsRefused(String vkey, String message) {
    assertThatThrownBy(() -> Ed25519NoteKey.parse(vkey))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void extensionLinesOfAForeignHeadAreLetThrough() throws Exception {
    String extended = checkpoint(7).replaceFirst("\n\n", "\nextension\n\n");
    assertThat(LogHead.parse(extended).size()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.com/log/testdata\\n7\\n|checkpoint has fewer than three lines, expected origin, size and root",
        "a\\n07\\nAA==\\n|checkpoint size is \"07\", expected a decimal number without leading zeros, at most 9007199254740991",
        "a\\n7\\nAA==\\n|checkpoint root has 4 characters, expected 44 of base64"
      })
  void aHeadWithoutItsThreeLinesIsRefused(String text, String message) throws IOException {
    String signatures = checkpoint(7).substring(checkpoint(7).indexOf("\n\n") + 1);
    assertThatThrownBy(() -> LogHead.parse(text.replace("\\n", "\n") + signatures))
        .isInstanceOf(NoteException.class)
        .hasMessage(message);
  }

  private static String checkpoint(int size) throws IOException {
    return Files.readString(LOG.resolve("checkpoint." + size));
  }
}
