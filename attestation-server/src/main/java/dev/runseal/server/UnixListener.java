package dev.runseal.server;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/**
 * Accepts on the Unix socket until {@link #hangUp}, also while the connector is shut down: once the
 * socket's path is gone nobody new comes, and who stands in the kernel's queue is still answered.
 *
 * <p>Jetty's own way is to interrupt the thread that accepts. Between two calls of accept that
 * closes nothing: callers connect to a socket that nobody serves any more. Within a call it closes
 * the socket, and loses the connection that the call was about to return.
 */
final class UnixListener extends UnixDomainServerConnector {
  UnixListener(Server server, ConnectionFactory http) {
    super(server, 1, 1, http);
  }

  /** Takes no further connection; those that are there stay. */
  void hangUp() throws IOException {
    if (getTransport() instanceof ServerSocketChannel socket) {
      socket.close();
    }
  }

  @Override
  protected void accept(int acceptor) throws IOException {
    // The caller's own loop ends when the connector is shut down.
    do {
      super.accept(acceptor);
    } while (isListening());
  }

  @Override
  protected void interruptAcceptors() {
    // What ends them is that the socket is closed.
  }

  @Override
  protected boolean handleAcceptFailure(Throwable failure) {
    return isListening() && super.handleAcceptFailure(failure);
  }

  private boolean isListening() {
    return getTransport() instanceof ServerSocketChannel socket && socket.isOpen();
  }
}
