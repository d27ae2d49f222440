/**
 * What goes wrong around a daemon, with the real thing: disks that are full, read-only or failing,
 * a token that hangs, a stop in the middle of work. What needs root, a compiler or a token is
 * skipped where that is missing, and says so.
 */
@NullMarked
package dev.runseal.faults;

import org.jspecify.annotations.NullMarked;
