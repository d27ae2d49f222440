package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.pkcs11.PinSource.Credential;
import dev.runseal.pkcs11.PinSource.OwnerOnlyFile;
import dev.runseal.pkcs11.PinSource.Prompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinSourceTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"1234", "1234\n", "1234\r\n"})
  void aLineEndIsNoPartOfThePin(String content) throws Exception {
    assertThat(revealed(new OwnerOnlyFile(pinFile(content, "rw-------")).read("t")))
        .isEqualTo("1234");
  }

  @Test
  void blanksArePartOfThePin() throws Exception {
    assertThat(revealed(new OwnerOnlyFile(pinFile(" 12 34 \n", "r--------")).read("t")))
        .isEqualTo(" 12 34 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw------x"})
  void aFileThatOthersCanTouchIsRefused(String mode) throws IOException {
    Path file = pinFile("1234", mode);
    assertThatThrownBy(() -> new OwnerOnlyFile(file).read("t"))
        .isInstanceOf(TokenException.class)
        .hasMessage(
            "PIN file %s of token \"t\" is %s, expected to be its owner's only: run chmod 600 %s",
            file, mode, file);
  }

  @Test
  void anAbsentFileIsRefused() {
    assertThatThrownBy(() -> new OwnerOnlyFile(directory.resolve("absent")).read("t"))
        .isInstanceOf(TokenException.class)
        .hasMessage(
            "PIN file %s of token \"t\" does not exist: write the PIN into it, readable by its owner only",
            directory.resolve("absent"));
  }

  @Test
  void whatIsNoRegularFileIsRefused() throws IOException {
    Path place = Files.createDirectory(directory.resolve("place"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
    assertThatThrownBy(() -> new OwnerOnlyFile(place).read("t"))
        .isInstanceOf(TokenException.class)
        .hasMessage("PIN file %s of token \"t\" is no regular file", place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n"})
  void anEmptyPinIsRefused(String content) throws IOException {
    Path file = pinFile(content, "rw-------");
    assertThatThrownBy(() -> new OwnerOnlyFile(file).read("t"))
        .isInstanceOf(TokenException.class)
        .hasMessage("PIN in %s of token \"t\": PIN has 0 bytes, expected 1 to 255", file);
  }

  @Test
  void aCredentialIsReadFromSystemdsDirectory() throws Exception {
    pinFile("1234\n", "r--r-----"); // systemd's own modes are not ours to judge
    var environment = Map.of("CREDENTIALS_DIRECTORY", directory.toString());
    assertThat(revealed(Credential.of("pin", environment).read("t"))).isEqualTo("1234");
  }

  @Test
  void aCredentialWithoutSystemdIsRefused() {
    assertThatThrownBy(() -> Credential.of("pin", Map.of()))
        .isInstanceOf(TokenException.class)
        .hasMessage(
            "credential \"pin\" is named, but CREDENTIALS_DIRECTORY is not set: start by systemd with LoadCredential=pin:FILE");
  }

  @ParameterizedTest
  @CsvSource({"../pin, ../pin", ".., ..", "., .", "'', ''", "a\0b, a\\u0000b"})
  void aCredentialThatIsNoFileOfItsDirectoryIsRefused(String name, String shown) {
    assertThatThrownBy(() -> new Credential(directory, name))
        .hasMessage(
            "credential is \"%s\", expected the name of a file in the credentials directory",
            shown);
  }

  @Test
  void aPromptWithoutTerminalIsRefused() {
    assertThatThrownBy(() -> new Prompt(null).read("t"))
        .isInstanceOf(TokenException.class)
        .hasMessage("there is no terminal to ask for the PIN of token \"t\": name a PIN file");
  }

  @Test
  void aPinIsHiddenAndWipedOnClose() {
    byte[] octets = "1234".getBytes(StandardCharsets.UTF_8);
    Pin pin = Pin.takingOwnership(octets);
    assertThat(pin).hasToString("PIN (hidden)");
    pin.close();
    assertThat(octets).containsOnly(0);
    assertThatThrownBy(() -> revealed(pin))
        .isInstanceOf(AssertionError.class)
        .hasMessage("a PIN was used after it was wiped");
  }

  @Test
  void aConfigurationNamesTheSource() throws Exception {
    Map<String, String> systemd = Map.of("CREDENTIALS_DIRECTORY", "/run/credentials");
    assertThat(PinSource.parse("file:/etc/pin", systemd, null))
        .isEqualTo(new OwnerOnlyFile(Path.of("/etc/pin")));
    assertThat(PinSource.parse("credential:pin", systemd, null))
        .isEqualTo(new Credential(Path.of("/run/credentials"), "pin"));
    assertThat(PinSource.parse("prompt", systemd, null)).isEqualTo(new Prompt(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234", "file:pin", "file:/etc/p\0in", "env:PIN", ""})
  void aPinInTheConfigurationIsRefusedWithoutShowingIt(String text) {
    assertThatThrownBy(() -> PinSource.parse(text, Map.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the PIN's source (not shown: it could be a PIN) is unknown, expected file:/path, credential:NAME or prompt");
  }

  private Path pinFile(String content, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("pin"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static String revealed(Pin pin) {
    var text = new StringBuilder();
    pin.reveal(octets -> text.append(new String(octets, StandardCharsets.UTF_8)));
    return text.toString();
  }
}
