package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.server.ServerConfig.Limits;
import dev.runseal.server.ServerConfig.Listen;
import dev.runseal.server.ServerConfig.Rollback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
  private static final TokenSection TOKEN =
      new TokenSection(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          TokenSection.Naming.LABEL,
          "runseal-daemon",
          "file:/etc/runseal/daemon.pin",
          TokenSection.DEFAULT_KEY);
  private static final ServerConfig CONFIG =
      ServerConfig.of(
          "example.com/agents",
          Path.of("/var/lib/runseal"),
          Path.of("/run/runseal/seal.sock"),
          TOKEN,
          Path.of("/etc/runseal/key-attestation.json"));

  @TempDir Path dir;

  @Test
  void theDefaultsSurviveRenderAndParse() throws Exception {
    assertThat(ServerConfig.parse(CONFIG.render())).isEqualTo(CONFIG);
  }

  @Test
  void everyKeySurvivesRenderAndParse() throws Exception {
    var config =
        new ServerConfig(
            "a",
            Path.of("/srv/seal state"),
            new Listen(Path.of("/run/é.sock"), FileMode.parse("0640"), OptionalInt.of(8700)),
            new TokenSection(
                Path.of("/m.so"),
                TokenSection.Naming.URI,
                "pkcs11:token=Runseal%20d;serial=0001",
                "prompt",
                "no"),
            Path.of("/k\"ey.json"),
            true,
            Map.of(0L, "root.x", 4_294_967_294L, "on"),
            Set.of(0L, 4_294_967_294L),
            new Rollback(Optional.of(Path.of("/mnt/other/head")), true),
            new Limits(
                1, 2_048, 3, Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(6)));
    assertThat(ServerConfig.parse(config.render())).isEqualTo(config);
  }

  @Test
  void whatHasADefaultMayBeLeftOut() throws Exception {
    assertThat(
            ServerConfig.parse(
                """
                log: {name: example.com/agents}
                state: /var/lib/runseal
                listen: {socket: /run/runseal/seal.sock}
                token:
                  module: /usr/lib/softhsm/libsofthsm2.so
                  label: runseal-daemon
                  pin: file:/etc/runseal/daemon.pin
                keyAttestation: /etc/runseal/key-attestation.json
                """))
        .isEqualTo(CONFIG);
  }

  @Test
  void aSerialOfDigitsIsAString() throws Exception {
    var serial =
        new TokenSection(TOKEN.module(), TokenSection.Naming.SERIAL, "0123", "prompt", "k");
    var config = ServerConfig.of("a", dir, dir.resolve("s"), serial, dir);
    assertThat(config.render()).contains("serial: \"0123\"");
    assertThat(ServerConfig.parse(config.render())).isEqualTo(config);
  }

  /** Each row: what to look for in the default file, what to put in its place, the refusal. */
  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: example.com/agents|name: Example|log.name: log name is \"Example\", expected [a-z0-9._-]+(/[a-z0-9._-]+)*: choose a name that is yours, such as example.com/agents",
        "name: example.com/agents|name: 7|log.name: found the number 7, expected a string: put it in quotes",
        "name: example.com/agents|nam: a|log.name: is missing: runseal init writes every key with its default",
        "state: /var/lib/runseal|state: lib|state: found \"lib\", expected an absolute path: begin it with /",
        "state: /var/lib/runseal|state:|state: has no value: give one, or remove the key",
        "state: /var/lib/runseal|state: *a|state: an anchor or alias at line 8: write the value out",
        "state: /var/lib/runseal|state: !!str /x|state: a tag at line 8: write the plain value",
        "state: /var/lib/runseal|states: /x|state: is missing: runseal init writes every key with its default",
        "development: false|development: 'false'|development: found \"false\", expected true or false: write one of the two, without quotes",
        "development: false|development: false~development: true|development: given twice, again at line 32: remove one of the two",
        "tcp: off|tcp: 127.0.0.1:80|listen.tcp: plain tcp does not say who calls, and is for development only: write off, or set development: true",
        "tcp: off|tcp: 0.0.0.0:80|listen.tcp: found \"0.0.0.0:80\", expected off or 127.0.0.1:PORT: callers on other hosts need mutual TLS, which plain tcp is not",
        "tcp: off|tcp: 127.0.0.1:65536|listen.tcp: found \"127.0.0.1:65536\", expected off or 127.0.0.1:PORT: callers on other hosts need mutual TLS, which plain tcp is not",
        "socketMode: \"0666\"|socketMode: \"666\"|listen.socketMode: found \"666\", expected 0 and three octal digits: write it in quotes, such as \"0660\"",
        "socketMode: \"0666\"|socketMode: 0666|listen.socketMode: found 0666 at line 14, expected a whole number in its plain spelling: put it in quotes if a string is meant",
        "tcp: off|mode: off|listen.mode: unknown key: remove it; known here are socket, socketMode, tcp",
        "label: runseal-daemon|slot: 7|token: found 0 of label, serial and uri, expected exactly one: name the token by one of them",
        "label: runseal-daemon|label: a~  serial: b|token: found 2 of label, serial and uri, expected exactly one: name the token by one of them",
        "workloads: {}|workloads: {root: a}|workloads.root: found uid \"root\", expected 0 to 4294967294: write uid: name, such as \"1000\": checkout-agent",
        "workloads: {}|workloads: {4294967295: a}|workloads.4294967295: found uid \"4294967295\", expected 0 to 4294967294: write uid: name, such as \"1000\": checkout-agent",
        "workloads: {}|workloads: {1: a b}|workloads.1: workload name of uid 1 is \"a b\", expected 1 to 64 of [A-Za-z0-9._-]: write uid: name, such as \"1000\": checkout-agent",
        "readers: []|readers: 1000|readers: found the number 1000, expected a list: write it in brackets, such as [1, 2]",
        "readers: []|readers: [\"1000\"]|readers[0]: found \"1000\", expected a whole number: write it without quotes",
        "readers: []|readers: [1, 4294967295]|readers: found uid 4294967295, expected 0 to 4294967294: write uids, such as [1000, 1001]",
        "readers: []|readers: [1, 1]|readers: uid 1 is given twice: remove one of the two",
        "workloads: {}|workloads: []|workloads: found a list, expected a mapping: indent its keys below it",
        "queue: 4096|queue: 0|limits.queue: found 0, expected 1 to 1000000: choose a number in between",
        "queue: 4096|queue: \"1\"|limits.queue: found \"1\", expected a whole number: write it without quotes",
        "queue: 4096|queue: 4_096|limits.queue: found 4_096 at line 48, expected a whole number in its plain spelling: put it in quotes if a string is meant",
        "queue: 4096|queue: 1~  queue: 2|limits.queue: given twice, again at line 49: remove one of the two",
        "workloads: {}|more: 1|more: unknown key: remove it; known here are development, keyAttestation, limits, listen, log, readers, rollback, state, token, workloads",
        "file: off|file: head|rollback.file: found \"head\", expected an absolute path: begin it with /",
        "file: off|file: /var/lib/runseal/../runseal/head|rollback.file: /var/lib/runseal/../runseal/head is inside the state directory, and a backup of that takes it along: choose a path on another disk",
        "token: false|token: 1|rollback.token: found the number 1, expected true or false: write one of the two, without quotes",
        "token: false|counter: 1|rollback.counter: unknown key: remove it; known here are file, token",
      })
  void aMistakeIsRefusedWithItsKeyAndRemedy(String there, String instead, String message) {
    String yaml = CONFIG.render();
    assertThat(yaml).contains(there);
    assertThatThrownBy(
            () -> ServerConfig.parse(yaml.replace(there, instead.replace("~", "\n").strip())))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"982734", "\"982734\"", "pin-982734", "file:982734", "value:982734"})
  void aPinInTheFileIsRefusedAndNotRepeated(String pin) {
    assertThatThrownBy(
            () -> ServerConfig.parse(CONFIG.render().replace("file:/etc/runseal/daemon.pin", pin)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "token.pin: the value (not shown: it could be a PIN) names no source, expected file:/path, credential:NAME or prompt: put the PIN into a file that only the daemon's user can read");
  }

  @Test
  void aSocketPathThatNoAddressCanHoldIsRefused() {
    String longPath = "/run/" + "x".repeat(103);
    assertThatThrownBy(
            () -> ServerConfig.parse(CONFIG.render().replace("/run/runseal/seal.sock", longPath)))
        .hasMessage(
            "listen.socket: socket path %s is longer than 107 bytes: choose a shorter path"
                .formatted(longPath));
  }

  @Test
  void whatIsNoYamlIsRefusedWithItsLine() {
    assertThatThrownBy(() -> ServerConfig.parse("log:\n\tname: x\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("config: not YAML at line ")
        .hasMessageEndingWith("): compare it with the file that runseal init writes");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThatThrownBy(() -> ServerConfig.parse("# nothing\n"))
        .hasMessage("config: found no mapping of keys: write one with runseal init");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThatThrownBy(() -> ServerConfig.parse(CONFIG.render() + "---\nlog: a\n"))
        .hasMessageMatching("config: a second document begins at line \\d+: keep only one");
  }

  @Test
  void everyTruncationBeforeTheLastNeededKeyIsRefused() {
    String yaml = CONFIG.render();
    int lastNeeded = yaml.indexOf("keyAttestation: /");
    for (int length = 0; length < lastNeeded; length++) {
      String cut = yaml.substring(0, length);
      assertThatThrownBy(() -> ServerConfig.parse(cut))
          .as("cut at %d", length)
          .isInstanceOf(ConfigException.class);
    }
  }

  @Test
  void aMissingFileIsSaidWithTheRemedy() {
    Path none = dir.resolve("none.yaml");
    assertThatThrownBy(() -> ServerConfig.read(none))
        .hasMessage("config: there is no file %s: write one with runseal init".formatted(none));
  }

  @Test
  void aFileIsRead() throws Exception {
    Path file = Files.writeString(dir.resolve("runseal.yaml"), CONFIG.render());
    assertThat(ServerConfig.read(file)).isEqualTo(CONFIG);
  }
}
