package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The newest signed head in a file of its own. It helps only where no backup takes it along: on
 * another disk or another host's file system, not beside the state directory.
 */
public final class HeadFile implements HeadKeeper {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Path path;

  public HeadFile(Path path) {
    this.path = path;
  }

  @Override
  public String where() {
    return "file " + path;
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public List<String> kept() throws IOException {
    if (!Files.exists(path)) {
      Path parent = path.getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        // Not mounted, say: that nothing was ever kept there can't be known.
        throw new IOException("there is no directory " + parent);
      }
      return List.of();
    }
    return List.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
  }

  @Override
  public void keep(String head) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException(path + " is no file");
    }
    new DiskDirectory(parent).putDurably(parent.relativize(absolute).toString(), Bytes.utf8(head));
  }
}
