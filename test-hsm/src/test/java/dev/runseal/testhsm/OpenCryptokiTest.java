package dev.runseal.testhsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OpenCryptokiTest {
  private static final Path SOCKET = Path.of("/run/opencryptoki/pkcsslotd.socket");

  @Test
  void closingEndsTheDaemonAndRemovesTheTokens() {
    Path pinFile;
    try (OpenCryptoki tokens = OpenCryptoki.create()) {
      pinFile = tokens.newToken("a").userPinFile();
      assertThat(SOCKET).exists();
    }
    assertThat(SOCKET).doesNotExist();
    assertThat(pinFile).doesNotExist();
    assertThat(Path.of("/dev/shm")).isDirectoryNotContaining("glob:**opencryptoki.token*");
  }

  @Test
  void tokensOfOneLabelDifferInPin() {
    try (OpenCryptoki tokens = OpenCryptoki.create()) {
      TokenFixture one = tokens.newToken("twin");
      TokenFixture other = tokens.newToken("twin");
      assertThat(one.label()).isEqualTo(other.label());
      assertThat(one.userPin()).isNotEqualTo(other.userPin());
    }
  }

  @Test
  void tokensAreRefusedWhenAllSlotsAreTaken() {
    try (OpenCryptoki tokens = OpenCryptoki.create()) {
      for (int slot = 0; slot < Pkcsslotd.SLOTS; slot++) {
        tokens.newToken("token");
      }
      assertThatThrownBy(() -> tokens.newToken("one too many"))
          .isInstanceOf(AssertionError.class)
          .hasMessage("all 4 slots of opencryptoki are taken");
    }
  }

  /** The daemon outlives a test that is killed; the next test has to get rid of it. */
  @Test
  void whatAKilledTestLeftIsRemovedByTheNext() throws Exception {
    OpenCryptoki.create().close();
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LeavingMain.class.getName())
            .inheritIO()
            .start();
    assertThat(killed.waitFor()).isEqualTo(LeavingMain.STATUS);
    assertThat(SOCKET).exists();
    try (OpenCryptoki tokens = OpenCryptoki.create()) {
      assertThat(tokens.newToken("fresh").label()).isEqualTo("fresh");
    }
    assertThat(SOCKET).doesNotExist();
  }

  /** Makes a token and dies without closing anything. */
  static final class LeavingMain {
    static final int STATUS = 7;

    private LeavingMain() {}

    public static void main(String[] arguments) {
      OpenCryptoki.create().newToken("left");
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
