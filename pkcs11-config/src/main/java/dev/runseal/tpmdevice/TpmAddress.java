package dev.runseal.tpmdevice;

import dev.runseal.bytes.Excerpt;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a TPM is, as {@code <kind>:<settings>}, the spelling of TCG's software stack: {@code
 * device:/dev/tpmrm0}, {@code swtpm:host=127.0.0.1,port=2321}, {@code swtpm:path=/run/swtpm.sock},
 * or {@code tabrmd:…} for the resource manager on the message bus.
 */
public sealed interface TpmAddress {
  /** The kernel's own resource manager. */
  TpmAddress DEFAULT = new Device(Path.of("/dev/tpmrm0"));

  /** A character device. */
  record Device(Path path) implements TpmAddress {
    @Override
    public String toString() {
      return "device:" + path;
    }
  }

  /** The command socket of a software TPM, over TCP. */
  record SwtpmPort(String host, int port) implements TpmAddress {
    private static final int MAX_PORT = 65_535;

    public SwtpmPort {
      if (port < 1 || port > MAX_PORT) {
        throw new IllegalArgumentException(
            "port is %d, expected 1 to %d".formatted(port, MAX_PORT));
      }
    }

    InetSocketAddress socketAddress() {
      return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
      return "swtpm:host=%s,port=%d".formatted(host, port);
    }
  }

  /** The command socket of a software TPM, in the file system. */
  record SwtpmSocket(Path path) implements TpmAddress {
    UnixDomainSocketAddress socketAddress() {
      return UnixDomainSocketAddress.of(path);
    }

    @Override
    public String toString() {
      return "swtpm:path=" + path;
    }
  }

  /** A resource manager on the message bus, which tpm2-abrmd is. */
  record Broker(String settings) implements TpmAddress {
    @Override
    public String toString() {
      return settings.isEmpty() ? "tabrmd" : "tabrmd:" + settings;
    }
  }

  static TpmAddress parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String settings = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "device" -> settings.isEmpty() ? DEFAULT : new Device(Path.of(settings));
      case "swtpm" -> swtpm(settings, text);
      case "tabrmd" -> new Broker(settings);
      default ->
          throw new IllegalArgumentException(
              "TPM is %s, expected device:/dev/tpmrm0, swtpm:host=…,port=…, swtpm:path=… or tabrmd:…"
                  .formatted(Excerpt.quoted(text)));
    };
  }

  private static TpmAddress swtpm(String settings, String text) {
    Map<String, String> found = new HashMap<>();
    for (String setting : settings.isEmpty() ? new String[0] : settings.split(",", -1)) {
      int equals = setting.indexOf('=');
      String name = equals < 0 ? setting : setting.substring(0, equals);
      if (equals < 0
          || !(name.equals("host") || name.equals("port") || name.equals("path"))
          || found.putIfAbsent(name, setting.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(
            "TPM is %s, expected swtpm: with host= and port=, or path=, each once"
                .formatted(Excerpt.quoted(text)));
      }
    }
    String path = found.remove("path");
    if (path != null) {
      if (!found.isEmpty()) {
        throw new IllegalArgumentException(
            "TPM is %s, expected either a path or a host and port".formatted(Excerpt.quoted(text)));
      }
      return new SwtpmSocket(Path.of(path));
    }
    try {
      return new SwtpmPort(
          found.getOrDefault("host", "127.0.0.1"),
          Integer.parseInt(found.getOrDefault("port", "2321")));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "TPM is %s, expected a port number".formatted(Excerpt.quoted(text)), e);
    }
  }
}
