package dev.runseal.pkcs11;

import dev.runseal.testhsm.TokenBackend;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every kind of token must do for us, in seven parts. The test of each kind extends it; where
 * kinds differ, a part asserts what happens instead and skips nothing.
 */
public abstract class TokenContract
    implements CeremonyContract,
        NameContract,
        PinContract,
        KeyContract,
        CertificateContract,
        SigningContract,
        CheckupContract {
  @TempDir Path directory;
  private @Nullable TokenScene scene;

  /** A maker of fresh tokens, for one test. */
  protected abstract TokenBackend newBackend();

  /** What has to be known of these tokens, and no more than that: the contract shows it true. */
  @Override
  public abstract TokenQuirks quirks();

  @Override
  public TokenScene scene() {
    if (scene == null) {
      throw new AssertionError("JUnit makes the tokens before it runs a test");
    }
    return scene;
  }

  @BeforeEach
  void makeTokens() {
    scene = new TokenScene(newBackend(), directory);
  }

  @AfterEach
  void removeTokens() {
    if (scene != null) {
      scene.close();
    }
  }
}
