package dev.runseal.pkcs11;

import dev.runseal.bytes.Excerpt;
import dev.runseal.pkcs11.TokenException.Reason;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a token's PIN comes from. There is no source that would put it in an argument, in the
 * environment or in the configuration itself: others can read those.
 */
public sealed interface PinSource {
  /** Reads the PIN anew. The token's label is for the prompt and for messages. */
  Pin read(String token) throws TokenException;

  /**
   * From a configuration: {@code file:/path}, {@code credential:NAME} or {@code prompt}. What is
   * refused is not repeated in the message, because it could be a PIN.
   */
  static PinSource parse(String text, Map<String, String> environment, @Nullable Console console)
      throws TokenException {
    if (text.equals("prompt")) {
      return new Prompt(console);
    }
    if (text.startsWith("credential:")) {
      return Credential.of(text.substring("credential:".length()), environment);
    }
    if (text.startsWith("file:/") && text.indexOf('\0') < 0) {
      return new OwnerOnlyFile(Path.of(text.substring("file:".length())));
    }
    throw new IllegalArgumentException(
        "the PIN's source (not shown: it could be a PIN) is unknown, expected file:/path, credential:NAME or prompt");
  }

  /** A file that only its owner can read; a line end after the PIN is dropped. */
  record OwnerOnlyFile(Path path) implements PinSource {
    private static final Set<PosixFilePermission> OWNERS =
        PosixFilePermissions.fromString("rwx------");

    @Override
    public Pin read(String token) throws TokenException {
      try {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (!OWNERS.containsAll(permissions)) {
          throw new TokenException(
              Reason.CONFIG,
              "PIN file %s of token \"%s\" is %s, expected to be its owner's only: run chmod 600 %s"
                  .formatted(path, token, PosixFilePermissions.toString(permissions), path));
        }
        if (!Files.isRegularFile(path)) {
          // A pipe would be waited for without end.
          throw new TokenException(
              Reason.CONFIG,
              "PIN file %s of token \"%s\" is no regular file".formatted(path, token));
        }
        return pin(path, token);
      } catch (NoSuchFileException e) {
        throw new TokenException(
            Reason.CONFIG,
            "PIN file %s of token \"%s\" does not exist: write the PIN into it, readable by its owner only"
                .formatted(path, token),
            e);
      } catch (IOException | UnsupportedOperationException e) {
        throw new TokenException(
            Reason.CONFIG,
            "PIN file %s of token \"%s\" can't be read (%s): it must belong to the user that runs this"
                .formatted(path, token, e.getClass().getSimpleName()),
            e);
      }
    }
  }

  /** A credential that systemd handed to the service ({@code LoadCredential=}). */
  record Credential(Path directory, String name) implements PinSource {
    public Credential {
      if (name.isEmpty()
          || name.contains("/")
          || name.contains("\0")
          || name.equals(".")
          || name.equals("..")) {
        throw new IllegalArgumentException(
            "credential is %s, expected the name of a file in the credentials directory"
                .formatted(Excerpt.quoted(name)));
      }
    }

    /** From the environment of a service: {@code CREDENTIALS_DIRECTORY} must be set. */
    public static Credential of(String name, Map<String, String> environment)
        throws TokenException {
      String directory = environment.get("CREDENTIALS_DIRECTORY");
      if (directory == null) {
        throw new TokenException(
            Reason.CONFIG,
            "credential \"%s\" is named, but CREDENTIALS_DIRECTORY is not set: start by systemd with LoadCredential=%s:FILE"
                .formatted(name, name));
      }
      return new Credential(Path.of(directory), name);
    }

    @Override
    public Pin read(String token) throws TokenException {
      try {
        return pin(directory.resolve(name), token);
      } catch (IOException e) {
        throw new TokenException(
            Reason.CONFIG,
            "credential %s of token \"%s\" can't be read from %s: set LoadCredential=%s:FILE in the unit"
                .formatted(name, token, directory, name),
            e);
      }
    }
  }

  /** The person at the terminal. */
  record Prompt(@Nullable Console console) implements PinSource {
    @Override
    public Pin read(String token) throws TokenException {
      char[] typed = console == null ? null : console.readPassword("PIN of token \"%s\": ", token);
      if (typed == null) {
        throw new TokenException(
            Reason.CONFIG,
            "there is no terminal to ask for the PIN of token \"%s\": name a PIN file"
                .formatted(token));
      }
      ByteBuffer room = ByteBuffer.allocate(4 * typed.length);
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(typed), room, true);
      byte[] octets = Arrays.copyOf(room.array(), room.position());
      Arrays.fill(room.array(), (byte) 0);
      Arrays.fill(typed, '\0');
      return checked(octets, "typed PIN", token);
    }
  }

  private static Pin pin(Path file, String token) throws IOException, TokenException {
    byte[] content = Files.readAllBytes(file);
    int end = content.length;
    if (end > 0 && content[end - 1] == '\n') {
      end--;
      if (end > 0 && content[end - 1] == '\r') {
        end--;
      }
    }
    byte[] octets = Arrays.copyOf(content, end);
    Arrays.fill(content, (byte) 0);
    return checked(octets, "PIN in " + file, token);
  }

  private static Pin checked(byte[] octets, String what, String token) throws TokenException {
    try {
      return Pin.takingOwnership(octets);
    } catch (IllegalArgumentException e) {
      throw new TokenException(
          Reason.CONFIG, "%s of token \"%s\": %s".formatted(what, token, e.getMessage()), e);
    }
  }
}
