package dev.runseal.yubico;

import dev.runseal.x509.DeviceCertificate;
import dev.runseal.x509.DeviceChain;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;

/**
 * The YubiHSM 2 above an attestation: the certificate of its preloaded attestation key, object 0.
 * An owner may attest with a key of his own; that path ends elsewhere.
 */
public record HsmDevice(BigInteger serial, boolean fips) {
  private static final String NAME = "YubiHSM";
  private static final int FIPS = 10;

  /** What a path to one of Yubico's roots may look like. */
  public static DeviceChain.Rules rules() {
    Predicate<DeviceCertificate> nobody = certificate -> false;
    return new DeviceChain.Rules(HsmAttestation.readExtensions(), nobody);
  }

  /** The device that an attestation's path goes through, if it is a YubiHSM's. */
  public static HsmDevice verify(DeviceChain chain, HsmAttestation attestation)
      throws YubicoException {
    List<DeviceCertificate> path = chain.path();
    DeviceCertificate device = path.get(1);
    YubicoExtensions extensions = HsmAttestation.extensions(device);
    if (HsmAttestation.isOne(device) || !extensions.has(HsmAttestation.SERIAL)) {
      throw new YubicoException(
          "attestation is issued by \"%s\", which is no YubiHSM 2's own certificate"
              .formatted(device.subject()));
    }
    // Since 2024 one root stands above the lines of all products.
    if (path.size() > 3
        && path.get(2).findCommonName().filter(name -> name.contains(NAME)).isEmpty()) {
      throw new YubicoException(
          "YubiHSM 2 is certified by \"%s\", expected a CA for %s"
              .formatted(path.get(2).subject(), NAME));
    }
    HsmAttestation.extensions(chain.leaf()).requireEndEntity();
    BigInteger serial = extensions.integer(HsmAttestation.SERIAL);
    if (!serial.equals(attestation.serial())) {
      throw new YubicoException(
          "attestation is of YubiHSM %d, the device certificate of YubiHSM %d"
              .formatted(attestation.serial(), serial));
    }
    return new HsmDevice(serial, extensions.has(FIPS));
  }
}
