/**
 * The daemon: one request goes from the caller gate through the seal desk to the ledger and comes
 * back as a bundle. Start with {@link dev.runseal.server.Daemon} for what runs, {@link
 * dev.runseal.server.ServerConfig} for what it is told, and {@link dev.runseal.server.Api} for what
 * answers where.
 */
@NullMarked
package dev.runseal.server;

import org.jspecify.annotations.NullMarked;
