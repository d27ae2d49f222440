package dev.runseal.yubico;

import dev.runseal.x509.DeviceCertificate;
import dev.runseal.x509.DeviceChain;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The YubiKey above a slot attestation: the certificate in its slot f9, as it left the factory. A
 * batch of YubiKeys shares it and its key, so it may name no serial number, and an older firmware
 * than the attestation does. If an owner puts another key into f9, its path ends elsewhere.
 */
public record PivDevice(Firmware firmware, boolean fips, boolean cspn) {
  private static final Set<String> NAMES =
      Set.of("Yubico PIV Attestation", "YubiKey PIV Attestation");
  private static final String LINE = "Yubico PIV Attestation ";

  private static final int BATCH_BEGIN = 5;
  private static final int BATCH_END = 6;
  private static final int FIPS = 10;
  private static final int CSPN = 11;

  /**
   * What a path to one of Yubico's roots may look like. Device certificates under the U2F root, and
   * early ones under the PIV root, lack basic constraints; a slot attestation lacks them too, and
   * is none of these.
   */
  public static DeviceChain.Rules rules() {
    return new DeviceChain.Rules(SlotAttestation.readExtensions(), PivDevice::isDevice);
  }

  /** The device that a slot attestation's path goes through, if it is a YubiKey's. */
  public static PivDevice verify(DeviceChain chain, SlotAttestation attestation)
      throws YubicoException {
    List<DeviceCertificate> path = chain.path();
    DeviceCertificate device = path.get(1);
    if (!isDevice(device)) {
      throw new YubicoException(
          "slot attestation is issued by \"%s\", which is no YubiKey's certificate for PIV attestation"
              .formatted(device.subject()));
    }
    verifyLine(path);
    SlotAttestation.extensions(chain.leaf()).requireEndEntity();
    verifySerial(SlotAttestation.extensions(device), attestation);
    YubicoExtensions extensions = SlotAttestation.extensions(device);
    return new PivDevice(
        extensions.firmware(SlotAttestation.FIRMWARE), extensions.has(FIPS), extensions.has(CSPN));
  }

  private static boolean isDevice(DeviceCertificate certificate) {
    return certificate.findCommonName().filter(NAMES::contains).isPresent()
        && SlotAttestation.extensions(certificate).has(SlotAttestation.FIRMWARE)
        && !SlotAttestation.isOne(certificate);
  }

  /**
   * Since 2024 one root stands above the lines of all products, so what stands between it and the
   * device has to be the line for PIV.
   */
  private static void verifyLine(List<DeviceCertificate> path) throws YubicoException {
    if (path.size() > 3
        && path.get(2).findCommonName().filter(name -> name.startsWith(LINE)).isEmpty()) {
      throw new YubicoException(
          "YubiKey is certified by \"%s\", expected one of the CAs \"%s…\""
              .formatted(path.get(2).subject(), LINE));
    }
  }

  private static void verifySerial(YubicoExtensions device, SlotAttestation attestation)
      throws YubicoException {
    Optional<BigInteger> said = attestation.serial();
    if (said.isEmpty()) {
      return;
    }
    BigInteger serial = said.get();
    if (device.has(SlotAttestation.SERIAL)
        && !device.integer(SlotAttestation.SERIAL).equals(serial)) {
      throw new YubicoException(
          "slot attestation is of YubiKey %d, the device certificate of YubiKey %d"
              .formatted(serial, device.integer(SlotAttestation.SERIAL)));
    }
    if (device.has(BATCH_BEGIN)
        && device.has(BATCH_END)
        && (serial.compareTo(device.integer(BATCH_BEGIN)) < 0
            || serial.compareTo(device.integer(BATCH_END)) > 0)) {
      throw new YubicoException(
          "slot attestation is of YubiKey %d, the device certificate of YubiKeys %d to %d"
              .formatted(serial, device.integer(BATCH_BEGIN), device.integer(BATCH_END)));
    }
  }
}
