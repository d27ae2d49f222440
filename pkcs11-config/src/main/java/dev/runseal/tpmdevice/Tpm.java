package dev.runseal.tpmdevice;

import dev.runseal.bytes.Bytes;
import dev.runseal.tpm.Certification;
import dev.runseal.tpm.Credential;
import dev.runseal.tpm.ObjectAttributes.Attribute;
import dev.runseal.tpm.TpmException;
import dev.runseal.tpm.TpmHash;
import dev.runseal.tpm.TpmPublic;
import dev.runseal.tpm.TpmReader;
import dev.runseal.tpm.TpmScheme;
import dev.runseal.tpm.TpmSignature;
import dev.runseal.tpm.TpmWriter;
import dev.runseal.tpmdevice.TpmDeviceException.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A TPM 2.0 and the commands that evidence needs. What was loaded through here is flushed on close.
 * Not for several threads at once.
 */
public final class Tpm implements AutoCloseable {
  private static final byte[] NO_PASSWORD = {};
  private static final int MOST_TRIES = 20;
  private static final int NULL_HANDLE = 0x40000007;
  private static final int POLICY_SESSION = 1;
  private static final int NONCE_LENGTH = 16;

  /** Where a primary key's secret comes from. */
  public enum Hierarchy {
    /** The owner's: what tpm2-pkcs11 makes lies under it; TPM2_Clear takes it away. */
    OWNER(0x40000001),
    /** The maker's: its keys are the same whenever they are made from the same template. */
    ENDORSEMENT(0x4000000b);

    private final int handle;

    Hierarchy(int handle) {
      this.handle = handle;
    }

    int handle() {
      return handle;
    }

    /** What the qualified names of its primary keys begin with. */
    public Bytes qualifiedName() {
      return new TpmWriter().uint32(handle).bytes();
    }
  }

  /** A key in the TPM. */
  public record Loaded(int handle, TpmPublic area) {}

  /** A certification as the TPM signed it. */
  public record Certified(Bytes certification, TpmSignature signature) {}

  private final TpmAddress address;
  private final TpmTransport transport;
  private final Deque<Integer> loaded = new ArrayDeque<>();

  private Tpm(TpmAddress address, TpmTransport transport) {
    this.address = address;
    this.transport = transport;
  }

  public static Tpm open(TpmAddress address) throws TpmDeviceException {
    try {
      return new Tpm(
          address,
          switch (address) {
            case TpmAddress.Device device -> ChannelTransport.open(device.path());
            case TpmAddress.SwtpmPort port -> ChannelTransport.connect(port.socketAddress());
            case TpmAddress.SwtpmSocket socket -> ChannelTransport.connect(socket.socketAddress());
            case TpmAddress.Broker broker -> BrokerTransport.connect(broker);
          });
    } catch (IOException e) {
      throw new TpmDeviceException(
          Reason.UNREACHABLE, "TPM %s can't be opened: %s".formatted(address, e), e);
    }
  }

  public TpmAddress address() {
    return address;
  }

  /** The public area of what is at this handle. */
  public Loaded read(int handle) throws TpmDeviceException {
    var command = new TpmCommand("TPM2_ReadPublic", 0x173).handle(handle);
    return ask(command, response -> new Loaded(handle, TpmPublic.parse(response.sized("public"))));
  }

  /** Makes the primary key of this template, or makes it again. */
  public Loaded createPrimary(Hierarchy hierarchy, TpmPublic template) throws TpmDeviceException {
    var command = new TpmCommand("TPM2_CreatePrimary", 0x131).handle(hierarchy.handle, NO_PASSWORD);
    command
        .parameters()
        .uint16(4) // a TPM2B_SENSITIVE_CREATE of no password and no data
        .uint32(0)
        .sized(template.encode())
        .uint16(0) // no outside information
        .uint32(0); // no PCR selection
    return askForHandle(
        command,
        (handle, response) -> new Loaded(handle, TpmPublic.parse(response.sized("outPublic"))));
  }

  /** Loads a key that this TPM wrapped, as tpm2-pkcs11 keeps it, under its parent. */
  public Loaded load(int parent, byte[] parentAuth, Bytes privateArea, Bytes publicArea)
      throws TpmDeviceException {
    var command = new TpmCommand("TPM2_Load", 0x157).handle(parent, parentAuth);
    command.parameters().sized(privateArea).sized(publicArea);
    return read(askForHandle(command, (handle, response) -> handle));
  }

  /**
   * Opens a credential: gives its secret only if this TPM holds both the endorsement key it was
   * made for and the key that it names.
   */
  public Bytes activateCredential(Loaded key, Loaded endorsement, Credential credential)
      throws TpmDeviceException {
    var command =
        new TpmCommand("TPM2_ActivateCredential", 0x147).handle(key.handle(), NO_PASSWORD);
    if (endorsement.area().attributes().has(Attribute.USER_WITH_AUTH)) {
      command.handle(endorsement.handle(), NO_PASSWORD);
      return activate(command, credential);
    }
    int session = startEndorsementPolicy(endorsement.area().nameAlg());
    command.handleUnder(endorsement.handle(), session);
    Bytes secret = activate(command, credential);
    // The session ended with the command; after a failure it is left for close.
    loaded.removeFirstOccurrence(session);
    return secret;
  }

