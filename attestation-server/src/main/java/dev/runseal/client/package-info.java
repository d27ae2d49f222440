/**
 * How a program on the same host talks to the daemon: HTTP/1.1 over its Unix socket. Start with
 * {@link dev.runseal.client.UnixSocketClient}.
 */
@NullMarked
package dev.runseal.client;

import org.jspecify.annotations.NullMarked;
