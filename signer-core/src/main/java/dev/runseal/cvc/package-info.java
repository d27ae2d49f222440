/**
 * Card-verifiable certificates as BSI TR-03110 part 3 defines them, as far as a SmartCard-HSM uses
 * them. Start with {@link dev.runseal.cvc.AuthenticatedRequest}, the device's word about a key, and
 * {@link dev.runseal.cvc.SmartCardHsmChain}, the certificates that make it the maker's.
 */
@NullMarked
package dev.runseal.cvc;

import org.jspecify.annotations.NullMarked;
