/**
 * The command line. {@link dev.runseal.cli.Main} knows the commands, each of which is one file;
 * {@link dev.runseal.cli.Terminal} is all of the world that a command sees. Exit status 0 is
 * success, 1 a required verdict or check that is not met, 2 anything that kept a command from
 * finding out. A command that fails says so in one line on stderr, with the remedy.
 *
 * <p>Nothing here loads the daemon, the token or the cryptography before the command that needs it
 * runs: {@code --help} answers at once.
 */
@NullMarked
package dev.runseal.cli;

import org.jspecify.annotations.NullMarked;
