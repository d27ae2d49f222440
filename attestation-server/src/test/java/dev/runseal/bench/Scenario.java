package dev.runseal.bench;

import java.io.IOException;

/** One of the situations that are measured, on tokens and a log of its own. */
@FunctionalInterface
interface Scenario {
  void run(Setting setting, Figures figures) throws IOException, InterruptedException;

  /** Those that {@code --scenario} names. */
  static Scenario named(String name) {
    return switch (name) {
      case "softhsm" -> new SoftHsmScenario();
      case "swtpm" -> new SwtpmScenario();
      case "growth" -> new GrowthScenario();
      case "start" -> new StartScenario();
      case "audit" -> new AuditScenario();
      case "verify" -> new VerifyScenario();
      default ->
          throw new IllegalArgumentException(
              "scenario is %s, expected softhsm, swtpm, growth, start, audit or verify"
                  .formatted(name));
    };
  }
}
