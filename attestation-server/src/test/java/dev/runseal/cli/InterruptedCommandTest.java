package dev.runseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that is told to stop while it waits. */
class InterruptedCommandTest {
  private static final String DECLARATION =
      """
      {"type": "https://runseal.dev/declaration/v1",
       "model": {"state": "none"}, "instructions": {"state": "none"},
       "retrieval": {"state": "none"}, "tools": {"state": "none"},
       "constraints": {"state": "none"}, "configuration": {"state": "none"},
       "input": {"state": "none"}, "environment": {"state": "none"}}
      """;

  @TempDir Path directory;

  @Test
  void leavesNoHalfMadeFileBehind() throws Exception {
    Path socket = directory.resolve("seal.sock");
    Path out = directory.resolve("bundle.json");
    Files.writeString(directory.resolve("declaration.json"), DECLARATION);
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream()),
            new PrintStream(OutputStream.nullOutputStream()),
            false,
            Map.of(),
            directory);
    var command =
        List.of("seal", "--socket", "seal.sock", "--out", "bundle.json", "declaration.json");
    try (var daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var processes = new RunsealProcesses(Map.of())) {
      daemon.bind(UnixDomainSocketAddress.of(socket));
      Process sealing = processes.start(command, terminal, directory.resolve("err"));
      try (var silent = daemon.accept()) {
        assertThat(silent.isOpen()).isTrue();
        assertThat(out).exists();
        sealing.destroy();
        sealing.waitFor();
        assertThat(out).doesNotExist();
      }
    }
  }
}
