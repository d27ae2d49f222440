/**
 * Judging a bundle, offline: {@link dev.runseal.verify.Verifier} goes through the steps of formats
 * section 5 and gives a {@link dev.runseal.verify.Report}, with one {@link
 * dev.runseal.verify.Verdict} for each claim. Nothing that was not verified is ever a fact here.
 */
@NullMarked
package dev.runseal.verify;

import org.jspecify.annotations.NullMarked;
