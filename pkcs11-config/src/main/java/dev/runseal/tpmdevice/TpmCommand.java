package dev.runseal.tpmdevice;

import dev.runseal.bytes.Bytes;
import dev.runseal.tpm.TpmWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One command on its way to a TPM: code, handles, who authorises each, parameters. Mutable, owned
 * by whoever builds it; {@link #wipe} when it was sent, because it holds authorisations.
 */
final class TpmCommand {
  private static final int NO_SESSIONS = 0x8001;
  private static final int SESSIONS = 0x8002;
  private static final int PASSWORD_SESSION = 0x40000009;
  private static final int HEADER = 10;

  private final String name;
  private final int code;
  private final List<Integer> handles = new ArrayList<>();
  private final List<byte[]> authorizations = new ArrayList<>();
  private final TpmWriter parameters = new TpmWriter();
  private byte[] sent = new byte[0];

  TpmCommand(String name, int code) {
    this.name = name;
    this.code = code;
  }

  String name() {
    return name;
  }

  boolean hasSessions() {
    return !authorizations.isEmpty();
  }

  TpmCommand handle(int handle) {
    handles.add(handle);
    return this;
  }

  /** A handle whose use is authorised by a password, which may be empty. */
  TpmCommand handle(int handle, byte[] password) {
    authorizations.add(authorization(PASSWORD_SESSION, password));
    return handle(handle);
  }

  /** A handle whose use is authorised by a policy session, which ends with it. */
  TpmCommand handleUnder(int handle, int policySession) {
    authorizations.add(authorization(policySession, new byte[0]));
    return handle(handle);
  }

  TpmWriter parameters() {
    return parameters;
  }

  /** The bytes to send. */
  byte[] encode() {
    Bytes body = parameters.bytes();
    int sessions = authorizations.stream().mapToInt(each -> each.length).sum();
    int size =
        HEADER
            + handles.size() * Integer.BYTES
            + (hasSessions() ? Integer.BYTES + sessions : 0)
            + body.length();
    var buffer = ByteBuffer.allocate(size);
    buffer.putShort((short) (hasSessions() ? SESSIONS : NO_SESSIONS)).putInt(size).putInt(code);
    handles.forEach(buffer::putInt);
    if (hasSessions()) {
      buffer.putInt(sessions);
      authorizations.forEach(buffer::put);
    }
    sent = buffer.put(body.asBuffer()).array();
    return sent;
  }

  void wipe() {
    Arrays.fill(sent, (byte) 0);
    authorizations.forEach(each -> Arrays.fill(each, (byte) 0));
  }

  // spec: part 1, "Authorization Area": handle, no nonce, no attributes, the password as the HMAC
  private static byte[] authorization(int session, byte[] password) {
    return ByteBuffer.allocate(Integer.BYTES + 2 + 1 + 2 + password.length)
        .putInt(session)
        .putShort((short) 0)
        .put((byte) 0)
        .putShort((short) password.length)
        .put(password)
        .array();
  }
}
