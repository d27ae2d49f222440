/**
 * How a program talks to a daemon: HTTP/1.1 over its Unix socket, where {@link
 * dev.runseal.client.UnixSocketClient} is the place to start. {@link dev.runseal.client.RemoteLog}
 * reads a whole log, that way or over the network.
 */
@NullMarked
package dev.runseal.client;

import org.jspecify.annotations.NullMarked;
