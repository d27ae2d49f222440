package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.SoftwareKey;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Signer;
import dev.runseal.statement.Statement;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallersTest {
  private static final Signer SIGNER = new Signer(991);

  @TempDir Path dir;

  @Test
  void theKernelSaysWhoConnected() throws Exception {
    Path path = dir.resolve("peer.sock");
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(path));
      try (var calling = SocketChannel.open(UnixDomainSocketAddress.of(path));
          SocketChannel accepted = listening.accept()) {
        int owner = (int) Files.getAttribute(path, "unix:uid");
        assertThat(PeerCredentials.uid(accepted)).isEqualTo(owner);
        assertThat(PeerCredentials.ownUid()).isEqualTo(owner);
        assertThat(calling.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aClosedConnectionHasNoPeer() throws Exception {
    Path path = dir.resolve("peer.sock");
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(path));
      SocketChannel closed = SocketChannel.open(UnixDomainSocketAddress.of(path));
      closed.close();
      assertThatThrownBy(() -> PeerCredentials.uid(closed))
          .hasMessage("the connection was closed while the kernel was asked for its peer");
    }
  }

  @Test
  void anotherUserComesInByItsNameInThePolicy() throws Exception {
    var gate = gate(false);
    Visitor visitor = gate.admit(1_000);
    assertThat(visitor.caller()).isEqualTo(new Caller.Unix(1_000));
    assertThat(visitor.separation()).isEqualTo(Separation.OTHER_USER);
    assertThat(visitor.workload()).contains("checkout");
    assertThat(gate.admit(1_001).workload()).isEmpty();
    assertThat(visitor.reader()).isFalse();
    assertThat(gate.admit(1_002).reader()).isTrue();
  }

  @Test
  void rootComesInAndIsMarked() throws Exception {
    assertThat(gate(false).admit(0).separation()).isEqualTo(Separation.PRIVILEGED);
  }

  @Test
  void theSignersOwnUserIsRefused() {
    assertThatThrownBy(() -> gate(false).admit(991))
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "caller has uid 991, which is the signer's own: run the workload as another user");
  }

  @Test
  void theSignersOwnUserIsMarkedInDevelopment() throws Exception {
    assertThat(gate(true).admit(991).separation()).isEqualTo(Separation.SAME_USER);
  }

  @Test
  void anUnmappedUserIsRefused() {
    assertThatThrownBy(() -> gate(false).admit(65_534))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("caller has uid 65534, which stands for every user that this");
  }

  @Test
  void anUnmappedUserIsUnknownInDevelopment() throws Exception {
    Visitor visitor = gate(true).admit(65_534);
    assertThat(visitor.caller()).isEqualTo(new Caller.Unknown("uid-65534"));
    assertThat(visitor.separation()).isEqualTo(Separation.UNKNOWN);
  }

  @Test
  void aDaemonRefusesItsOwnUserOverTheSocket() throws Exception {
    var config = DaemonFixture.config(dir, false);
    try (var daemon =
        DaemonFixture.start(config, SoftwareKey.named("sealing"), DaemonFixture.SAME)) {
      SealsTest.problem(daemon.seal("run-1"), 403, "same-user");
      SealsTest.problem(daemon.get("/v1/seals/0"), 403, "same-user");
      assertThat(daemon.get("/v1/trust").status()).isEqualTo(200);
    }
  }

  @Test
  void oneCallerDoesNotReadOrCompleteTheSealOfAnother() throws Exception {
    var other = TcpCaller.onFreePort();
    var config =
        DaemonFixture.config(dir, true, OptionalInt.of(other.port()), DaemonFixture.PATIENT);
    try (var daemon =
        DaemonFixture.start(config, SoftwareKey.named("sealing"), DaemonFixture.SAME)) {
      var sealed = other.post("/v1/seals", DaemonFixture.sealRequest("run-1"));
      assertThat(sealed.statusCode()).isEqualTo(201);
      Seal seal = (Seal) Statement.parse(Bundle.parse(Bytes.utf8(sealed.body())).statement());
      assertThat(seal.caller()).isEqualTo(new Caller.Unknown("tcp"));
      assertThat(seal.separation()).isEqualTo(Separation.UNKNOWN);
      assertThat(
              SealsTest.problem(daemon.get("/v1/seals/0"), 403, "not-your-seal").string("detail"))
          .isEqualTo("the seal belongs to another caller than unix:" + PeerCredentials.ownUid());
      SealsTest.problem(
          daemon.post("/v1/completions", daemon.completion(0, "completed")), 403, "not-your-seal");
      // The execution id is each caller's own.
      assertThat(daemon.seal("run-1").status()).isEqualTo(201);
    }
  }

  private CallerGate gate(boolean development) {
    return new CallerGate(
        SIGNER,
        DaemonFixture.config(dir, development)
            .withWorkloads(Map.of(1_000L, "checkout"))
            .withReaders(Set.of(1_002L)));
  }
}
