package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.testhsm.OpenCryptoki;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the module of opencryptoki says while its daemon is not there. */
class OpenCryptokiDaemonTest {
  @Test
  void withoutItsDaemonTheModuleIsRefused() {
    Path module;
    try (OpenCryptoki tokens = OpenCryptoki.create()) {
      module = tokens.module();
    }
    assertThatThrownBy(() -> Cryptoki.load(module))
        .isInstanceOf(TokenException.class)
        .hasMessageEndingWith("can't be initialised: C_Initialize returned CKR_HOST_MEMORY");
  }
}
