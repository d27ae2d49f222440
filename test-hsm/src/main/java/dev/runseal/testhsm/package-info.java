/**
 * Real tokens for tests. A test class says {@code @ExtendWith(SoftHsmExtension.class)} and takes a
 * {@link dev.runseal.testhsm.SoftHsm} as a parameter; each of its tokens is a {@link
 * dev.runseal.testhsm.TokenFixture}. Start with {@link dev.runseal.testhsm.TokenBackend}.
 */
@NullMarked
package dev.runseal.testhsm;

import org.jspecify.annotations.NullMarked;
