package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.testhsm.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CryptokiTest {
  @TempDir Path directory;

  @Test
  void aPathWithoutAFileIsRefused() {
    Path absent = directory.resolve("absent.so");
    assertThatThrownBy(() -> Cryptoki.load(absent))
        .isInstanceOf(TokenException.class)
        .hasMessage("PKCS#11 module %s does not exist, or its directory can't be searched", absent);
  }

  @Test
  void aDirectoryIsRefused() {
    assertThatThrownBy(() -> Cryptoki.load(directory))
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith("PKCS#11 module ")
        .hasMessageEndingWith(" is no file");
  }

  @Test
  void aFileThatIsNoLibraryIsRefused() throws IOException {
    Path text = Files.writeString(directory.resolve("module.so"), "not a library");
    assertThatThrownBy(() -> Cryptoki.load(text))
        .isInstanceOf(TokenException.class)
        .hasMessageEndingWith(
            "module.so is not a shared library of this machine, expected a PKCS#11 module");
  }

  @Test
  void aLibraryThatIsNoModuleIsRefused() {
    Path someLibrary =
        Component.present(
            "some shared library",
            Optional.of(Path.of(System.getProperty("java.home"), "lib", "libzip.so"))
                .filter(Files::isRegularFile));
    assertThatThrownBy(() -> Cryptoki.load(someLibrary))
        .isInstanceOf(TokenException.class)
        .hasMessageEndingWith("is no PKCS#11 module: it has no C_GetFunctionList");
  }
}
