package dev.runseal.server;

import dev.runseal.json.Json;
import dev.runseal.key.Origin;
import dev.runseal.server.ServerConfig.Limits;
import dev.runseal.server.ServerConfig.Listen;
import dev.runseal.server.ServerConfig.Rollback;
import dev.runseal.server.TokenSection.Naming;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the keys of the YAML file to a {@link ServerConfig}: each key's rule stands here. */
final class ServerConfigReader {
  private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:([1-9][0-9]{0,4})");

  private ServerConfigReader() {}

  static ServerConfig read(Json.Obj yaml) throws ConfigException {
    var root = new ConfigSection("", yaml);
    boolean development = root.has("development") && root.bool("development");
    Path state = root.absolutePath("state");
    var config =
        new ServerConfig(
            logName(root.section("log")),
            state,
            listen(root.section("listen"), development),
            token(root.section("token")),
            root.absolutePath("keyAttestation"),
            development,
            root.has("workloads") ? workloads(root.section("workloads")) : Map.of(),
            root.has("readers") ? readers(root) : Set.of(),
            root.has("rollback") ? rollback(root.section("rollback"), state) : Rollback.UNPROTECTED,
            root.has("limits") ? limits(root.section("limits")) : Limits.DEFAULT);
    root.end();
    return config;
  }

  private static String logName(ConfigSection log) throws ConfigException {
    String name =
        log.parsed(
            "name", Origin::requireName, "choose a name that is yours, such as example.com/agents");
    log.end();
    return name;
  }

  private static Listen listen(ConfigSection listen, boolean development) throws ConfigException {
    Path socket = listen.absolutePath("socket");
    Set<PosixFilePermission> mode =
        listen.has("socketMode")
            ? listen.parsed("socketMode", FileMode::parse, "write it in quotes, such as \"0660\"")
            : Listen.ANYONE;
    OptionalInt port = listen.has("tcp") ? tcpPort(listen, development) : OptionalInt.empty();
    listen.end();
    try {
      return new Listen(socket, mode, port);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          listen.at("socket"), String.valueOf(e.getMessage()), "choose a shorter path", e);
    }
  }

  private static OptionalInt tcpPort(ConfigSection listen, boolean development)
      throws ConfigException {
    String text = listen.string("tcp");
    if (text.equals("off")) {
      return OptionalInt.empty();
    }
    Matcher address = LOOPBACK.matcher(text);
    if (!address.matches() || Integer.parseInt(address.group(1)) > 65_535) {
      throw new ConfigException(
          listen.at("tcp"),
          "found \"%s\", expected off or 127.0.0.1:PORT".formatted(text),
          "callers on other hosts need mutual TLS, which plain tcp is not");
    }
    if (!development) {
      throw new ConfigException(
          listen.at("tcp"),
          "plain tcp does not say who calls, and is for development only",
          "write off, or set development: true");
    }
    return OptionalInt.of(Integer.parseInt(address.group(1)));
  }

  private static TokenSection token(ConfigSection token) throws ConfigException {
    Path module = token.absolutePath("module");
    List<Naming> given = new ArrayList<>();
    for (Naming each : Naming.values()) {
      if (token.has(each.key())) {
        given.add(each);
      }
    }
    if (given.size() != 1) {
      throw new ConfigException(
          "token",
          "found %d of label, serial and uri, expected exactly one".formatted(given.size()),
          "name the token by one of them");
    }
    Naming naming = given.getFirst();
    String name = token.string(naming.key());
    String pin = token.hidden("pin");
    String key = token.findString("key").orElse(TokenSection.DEFAULT_KEY);
    token.end();
    try {
      return new TokenSection(module, naming, name, pin, key);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          token.at("pin"),
          String.valueOf(e.getMessage()),
          "put the PIN into a file that only the daemon's user can read",
          e);
    }
  }

  private static Map<Long, String> workloads(ConfigSection workloads) throws ConfigException {
    Map<Long, String> names = new TreeMap<>();
    for (var entry : workloads.strings().entrySet()) {
      try {
        long uid = ServerConfig.parseUid(entry.getKey());
        ServerConfig.requireWorkload(uid, entry.getValue());
        names.put(uid, entry.getValue());
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            workloads.at(entry.getKey()),
            String.valueOf(e.getMessage()),
            "write uid: name, such as \"1000\": checkout-agent",
            e);
      }
    }
    return names;
  }

  private static Rollback rollback(ConfigSection rollback, Path state) throws ConfigException {
    Optional<Path> file = Optional.empty();
    if (rollback.has("file") && !rollback.string("file").equals("off")) {
      Path path = rollback.absolutePath("file");
      if (path.normalize().startsWith(state.normalize())) {
        throw new ConfigException(
            rollback.at("file"),
            "%s is inside the state directory, and a backup of that takes it along".formatted(path),
            "choose a path on another disk");
      }
      file = Optional.of(path);
    }
    boolean token = rollback.has("token") && rollback.bool("token");
    rollback.end();
    return new Rollback(file, token);
  }

  private static Set<Long> readers(ConfigSection root) throws ConfigException {
    Set<Long> uids = new TreeSet<>();
    for (long uid : root.integers("readers")) {
      try {
        ServerConfig.requireReader(uid);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "readers", String.valueOf(e.getMessage()), "write uids, such as [1000, 1001]", e);
      }
      if (!uids.add(uid)) {
        throw new ConfigException(
            "readers", "uid %d is given twice".formatted(uid), "remove one of the two");
      }
    }
    return uids;
  }

  private static Limits limits(ConfigSection limits) throws ConfigException {
    Limits defaults = Limits.DEFAULT;
    var read =
        new Limits(
            number(limits, "queue", defaults.queue(), 1, 1_000_000),
            number(limits, "bodyBytes", defaults.bodyBytes(), 1_024, 1 << 20),
            number(limits, "dsseInFlight", defaults.dsseInFlight(), 1, 10_000),
            seconds(limits, "requestSeconds", defaults.request()),
            seconds(limits, "idleSeconds", defaults.idle()),
            seconds(limits, "drainSeconds", defaults.drain()));
    limits.end();
    return read;
  }

  private static int number(ConfigSection limits, String name, int otherwise, int least, int most)
      throws ConfigException {
    return limits.has(name) ? limits.integer(name, least, most) : otherwise;
  }

  private static Duration seconds(ConfigSection limits, String name, Duration otherwise)
      throws ConfigException {
    return Duration.ofSeconds(number(limits, name, (int) otherwise.toSeconds(), 1, 3_600));
  }
}
