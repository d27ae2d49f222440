package dev.runseal.cli;

import dev.runseal.server.ConfigException;
import dev.runseal.server.Daemon;
import dev.runseal.server.ServerConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon in the foreground until it is told to stop. */
@Command(
    name = "serve",
    description =
        "Run the daemon in the foreground. SIGTERM stops it: what is in flight is answered, then"
            + " it ends with status 0.",
    footerHeading = "%nExample:%n",
    footer = "  runseal serve --config /etc/runseal/runseal.yaml")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, as runseal init wrote it.")
  private Path config;

  private final Terminal terminal;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    ServerConfig configured = ConfigFile.read(terminal, config);
    Daemon daemon;
    try {
      daemon = Daemon.start(configured, terminal.environment());
    } catch (ConfigException e) {
      throw CommandException.failed("%s: %s".formatted(config, e.getMessage()), e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon), "stop"));
    terminal.out().println("ready: %s at %s".formatted(daemon.log(), configured.listen().socket()));
    // Nothing counts it down: the process ends in the hook.
    new CountDownLatch(1).await();
    throw new AssertionError("the daemon ends with its process");
  }

  private void stop(Daemon daemon) {
    daemon.close();
    terminal.out().println("stopped");
    // Otherwise the JVM would report the signal, 143, and a clean stop would read as a failure.
    Runtime.getRuntime().halt(ExitStatus.SUCCESS.code());
  }
}
