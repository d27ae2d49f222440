package dev.runseal.server;

import dev.runseal.statement.Caller;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Signer;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/**
 * Decides who a caller is, from what the kernel says of its connection and never from what it says
 * itself; and whether it may come in. Asked once per connection: the kernel's word is about the
 * moment at which the caller connected, and does not change.
 */
final class CallerGate {
  private static final String VISITOR = CallerGate.class.getName() + ".visitor";

  private final Signer signer;
  private final ServerConfig config;

  CallerGate(Signer signer, ServerConfig config) {
    this.signer = signer;
    this.config = config;
  }

  Visitor admit(ConnectionMetaData connection) throws Refusal {
    if (connection.getAttribute(VISITOR) instanceof Visitor known) {
      return known;
    }
    Visitor visitor =
        connection.getConnector() instanceof UnixDomainServerConnector
            ? admit(peer(connection))
            : admitFromTcp();
    connection.setAttribute(VISITOR, visitor);
    return visitor;
  }

  /** Judges a process of this host by its uid. */
  Visitor admit(long uid) throws Refusal {
    if (uid == Caller.UNMAPPED_UID) {
      if (!config.development()) {
        throw new Refusal(
            Problem.UNKNOWN_CALLER,
            "caller has uid 65534, which stands for every user that this namespace does not map: run caller and signer in one user namespace, or map the caller's uid");
      }
      return new Visitor(
          new Caller.Unknown("uid-65534"), Separation.UNKNOWN, Optional.empty(), false);
    }
    var caller = new Caller.Unix(uid);
    Separation separation = Separation.between(signer, caller);
    if (separation == Separation.SAME_USER && !config.development()) {
      throw new Refusal(
          Problem.SAME_USER,
          "caller has uid %d, which is the signer's own: run the workload as another user"
              .formatted(uid));
    }
    return new Visitor(
        caller, separation, config.findWorkload(uid), config.readers().contains(uid));
  }

  private Visitor admitFromTcp() {
    if (!config.development()) {
      throw new AssertionError("plain tcp is listened to in development only");
    }
    return new Visitor(new Caller.Unknown("tcp"), Separation.UNKNOWN, Optional.empty(), false);
  }

  private static long peer(ConnectionMetaData connection) throws Refusal {
    Object transport = connection.getConnection().getEndPoint().getTransport();
    if (!(transport instanceof SocketChannel channel)) {
      throw new AssertionError("a unix socket's transport is " + transport);
    }
    try {
      return PeerCredentials.uid(channel);
    } catch (IOException e) {
      throw new Refusal(Problem.UNKNOWN_CALLER, "caller is not known: " + e.getMessage(), e);
    }
  }
}
