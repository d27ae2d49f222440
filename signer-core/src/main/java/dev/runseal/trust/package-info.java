/**
 * What a verifier brings along: whom it trusts ({@link dev.runseal.trust.TrustRoots}) and what it
 * asks for ({@link dev.runseal.trust.Policy}), in terms of the things that a bundle can show
 * ({@link dev.runseal.trust.Claim}). Formats, section 6.
 */
@NullMarked
package dev.runseal.trust;

import org.jspecify.annotations.NullMarked;