  private Bytes activate(TpmCommand command, Credential credential) throws TpmDeviceException {
    command.parameters().sized(credential.idObject()).sized(credential.encryptedSecret());
    return ask(command, response -> response.sized("certInfo"));
  }

  /** TPM2_Certify: the signer says that the key is in this TPM, bound to {@code extraData}. */
  public Certified certify(Loaded key, byte[] keyAuth, Loaded signer, Bytes extraData)
      throws TpmDeviceException {
    var command =
        new TpmCommand("TPM2_Certify", 0x148)
            .handle(key.handle(), keyAuth)
            .handle(signer.handle(), NO_PASSWORD);
    command.parameters().sized(extraData).uint16(TpmScheme.ALG_NULL);
    return ask(
        command,
        response -> {
          Bytes certification = response.sized("certifyInfo");
          Certification.parse(certification);
          return new Certified(certification, TpmSignature.parse(response.rest()));
        });
  }

  /** Forgets a key that was loaded through here. */
  public void flush(Loaded key) throws TpmDeviceException {
    loaded.removeFirstOccurrence(key.handle());
    flush(key.handle());
  }

  /** What was loaded leaves the TPM; where it can't be told so, it goes with the connection. */
  @Override
  public void close() {
    try {
      for (int handle : loaded) {
        flush(handle);
      }
    } catch (TpmDeviceException e) {
      // A resource manager flushes for whoever leaves; without one there is nobody to ask.
      loaded.clear();
    } finally {
      transport.close();
    }
  }

  /** Reads the parameters of a response. */
  interface Answer<T> {
    T read(TpmReader parameters) throws TpmException;
  }

  /** Reads the parameters of a response that gives a new handle. */
  private interface HandleAnswer<T> {
    T read(int handle, TpmReader parameters) throws TpmException;
  }

  /** Sends a command that gives no new handle. */
  <T> T ask(TpmCommand command, Answer<T> answer) throws TpmDeviceException {
    try {
      TpmReader response = send(command);
      return answer.read(parameters(command, response));
    } catch (TpmException e) {
      throw unreadable(command, e);
    }
  }

  /** Sends a command whose new handle is flushed on close. */
  private <T> T askForHandle(TpmCommand command, HandleAnswer<T> answer) throws TpmDeviceException {
    try {
      TpmReader response = send(command);
      int handle = response.uint32("handle");
      loaded.push(handle);
      return answer.read(handle, parameters(command, response));
    } catch (TpmException e) {
      throw unreadable(command, e);
    }
  }

  private static TpmReader parameters(TpmCommand command, TpmReader response) throws TpmException {
    Bytes parameters =
        command.hasSessions()
            ? response.octets(response.uint32("parameterSize"), "parameters")
            : response.rest();
    return new TpmReader(parameters, "answer to " + command.name());
  }

  /** The response to a command that succeeded, from behind its code. */
  private TpmReader send(TpmCommand command) throws TpmDeviceException, TpmException {
    try {
      byte[] bytes = command.encode();
      for (int tries = 1; ; tries++) {
        var response = new TpmReader(Bytes.of(transport.exchange(bytes)), command.name());
        response.uint16("tag");
        response.uint32("size");
        var code = new ResponseCode(response.uint32("code"));
        if (code.isSuccess()) {
          return response;
        }
        if (!code.isTryAgain() || tries == MOST_TRIES) {
          throw new TpmDeviceException(
              code.isNoSuchHandle() ? Reason.NOT_FOUND : Reason.REFUSED,
              "TPM %s answered %s with %s".formatted(address, command.name(), code));
        }
      }
    } catch (IOException e) {
      throw new TpmDeviceException(
          Reason.UNREACHABLE,
          "TPM %s did not answer %s: %s".formatted(address, command.name(), e),
          e);
    } finally {
      command.wipe();
    }
  }

  private void flush(int handle) throws TpmDeviceException {
    var command = new TpmCommand("TPM2_FlushContext", 0x165);
    command.parameters().uint32(handle);
    ask(command, TpmReader::rest);
  }

  /** The policy of endorsement keys by TCG's "EK Credential Profile": the hierarchy's password. */
  private int startEndorsementPolicy(TpmHash hash) throws TpmDeviceException {
    var start =
        new TpmCommand("TPM2_StartAuthSession", 0x176).handle(NULL_HANDLE).handle(NULL_HANDLE);
    start
        .parameters()
        .sized(Bytes.of(new byte[NONCE_LENGTH]))
        .uint16(0)
        .uint8(POLICY_SESSION)
        .uint16(TpmScheme.ALG_NULL)
        .uint16(hash.id());
    int session = askForHandle(start, (handle, response) -> handle);
    var secret =
        new TpmCommand("TPM2_PolicySecret", 0x151)
            .handle(Hierarchy.ENDORSEMENT.handle, NO_PASSWORD)
            .handle(session);
    secret.parameters().uint16(0).uint16(0).uint16(0).uint32(0);
    ask(secret, TpmReader::rest);
    return session;
  }

  private TpmDeviceException unreadable(TpmCommand command, TpmException e) {
    return new TpmDeviceException(
        Reason.REFUSED,
        "TPM %s answered %s with what can't be read: %s"
            .formatted(address, command.name(), e.getMessage()),
        e);
  }
}
