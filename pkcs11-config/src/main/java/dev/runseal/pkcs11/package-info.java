/**
 * Tokens: how one is found, opened, kept healthy, and asked for facts. SunPKCS11 signs; {@link
 * dev.runseal.pkcs11.Cryptoki} does everything else over the same loaded module. Start with {@link
 * dev.runseal.pkcs11.Token} for the running daemon and {@link dev.runseal.pkcs11.Ceremony} for the
 * day on which the keys are made.
 */
@NullMarked
package dev.runseal.pkcs11;

import org.jspecify.annotations.NullMarked;
