package dev.runseal.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code strace -f -y -o} wrote: calls with their places in the order in which they began and
 * ended. The kernel stops a thread for strace at both ends of a call, so if one call ended before
 * another began here, it did so for everybody.
 */
public record SystemCalls(List<Call> calls) {
  private static final Pattern WHOLE = Pattern.compile("(\\w+)\\((.*)\\)\\s+= (\\S+).*");
  private static final Pattern BEGUN = Pattern.compile("(\\w+)\\((.*) <unfinished \\.\\.\\.>");
  private static final Pattern ENDED =
      Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)\\)\\s+= (\\S+).*");
  private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");

  /**
   * One call that ended.
   *
   * @param arguments as strace writes them, descriptors with what they are open on
   * @param begun the line of the trace in which it began
   * @param ended the line in which it ended, the same one where nothing else happened meanwhile
   */
  public record Call(String name, String arguments, String result, int begun, int ended) {
    /** Whether the first argument is a descriptor of a file whose path contains this. */
    public boolean isOn(String path) {
      int open = arguments.indexOf('<');
      int close = arguments.indexOf('>');
      return open > 0 && close > open && arguments.substring(open, close).contains(path);
    }
  }

  private record Begun(String name, String arguments, int line) {}

  public SystemCalls {
    calls = List.copyOf(calls);
  }

  public static SystemCalls read(Path trace) throws IOException {
    // strace escapes what is not ASCII.
    return parse(Files.readAllLines(trace, StandardCharsets.ISO_8859_1));
  }

  static SystemCalls parse(List<String> lines) throws IOException {
    List<Call> calls = new ArrayList<>();
    Map<String, Begun> open = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i));
      if (!line.matches()) {
        throw new IOException("line %d of the trace has no thread: %s".formatted(i, lines.get(i)));
      }
      String thread = line.group(1);
      String event = line.group(2);
      Matcher ended = ENDED.matcher(event);
      Matcher begun = BEGUN.matcher(event);
      Matcher whole = WHOLE.matcher(event);
      if (ended.matches()) {
        Begun first = open.remove(thread);
        if (first == null || !first.name().equals(ended.group(1))) {
          throw new IOException(
              "line %d of the trace ends what did not begin: %s".formatted(i, event));
        }
        calls.add(
            new Call(
                first.name(), first.arguments() + ended.group(2), ended.group(3), first.line(), i));
      } else if (begun.matches()) {
        open.put(thread, new Begun(begun.group(1), begun.group(2), i));
      } else if (whole.matches()) {
        calls.add(new Call(whole.group(1), whole.group(2), whole.group(3), i, i));
      } else if (event.startsWith("<...")) {
        open.remove(thread); // the end of a call that the process did not outlive
      } else if (!event.startsWith("---") && !event.startsWith("+++")) {
        throw new IOException("line %d of the trace can't be read: %s".formatted(i, event));
      }
    }
    return new SystemCalls(calls);
  }

  /** The calls of which this holds, in the order in which they ended. */
  public List<Call> that(Predicate<Call> condition) {
    return calls.stream().filter(condition).toList();
  }
}
