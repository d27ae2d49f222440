package dev.runseal.server;

import org.jspecify.annotations.Nullable;

/**
 * The daemon can't run with this configuration. The message begins with the dotted key that is at
 * fault and ends with the remedy.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final String key;

  public ConfigException(String key, String problem, String remedy, @Nullable Throwable cause) {
    super(key + ": " + problem + ": " + remedy, cause);
    this.key = key;
  }

  /** For a problem that ends with its remedy already. */
  public ConfigException(String key, String problem, Throwable cause) {
    super(key + ": " + problem, cause);
    this.key = key;
  }

  public ConfigException(String key, String problem, String remedy) {
    this(key, problem, remedy, null);
  }

  /** The dotted key at fault; {@code config} when it is the file itself. */
  public String key() {
    return key;
  }
}
