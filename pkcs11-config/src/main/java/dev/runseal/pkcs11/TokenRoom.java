package dev.runseal.pkcs11;

/** How much of everything a token has, as far as it tells. */
record TokenRoom(long maxSessions, long freePrivateMemory) {
  // spec: PKCS #11 3.1, CK_EFFECTIVELY_INFINITE
  private static final long INFINITE = 0;

  @Override
  public String toString() {
    String sessions =
        maxSessions == Ck.CK_UNAVAILABLE_INFORMATION || maxSessions == INFINITE
            ? "sessions without a limit that it tells"
            : "at most %s sessions".formatted(Long.toUnsignedString(maxSessions));
    String memory =
        freePrivateMemory == Ck.CK_UNAVAILABLE_INFORMATION
            ? "free memory not told"
            : "%s bytes free for private objects"
                .formatted(Long.toUnsignedString(freePrivateMemory));
    return sessions + ", " + memory;
  }
}
