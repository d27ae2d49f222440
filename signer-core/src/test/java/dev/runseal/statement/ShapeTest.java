package dev.runseal.statement;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShapeTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void theLongestTextsAreLetIn() {
    assertThatCode(() -> Shape.EXECUTION.require("aZ09._:/-" + "x".repeat(119)))
        .doesNotThrowAnyException();
    assertThatCode(() -> Shape.WORKLOAD.require("x".repeat(64))).doesNotThrowAnyException();
    assertThatCode(() -> Shape.TLS_NAME.require("x".repeat(512))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\n", "é", "a\"b", "a@b"})
  void anExecutionOfOtherCharactersIsRefused(String id) {
    assertThatThrownBy(() -> new Execution(id))
        .hasMessageStartingWith("execution is \"")
        .hasMessageEndingWith(", expected 1 to 128 of [A-Za-z0-9._:/-]");
  }

  @Test
  void aTextThatIsTooLongIsShownCutShort() {
    assertThatThrownBy(() -> new Execution("x".repeat(129)))
        .hasMessage(
            "execution is \"%s…\", expected 1 to 128 of [A-Za-z0-9._:/-]"
                .formatted("x".repeat(80)));
    assertThatThrownBy(() -> Shape.WORKLOAD.require("a/b"))
        .hasMessage("workload is \"a/b\", expected 1 to 64 of [A-Za-z0-9._-]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff-" + TRACE + "-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-" + TRACE + "-00F067AA0BA902B7-01",
        "00-" + TRACE + "-00f067aa0ba902b7",
        "00-" + TRACE + "-00f067aa0ba902b7-01-extra",
        ""
      })
  void whatIsNoTraceparentIsRefused(String text) {
    assertThatThrownBy(() -> Shape.TRACEPARENT.require(text))
        .hasMessageStartingWith("traceparent is \"")
        .hasMessageEndingWith("in lower-case hex (W3C Trace Context)");
  }

  @Test
  void aSurrogateWithoutItsPairIsNoOutputName() {
    assertThatThrownBy(() -> Statements.output("a\ud800b"))
        .hasMessage("string holds the lone surrogate U+D800 at 1");
  }
}
