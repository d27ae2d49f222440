package dev.runseal.server;

import dev.runseal.key.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Everything the daemon is told: one strict YAML file. Holds no secret; the PIN is named by where
 * it comes from. What is wrong with it is said with the dotted key first and the remedy last.
 */
public record ServerConfig(
    String logName,
    Path state,
    Listen listen,
    TokenSection token,
    Path keyAttestation,
    boolean development,
    Map<Long, String> workloads,
    Set<Long> readers,
    Rollback rollback,
    Limits limits) {
  private static final Pattern WORKLOAD = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern UID = Pattern.compile("0|[1-9][0-9]{0,9}");
  private static final long LARGEST_UID = 0xffff_fffeL;

  public ServerConfig {
    Origin.requireName(logName);
    requireAbsolute(state);
    requireAbsolute(keyAttestation);
    if (listen.tcpPort().isPresent() && !development) {
      throw new IllegalArgumentException("plain tcp outside development");
    }
    if (rollback.file().isPresent()
        && rollback.file().get().normalize().startsWith(state.normalize())) {
      throw new IllegalArgumentException("rollback file inside the state directory");
    }
    workloads.forEach(ServerConfig::requireWorkload);
    workloads = Collections.unmodifiableMap(new TreeMap<>(workloads));
    readers.forEach(ServerConfig::requireReader);
    readers = Collections.unmodifiableSet(new TreeSet<>(readers));
  }

  /** Where callers connect. The socket's mode decides who may; plain TCP is for development. */
  public record Listen(Path socket, Set<PosixFilePermission> socketMode, OptionalInt tcpPort) {
    /** A Unix socket's address holds 108 bytes, the last of them zero. */
    private static final int MAX_SOCKET = 107;

    public static final Set<PosixFilePermission> ANYONE = FileMode.parse("0666");

    public Listen {
      requireAbsolute(socket);
      if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET) {
        throw new IllegalArgumentException(
            "socket path %s is longer than %d bytes".formatted(socket, MAX_SOCKET));
      }
      socketMode =
          Collections.unmodifiableSet(
              socketMode.isEmpty()
                  ? EnumSet.noneOf(PosixFilePermission.class)
                  : EnumSet.copyOf(socketMode));
    }
  }

  /**
   * Where the newest head is kept besides the state directory, so that a restored backup is
   * noticed.
   *
   * @param file on another disk than the state's
   * @param token whether an object on the token keeps it too
   */
  public record Rollback(Optional<Path> file, boolean token) {
    public static final Rollback UNPROTECTED = new Rollback(Optional.empty(), false);

    public Rollback {
      file.ifPresent(ServerConfig::requireAbsolute);
    }
  }

  /** What one daemon takes on at a time. */
  public record Limits(
      int queue, int bodyBytes, int dsseInFlight, Duration request, Duration idle, Duration drain) {
    public static final Limits DEFAULT =
        new Limits(
            4096,
            65_536,
            64,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10));
  }

  /** A configuration with every default, as {@code runseal init} writes it. */
  public static ServerConfig of(
      String logName, Path state, Path socket, TokenSection token, Path keyAttestation) {
    return new ServerConfig(
        logName,
        state,
        new Listen(socket, Listen.ANYONE, OptionalInt.empty()),
        token,
        keyAttestation,
        false,
        Map.of(),
        Set.of(),
        Rollback.UNPROTECTED,
        Limits.DEFAULT);
  }

  public static ServerConfig read(Path file) throws ConfigException {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "config", "there is no file " + file, "write one with runseal init", e);
    } catch (IOException e) {
      throw new ConfigException(
          "config", "file %s can't be read (%s)".formatted(file, e), "is it yours, and UTF-8?", e);
    }
  }

  public static ServerConfig parse(String yaml) throws ConfigException {
    return ServerConfigReader.read(Yaml.parse(yaml));
  }

  /** The YAML with a comment on each key; {@code parse} of it gives this configuration again. */
  public String render() {
    return ServerConfigText.of(this);
  }

  /** The name that this daemon's policy gives to the caller with that uid. */
  public Optional<String> findWorkload(long uid) {
    return Optional.ofNullable(workloads.get(uid));
  }

  public ServerConfig withDevelopment(boolean development) {
    return with(development, workloads, readers);
  }

  public ServerConfig withWorkloads(Map<Long, String> workloads) {
    return with(development, workloads, readers);
  }

  /** Who may read what is not its own, by uid. */
  public ServerConfig withReaders(Set<Long> readers) {
    return with(development, workloads, readers);
  }

  private ServerConfig with(boolean development, Map<Long, String> workloads, Set<Long> readers) {
    return new ServerConfig(
        logName,
        state,
        listen,
        token,
        keyAttestation,
        development,
        workloads,
        readers,
        rollback,
        limits);
  }

  static long parseUid(String text) {
    if (!UID.matcher(text).matches() || Long.parseLong(text) > LARGEST_UID) {
      throw new IllegalArgumentException(
          "found uid \"%s\", expected 0 to %d".formatted(text, LARGEST_UID));
    }
    return Long.parseLong(text);
  }

  static void requireReader(long uid) {
    if (uid < 0 || uid > LARGEST_UID) {
      throw new IllegalArgumentException(
          "found uid %d, expected 0 to %d".formatted(uid, LARGEST_UID));
    }
  }

  static void requireWorkload(long uid, String name) {
    if (!WORKLOAD.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "workload name of uid %d is \"%s\", expected 1 to 64 of [A-Za-z0-9._-]"
              .formatted(uid, name));
    }
  }

  private static void requireAbsolute(Path path) {
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("path %s is not absolute".formatted(path));
    }
  }
}
