package dev.runseal.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** On what, of what, and how a run was made: without it no figure means anything. */
final class Machine {
  private Machine() {}

  static void describe(Figures figures, Path checkout, String command)
      throws IOException, InterruptedException {
    figures.text("command", command);
    figures.text("commit", output(checkout, "git", "rev-parse", "HEAD"));
    figures.flag(
        "uncommitted_changes", !output(checkout, "git", "status", "--porcelain").isEmpty());
    figures.text("processor", field("/proc/cpuinfo", "model name"));
    figures.count("cores", Runtime.getRuntime().availableProcessors());
    figures.text("memory", field("/proc/meminfo", "MemTotal"));
    figures.text("kernel", output(checkout, "uname", "-srm"));
    figures.text(
        "jdk", System.getProperty("java.vendor.version") + " " + Runtime.version().toString());
  }

  private static String output(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(directory.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("%s failed in %s".formatted(List.of(command), directory));
    }
    return output.strip();
  }

  private static String field(String file, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith(name)) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return "unknown"; // not every architecture names its processor
  }
}
