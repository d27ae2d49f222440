/** What the daemon accepts and refuses. */
@NullMarked
package dev.runseal.server;

import org.jspecify.annotations.NullMarked;
