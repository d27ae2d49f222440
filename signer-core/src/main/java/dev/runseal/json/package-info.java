/**
 * JSON as Runseal takes it: strictly in ({@link dev.runseal.json.StrictJson}), field by field
 * ({@link dev.runseal.json.ObjectReader}), and canonically out ({@link
 * dev.runseal.json.CanonicalJson}, RFC 8785). {@link dev.runseal.json.Json} is the value between.
 */
@NullMarked
package dev.runseal.json;

import org.jspecify.annotations.NullMarked;
