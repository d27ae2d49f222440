/**
 * The product as an operator has it: the ceremony held on real tokens, the daemon a process that
 * can be killed. The benchmark and the crash test stand on it. Start with {@link
 * dev.runseal.rig.Installation}.
 */
@NullMarked
package dev.runseal.rig;

import org.jspecify.annotations.NullMarked;
