package dev.runseal.cli;

import dev.runseal.server.ConfigException;
import dev.runseal.server.Daemon;
import dev.runseal.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon in the foreground until it is told to stop. */
@Command(
    name = "serve",
    description =
        "Run the daemon in the foreground. SIGTERM stops it: what is in flight is answered, then"
            + " it ends with status 0. What does not end in time, such as a token that hangs, is left"
            + " behind with status 2, and the next start goes on from what is on disk.",
    footerHeading = "%nExample:%n",
    footer = "  runseal serve --config /etc/runseal/runseal.yaml")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class ServeCommand implements Callable<Integer> {
  /** What a stop may take on top of the drain: the rollback guard alone is given 5 s. */
  private static final Duration GRACE = Duration.ofSeconds(8);

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
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> stop(daemon, configured.limits().drain().plus(GRACE)), "stop"));
    terminal.out().println("ready: %s at %s".formatted(daemon.log(), configured.listen().socket()));
    // Nothing counts it down: the process ends in the hook.
    new CountDownLatch(1).await();
    throw new AssertionError("the daemon ends with its process");
  }

  /** A token or a disk that hangs is asked on a thread of its own, which the end takes with it. */
  private void stop(Daemon daemon, Duration most) {
    var closing = new FutureTask<>(daemon::close, null);
    Thread.ofPlatform().name("close").daemon().start(closing);
    ExitStatus status = ExitStatus.FAILED;
    try {
      closing.get(most.toNanos(), TimeUnit.NANOSECONDS);
      terminal.out().println("stopped");
      status = ExitStatus.SUCCESS;
    } catch (TimeoutException e) {
      // A crash, and this is one, leaves durable entries that nobody was told of: the start signs.
      terminal
          .err()
          .println(
              "not stopped after %d s, the token or the disk does not answer: ending all the same, the next start signs what is durable"
                  .formatted(most.toSeconds()));
    } catch (ExecutionException e) {
      terminal.err().println("not stopped cleanly: " + e.getCause());
    } catch (InterruptedException e) {
      terminal.err().println("not stopped cleanly: interrupted");
    }
    // Otherwise the JVM would report the signal, 143, and a clean stop would read as a failure.
    Runtime.getRuntime().halt(status.code());
  }
}
