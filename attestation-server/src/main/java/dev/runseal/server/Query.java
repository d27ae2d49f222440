package dev.runseal.server;

import io.javalin.http.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Takes the query of one request apart, parameter by parameter; {@link #end} then refuses every one
 * that nobody asked for. Used by one thread, once.
 */
final class Query {
  private static final Pattern NATURAL = Pattern.compile("0|[1-9][0-9]{0,15}");

  private final Map<String, List<String>> parameters;
  private final Set<String> taken = new HashSet<>();

  private Query(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  static Query of(Context request) {
    return new Query(request.queryParamMap());
  }

  Optional<String> findText(String name) throws Refusal {
    taken.add(name);
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw refusal(name, "given %d times, expected once".formatted(values.size()));
    }
    return values.stream().findFirst();
  }

  /** A text that {@code parse} turns into a value; what it throws becomes the complaint. */
  <T> T parsed(String name, Function<String, T> parse) throws Refusal {
    String text = findText(name).orElseThrow(() -> refusal(name, "is missing"));
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw refusal(name, String.valueOf(e.getMessage()));
    }
  }

  long natural(String name) throws Refusal {
    return parsed(name, Query::parseNatural);
  }

  long natural(String name, long otherwise) throws Refusal {
    return findText(name).isPresent() ? natural(name) : otherwise;
  }

  /** Every parameter must have been asked for. */
  void end() throws Refusal {
    for (String name : parameters.keySet()) {
      if (!taken.contains(name)) {
        throw refusal(name, "unknown parameter");
      }
    }
  }

  static Refusal refusal(String name, String problem) {
    return new Refusal(Problem.INVALID_PARAMETER, name + ": " + problem);
  }

  private static long parseNatural(String text) {
    if (!NATURAL.matcher(text).matches()) {
      throw new IllegalArgumentException("found \"%s\", expected a number".formatted(text));
    }
    return Long.parseLong(text);
  }
}
