package dev.runseal.pkcs11;

/** How much of everything a token has, as far as it tells. */
record TokenRoom(long maxSessions, long freePrivateMemory) {
  // spec: PKCS #11 3.1, CK_UNAVAILABLE_INFORMATION and CK_EFFECTIVELY_INFINITE
  private static final long UNAVAILABLE = -1;
  private static final long INFINITE = 0;

  @Override
  public String toString() {
    String sessions =
        maxSessions == UNAVAILABLE || maxSessions == INFINITE
            ? "sessions without a limit that it tells"
            : "at most %s sessions".formatted(Long.toUnsignedString(maxSessions));
    String memory =
        freePrivateMemory == UNAVAILABLE
            ? "free memory not told"
            : "%s bytes free for private objects"
                .formatted(Long.toUnsignedString(freePrivateMemory));
    return sessions + ", " + memory;
  }
}
