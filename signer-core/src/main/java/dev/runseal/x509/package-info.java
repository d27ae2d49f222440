/**
 * Certificates of sealing keys: {@link dev.runseal.x509.ChainIssuer} makes them in the ceremony,
 * {@link dev.runseal.x509.SealingChain} validates them against roots that the reader brings (RFC
 * 5280 and the profile of formats §4), {@link dev.runseal.x509.PemCertificates} is how they stand
 * in files. {@link dev.runseal.x509.DeviceChain} validates what devices and their makers issue.
 */
@NullMarked
package dev.runseal.x509;

import org.jspecify.annotations.NullMarked;
