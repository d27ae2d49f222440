package dev.runseal.verify;

import dev.runseal.attestation.CustodyFact;
import dev.runseal.json.Json;
import java.util.List;
import java.util.Optional;

/** What came of one claim, why, and which verified facts it rests on. */
public sealed interface Verdict {
  String reason();

  List<Fact> facts();

  /** The word in a report: {@code pass}, {@code fail} or {@code not shown}. */
  String text();

  /** The bundle shows it. */
  record Pass(String reason, List<Fact> facts) implements Verdict {
    public Pass {
      facts = List.copyOf(facts);
    }

    @Override
    public String text() {
      return "pass";
    }
  }

  /** The bundle shows that it is not so, or holds something that does not verify. */
  record Fail(String reason, List<Fact> facts) implements Verdict {
    public Fail {
      facts = List.copyOf(facts);
    }

    @Override
    public String text() {
      return "fail";
    }
  }

  /** The bundle shows nothing either way, or what it shows rests on another claim that fell. */
  record NotShown(String reason, List<Fact> facts) implements Verdict {
    public NotShown {
      facts = List.copyOf(facts);
    }

    @Override
    public String text() {
      return "not shown";
    }
  }

  /**
   * A name and a value that were verified, or that the verified signer vouches for.
   *
   * @param source who else vouches for it; facts about devices only
   */
  record Fact(String name, String value, Optional<String> source) {
    public Fact(String name, String value) {
      this(name, value, Optional.empty());
    }

    static Fact of(String name, Object value) {
      return new Fact(name, value.toString());
    }

    /** What evidence says of a device or a key. */
    public static Fact of(CustodyFact fact) {
      return new Fact(fact.name().text(), fact.value(), Optional.of(fact.source()));
    }

    Json.Obj json() {
      return Json.object()
          .put("name", name)
          .put("value", value)
          .put("source", source.map(Json::string))
          .build();
    }
  }

  static Verdict pass(String reason, Fact... facts) {
    return new Pass(reason, List.of(facts));
  }

  static Verdict fail(String reason, Fact... facts) {
    return new Fail(reason, List.of(facts));
  }

  static Verdict notShown(String reason, Fact... facts) {
    return new NotShown(reason, List.of(facts));
  }

  default Json.Obj json() {
    return Json.object()
        .put("verdict", text())
        .put("reason", reason())
        .put("facts", Json.array(facts().stream().map(Fact::json).toList()))
        .build();
  }
}
