package dev.runseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.server.ServerConfig;
import dev.runseal.server.TokenSection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the POSIX locale, where services start, Java has no name for a file with an é. */
final class LocaleTest {
  @TempDir Path directory;

  @Test
  void aPathThatTheLocaleCanNotNameIsRefusedWithTheLocaleThatCan() throws Exception {
    var token =
        new TokenSection(
            Path.of("/lib/é.so"), TokenSection.Naming.LABEL, "t", "prompt", "runseal-sealing");
    var config = ServerConfig.of("a", Path.of("/s"), Path.of("/r.sock"), token, Path.of("/k.json"));
    Files.writeString(directory.resolve("runseal.yaml"), config.render());
    try (var processes = new RunsealProcesses(Map.of("LC_ALL", "C"))) {
      var shell = new TranscriptShell(directory).in(processes);
      assertThat(shell.run("runseal serve --config runseal.yaml"))
          .startsWith("! runseal serve: runseal.yaml: token.module: found \"/lib/")
          .contains("which has no name in this process's locale: start it with LC_ALL=C.UTF-8")
          .endsWith("? 2");
    }
  }
}
