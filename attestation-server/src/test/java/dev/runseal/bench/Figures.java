package dev.runseal.bench;

import dev.runseal.bench.Steady.Measured;
import dev.runseal.bench.Steady.Observed;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one run, by name, as they go into the JSON file. A figure is measured, or null
 * with the reason under {@code unmeasured}; there are no defaults. Each is printed as it comes.
 */
final class Figures {
  private final Map<String, Json> figures = new LinkedHashMap<>();
  private final Map<String, Json> unmeasured = new LinkedHashMap<>();
  private final Map<String, Json> windows = new LinkedHashMap<>();
  private final List<String> disturbed = new ArrayList<>();

  /** Takes measurements; what it can't take it throws. */
  @FunctionalInterface
  interface Measurement {
    void take() throws IOException, InterruptedException;
  }

  void put(String name, double value) {
    if (!Double.isFinite(value)) {
      missing(name, "the measurement gave " + value);
      return;
    }
    // Four digits are more than any of these is good for.
    put(name, new BigDecimal(value).round(new MathContext(4)));
  }

  void count(String name, long value) {
    set(name, Json.integer(value));
  }

  void text(String name, String value) {
    set(name, Json.string(value));
  }

  void flag(String name, boolean value) {
    set(name, Json.bool(value));
  }

  void list(String name, Json value) {
    set(name, value);
  }

  void missing(String name, String reason) {
    set(name, Json.Null.NULL);
    unmeasured.put(name, Json.string(reason));
    System.out.printf("    because: %s%n", reason);
  }

  /** Takes the figures of these names; those that it fails to take are null, with the reason. */
  void measure(Measurement measurement, String... names) throws InterruptedException {
    try {
      measurement.take();
    } catch (IOException | RuntimeException e) {
      for (String name : names) {
        if (!figures.containsKey(name)) {
          missing(name, String.valueOf(e.getMessage()));
        }
      }
    }
    for (String name : names) {
      if (!figures.containsKey(name)) {
        throw new AssertionError("figure %s was promised and not taken".formatted(name));
      }
    }
  }

  /** The value that was measured under this name. */
  double value(String name) throws IOException {
    return switch (figures.get(name)) {
      case Json.Decimal(double value) -> value;
      case Json.Int(long value) -> value;
      case null, default -> throw new IOException(name + " was not measured");
    };
  }

  /** How the windows of a measurement were, beside the figures that were made of them. */
  void windows(String name, Measured measured) {
    System.out.printf("%s: %s%n", name, measured.text());
    if (measured.disturbed()) {
      disturbed.add(name);
    }
    windows.put(
        name,
        Json.object()
            .put("per_second", array(measured, each -> each.window().sealsPerSecond()))
            .put("other_cores", array(measured, Observed::otherCores))
            .put("thrown_away", measured.thrownAway())
            .put("warm_up_seconds", measured.warmUp().toSeconds())
            .put("warm_up_agreed", Json.bool(measured.warmUpAgreed()))
            .put("disturbed", Json.bool(measured.disturbed()))
            .put("bytes_per_answer", measured.all().bytesPerAnswer())
            .build());
  }

  /** Which measurements had too few quiet windows. */
  List<String> disturbed() {
    return List.copyOf(disturbed);
  }

  void write(Path file) throws IOException {
    Json.Builder document = Json.object();
    figures.forEach(document::put);
    document
        .put("disturbed", Json.array(disturbed.stream().map(Json::string).toList()))
        .put("unmeasured", new Json.Obj(unmeasured))
        .put("windows", new Json.Obj(windows));
    Files.writeString(file, CanonicalJson.text(document.build()) + "\n");
  }

  private void put(String name, BigDecimal rounded) {
    set(name, decimal(rounded));
  }

  private void set(String name, Json value) {
    if (figures.put(name, value) != null) {
      throw new AssertionError("figure %s was put twice".formatted(name));
    }
    System.out.printf("  %s %s%n", name, CanonicalJson.text(value));
  }

  private static Json array(Measured measured, ToDoubleFunction<Observed> value) {
    return Json.array(
        measured.taken().stream()
            .map(each -> new BigDecimal(value.applyAsDouble(each)).round(new MathContext(4)))
            .map(Figures::decimal)
            .toList());
  }

  private static Json decimal(BigDecimal value) {
    return new Json.Decimal(value.doubleValue());
  }
}
