package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.rig.Program;
import dev.runseal.rig.SystemCalls;
import dev.runseal.rig.SystemCalls.Call;
import dev.runseal.testhsm.Component;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kernel is asked for one seal, and in which order: entry written, made durable, its
 * checkpoint signed, and then the answer. The design's first promise, seen from outside.
 */
class SystemCallOrderTest {
  private static final String EXECUTION = "traced-execution";
  private static final String TRACED =
      "trace=write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,fsync,fdatasync";

  @TempDir Path directory;

  @Test
  void anEntryIsDurableThenSignedThenAnswered() throws Exception {
    SystemCalls calls = traceOfOneSeal();

    Call answer = theOnly(calls.that(call -> call.arguments().contains("\"HTTP/1.1 201 ")));
    Call written =
        first(
            "write of the entry",
            calls.that(call -> isJournal(call) && call.arguments().contains(EXECUTION)));
    Call durable =
        first(
            "fdatasync of the journal",
            calls.that(call ->
                isJournal(call)
                    && call.name().equals("fdatasync")
                    && call.begun() > written.ended()));
    Call signing = firstMarkAfter(written, calls, TracedDaemon.SIGNING);
    Call signed = firstMarkAfter(signing, calls, TracedDaemon.SIGNED);

    assertThat(durable.result()).isEqualTo("0");
    assertThat(signing.begun()).as("signed only what is durable").isGreaterThan(durable.ended());
    assertThat(answer.begun()).as("answered what is durable").isGreaterThan(durable.ended());
    assertThat(answer.begun()).as("answered what is signed").isGreaterThan(signed.ended());
  }

  private SystemCalls traceOfOneSeal() throws Exception {
    Path trace = directory.resolve("trace");
    List<String> command = new ArrayList<>();
    command.add(Component.program("strace").toString());
    // Whole arguments, with the files that descriptors stand for; only these calls stop the JVM.
    command.addAll(List.of("-f", "--seccomp-bpf", "-y", "-s", "65536", "-e", TRACED, "-o"));
    command.add(trace.toString());
    command.addAll(
        Program.ofClassPath(TracedDaemon.class.getName()).with(List.of(directory.toString())));
    Process daemon =
        new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile()).start();
    try {
      BufferedReader output = daemon.inputReader(StandardCharsets.UTF_8);
      assertThat(output.readLine()).startsWith("ready");
      Path socket = DaemonFixture.config(directory, false).listen().socket();
      try (var client = UnixSocketClient.connect(socket, Duration.ofMinutes(1))) {
        Reply reply = client.post("/v1/seals", Bytes.utf8(DaemonFixture.sealRequest(EXECUTION)));
        assertThat(reply.status()).isEqualTo(201);
      }
      daemon.outputWriter(StandardCharsets.UTF_8).close();
      assertThat(daemon.waitFor()).isZero();
    } finally {
      // strace takes its child with it only if it is told to.
      daemon.descendants().forEach(ProcessHandle::destroyForcibly);
      daemon.destroyForcibly();
    }
    return SystemCalls.read(trace);
  }

  private static boolean isJournal(Call call) {
    return call.isOn("/state/journal/0000000000000000");
  }

  private static Call firstMarkAfter(Call before, SystemCalls calls, String mark) {
    return first(
        mark,
        calls.that(call ->
            call.isOn("/" + TracedDaemon.MARKS)
                && call.arguments().contains("\"" + mark + "\\n\"")
                && call.begun() > before.ended()));
  }

  private static Call first(String what, List<Call> calls) {
    assertThat(calls).as(what).isNotEmpty();
    return calls.getFirst();
  }

  private static Call theOnly(List<Call> calls) {
    assertThat(calls).hasSize(1);
    return calls.getFirst();
  }
}
