package dev.runseal.tpmdevice;

import java.io.IOException;

/** The way to one TPM: a command goes out whole, and its response comes back whole. */
interface TpmTransport extends AutoCloseable {
  /** No TPM answers with more. */
  int MAX_RESPONSE = 4096;

  /** Tag, size and code: what every response has. */
  int HEADER = 10;

  byte[] exchange(byte[] command) throws IOException;

  @Override
  void close();
}
