/** The documents keep their promises: paths exist, links lead somewhere, commands on a page run. */
@NullMarked
package dev.runseal.docs;

import org.jspecify.annotations.NullMarked;
