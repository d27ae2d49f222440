/**
 * What Yubico's devices say of the keys in them, in certificates: {@link
 * dev.runseal.yubico.SlotAttestation} of a YubiKey's PIV application, {@link
 * dev.runseal.yubico.HsmAttestation} of a YubiHSM 2. Both are read from the extensions of a leaf
 * and hold once the path above it is a device's of that family.
 */
@NullMarked
package dev.runseal.yubico;

import org.jspecify.annotations.NullMarked;
