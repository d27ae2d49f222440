package dev.runseal.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.rig.SystemCalls.Call;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemCallsTest {
  @Test
  void callsThatOverlapKeepBothEnds() throws Exception {
    var calls =
        SystemCalls.parse(
            List.of(
                "101 fdatasync(10</state/journal> <unfinished ...>",
                "102 write(7<socket:[5]>, \"HTTP/1.1 201 \"..., 40) = 40",
                "101 <... fdatasync resumed>)         = 0",
                "102 --- SIGSEGV {si_signo=SIGSEGV} ---",
                "102 fdatasync(10</state/journal>) = -1 EIO (Input/output error)",
                "102 +++ exited with 0 +++"));

    assertThat(calls.calls())
        .containsExactly(
            new Call("write", "7<socket:[5]>, \"HTTP/1.1 201 \"..., 40", "40", 1, 1),
            new Call("fdatasync", "10</state/journal>", "0", 0, 2),
            new Call("fdatasync", "10</state/journal>", "-1", 4, 4));
    assertThat(calls.that(call -> call.isOn("/journal"))).hasSize(2);
  }

  @Test
  void aTraceThatCannotBeReadIsRefused() {
    assertThatThrownBy(() -> SystemCalls.parse(List.of("101 something else")))
        .hasMessage("line 0 of the trace can't be read: something else");
    assertThatThrownBy(() -> SystemCalls.parse(List.of("101 <... write resumed>) = 3")))
        .hasMessageStartingWith("line 0 of the trace ends what did not begin: ");
    assertThatThrownBy(() -> SystemCalls.parse(List.of("no thread")))
        .hasMessage("line 0 of the trace has no thread: no thread");
  }
}
