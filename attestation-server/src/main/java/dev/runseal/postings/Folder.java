package dev.runseal.postings;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * The folder of the segments: all that the index asks of the disk. {@link DiskFolder} is the one on
 * disk; tests have one that crashes or fills up on demand.
 */
interface Folder {

  /** A file that is being written from its beginning to its end. */
  interface Output extends Closeable {
    void write(ByteBuffer source) throws IOException;

    /** Returns when all that was written is on the disk. */
    void force() throws IOException;
  }

  List<String> names() throws IOException;

  /** A new, empty file in the place of one that a crash may have left under this name. */
  Output create(String name) throws IOException;

  FileChannel read(String name) throws IOException;

  /** Gives a file another name, in the place of what has that name. */
  void rename(String from, String to) throws IOException;

  /** Removes a file, if it is there. */
  void delete(String name) throws IOException;

  /** Returns when the names of the files are on the disk. */
  void sync() throws IOException;
}
