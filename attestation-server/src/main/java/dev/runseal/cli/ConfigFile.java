package dev.runseal.cli;

import dev.runseal.server.ConfigException;
import dev.runseal.server.ServerConfig;
import java.nio.file.Path;

/** The daemon's configuration, as named on the command line. */
final class ConfigFile {
  private ConfigFile() {}

  static ServerConfig read(Terminal terminal, Path name) throws CommandException {
    try {
      return ServerConfig.read(terminal.file(name));
    } catch (ConfigException e) {
      throw CommandException.failed("%s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
