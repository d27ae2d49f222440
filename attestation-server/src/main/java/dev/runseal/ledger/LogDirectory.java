package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory of a log: the only way by which this package touches what is in it, so that a test
 * can make every single step fail. Names are relative, with slashes. Nothing here is durable before
 * a force returned: of a file {@link #force} makes the content durable, of its directory {@link
 * #forceDirectory} the name. {@link DiskDirectory} is the one on disk.
 */
interface LogDirectory {

  /** How a store comes to its directory. */
  @FunctionalInterface
  interface Opener {
    LogDirectory open(Path directory);
  }

  /** What to call this file in a message. */
  Path path(String name);

  boolean exists(String name) throws IOException;

  /** What a directory holds, in the order of the names; nothing if it is not there. */
  List<String> list(String directory) throws IOException;

  /** A whole file. */
  Bytes read(String name) throws IOException;

  /** A file that is there and grows at its end. */
  AppendFile open(String name) throws IOException;

  /** Writes a file of its own, over one that had this name. A crash leaves any part of it. */
  void write(String name, Bytes content) throws IOException;

  /** Returns when the content of this file is durable; after it threw, nothing is known of it. */
  void force(String name) throws IOException;

  /** Gives a file another name, taking it from a file that had it. A crash leaves one or both. */
  void rename(String from, String to) throws IOException;

  /** Removes a file or an empty directory, if it is there. */
  void delete(String name) throws IOException;

  /** Makes a directory, and those that it stands in, unless they are there. */
  void makeDirectory(String name) throws IOException;

  /** Returns when the names in this directory are durable; {@code ""} is the whole of it. */
  void forceDirectory(String name) throws IOException;

  /**
   * Puts a whole file in the place of another, or of nothing, for readers of this boot: they see
   * the old one or the new one. A power cut can leave the new name with any content.
   */
  default void put(String name, Bytes content) throws IOException {
    write(fresh(name), content);
    rename(fresh(name), name);
  }

  /**
   * The same, durably: a crash leaves the old file or the new one, never a mixture, and perhaps the
   * fresh one beside it, which the next call overwrites.
   */
  default void putDurably(String name, Bytes content) throws IOException {
    write(fresh(name), content);
    // Before the rename: otherwise a crash could leave the new name with nothing in it.
    force(fresh(name));
    rename(fresh(name), name);
    forceDirectory(parent(name));
  }

  private static String fresh(String name) {
    return name + ".new";
  }

  /** The directory that a name stands in; {@code ""} at the top. */
  static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }
}
