package dev.runseal.testhsm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A library that a test brings as C source and compiles for itself. */
public final class SharedObject {
  private SharedObject() {}

  /** Compiles this source, the bytes of a resource, to {@code target}. */
  public static Path compile(byte[] source, Path target, List<String> options)
      throws IOException, InterruptedException {
    Path file = target.resolveSibling(target.getFileName() + ".c");
    Files.write(file, source);
    List<String> command =
        new ArrayList<>(List.of(Component.program("gcc").toString(), "-shared", "-fPIC"));
    command.addAll(options);
    command.addAll(List.of("-o", target.toString(), file.toString(), "-ldl"));
    Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gcc.waitFor() != 0) {
      throw new AssertionError("gcc does not compile %s: %s".formatted(file, output));
    }
    return target;
  }
}
