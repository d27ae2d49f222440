/**
 * Octets and their digest: the two values everything else is made of. Start with {@link
 * dev.runseal.bytes.Bytes}.
 */
@NullMarked
package dev.runseal.bytes;

import org.jspecify.annotations.NullMarked;
