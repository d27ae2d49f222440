package dev.runseal.testhsm;

import java.nio.file.Path;
import java.util.Map;

/**
 * A maker of fresh tokens of one kind, in a directory of its own that goes away on close. Make all
 * tokens first, then {@link #enterProcess}, then load the module: a module reads its environment
 * and its list of tokens once, at C_Initialize.
 */
public interface TokenBackend extends AutoCloseable {
  Path module();

  /** A new token. Two calls may use the same label: some tests want just that. */
  TokenFixture newToken(String label);

  /** What a child process needs so that it sees these tokens. */
  Map<String, String> environment();

  /** Puts {@link #environment} into this process, where native code sees it. */
  default void enterProcess() {
    environment().forEach(NativeEnvironment::set);
  }

  @Override
  void close();
}
