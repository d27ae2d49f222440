/**
 * What a run is, said before it runs: eight sections, none left out, and the one digest that names
 * them. Start with {@link dev.runseal.declaration.Declaration}.
 */
@NullMarked
package dev.runseal.declaration;

import org.jspecify.annotations.NullMarked;
