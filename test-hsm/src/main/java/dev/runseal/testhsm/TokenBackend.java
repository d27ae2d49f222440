package dev.runseal.testhsm;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A maker of fresh tokens of one kind, in a directory of its own that goes away on close. Make all
 * tokens first, then {@link #enterProcess}, then load the module: a module reads its environment
 * and its list of tokens once, at C_Initialize.
 */
public interface TokenBackend extends AutoCloseable {
  /** What not every kind of token can do. A test asks, and asserts what happens instead. */
  enum Ability {
    /** Two tokens can be made under one label. */
    REPEAT_LABELS,
    /** A private key can be made that its token would give away. */
    MAKE_EXTRACTABLE_KEYS
  }

  Path module();

  Set<Ability> abilities();

  /**
   * A new token. Without {@link Ability#REPEAT_LABELS}, a label that is there already is an {@link
   * AssertionError} with what the token's tool said.
   */
  TokenFixture newToken(String label);

  /**
   * How many wrong PINs the token has counted since it was made, where it tells: proof from outside
   * of how often one was tried.
   */
  default OptionalInt findWrongPins(TokenFixture token) {
    return OptionalInt.empty();
  }

  /** What a child process needs so that it sees these tokens. */
  Map<String, String> environment();

  /** Puts {@link #environment} into this process, where native code sees it. */
  default void enterProcess() {
    environment().forEach(NativeEnvironment::set);
  }

  @Override
  void close();
}
