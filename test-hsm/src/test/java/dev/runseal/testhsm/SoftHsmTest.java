package dev.runseal.testhsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SoftHsmExtension.class)
class SoftHsmTest {
  @Test
  void tokensOfOneLabelDifferInSerialAndPin(SoftHsm hsm) {
    TokenFixture one = hsm.newToken("twin");
    TokenFixture other = hsm.newToken("twin");
    assertThat(one.label()).isEqualTo(other.label());
    assertThat(one.serial()).isNotEqualTo(other.serial());
    assertThat(one.userPin()).isNotEqualTo(other.userPin());
  }

  @Test
  void thePinFileIsItsOwnersOnly(SoftHsm hsm) throws IOException {
    assertThat(Files.getPosixFilePermissions(hsm.newToken("a").userPinFile()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void closingRemovesTheDirectory() {
    Path pinFile;
    try (SoftHsm hsm = SoftHsm.create()) {
      pinFile = hsm.newToken("a").userPinFile();
      assertThat(pinFile).exists();
    }
    assertThat(pinFile.getParent()).doesNotExist();
  }
}
