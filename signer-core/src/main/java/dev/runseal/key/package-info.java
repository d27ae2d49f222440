/**
 * Keys at arm's length: the seam between what is sealed and the token that signs. {@link
 * dev.runseal.key.SealingKey} is all the rest of Runseal knows of a private key, and {@link
 * dev.runseal.key.ToBeSigned} is all that such a key can ever sign.
 */
@NullMarked
package dev.runseal.key;

import org.jspecify.annotations.NullMarked;
