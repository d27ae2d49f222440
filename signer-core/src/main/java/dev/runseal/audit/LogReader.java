package dev.runseal.audit;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.tree.TilePath;
import java.util.Optional;

/**
 * Where an audit reads a tiled log from. What it gives is not believed. Asked by several threads at
 * once. An empty answer means that the log has no such file; that nobody could tell is an
 * exception.
 */
public interface LogReader {
  /** The newest signed head, as the log publishes it. */
  Bytes checkpoint() throws AuditException;

  /** A tile of hashes or a bundle of entries, exactly of the width that the path says. */
  Optional<Bytes> find(TilePath path) throws AuditException;

  /** The key attestation of this digest, where the log keeps it. */
  Optional<Bytes> findKeyAttestation(Sha256 digest) throws AuditException;
}
