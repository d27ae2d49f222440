package dev.runseal.server;

import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.ledger.HeadFile;
import dev.runseal.ledger.HeadKeeper;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.LedgerOptions;
import dev.runseal.ledger.LedgerSetup;
import dev.runseal.ledger.RollbackGuard;
import dev.runseal.ledger.StateLock;
import dev.runseal.ledger.TimeSource;
import dev.runseal.statement.Signer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running signer: token, ledger and HTTP server, wired together. It is open from the moment at
 * which {@code start} returns, and {@code close} gives back everything in reverse order.
 */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final SealingToken token;
  private final Ledger ledger;
  private final Api api;
  private final HttpServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Daemon(SealingToken token, Ledger ledger, Api api, HttpServer server) {
    this.token = token;
    this.ledger = ledger;
    this.api = api;
    this.server = server;
  }

  /**
   * Starts, and returns when the first request can be answered.
   *
   * @param environment where systemd says in which directory the credentials are
   */
  public static Daemon start(ServerConfig config, Map<String, String> environment)
      throws ConfigException {
    // Everything that needs no PIN comes first: a wrong PIN is not spent on another mistake.
    LogIdentity identity = LogIdentity.read(config, Instant.now());
    StateLock lock = lock(config);
    try {
      SealingToken token = SealingToken.open(config.token(), environment);
      try {
        return start(config, identity, lock, token, new Signer(PeerCredentials.ownUid()));
      } catch (ConfigException | RuntimeException e) {
        token.close();
        throw e;
      }
    } catch (ConfigException | RuntimeException e) {
      release(lock, e);
      throw e;
    }
  }

  static Daemon start(
      ServerConfig config, LogIdentity identity, StateLock lock, SealingToken token, Signer signer)
      throws ConfigException {
    SealingKey key = token.key();
    identity.verifyIsOf(key.publicKey());
    var metrics = new Metrics();
    Ledger ledger = ledger(config, identity.log(), lock, token, metrics);
    try {
      metrics.watch(ledger);
      var attestations = KeyAttestations.keep(config.state(), identity.attestation());
      var bundles = new Bundles(ledger, identity.attestation());
      var self = new SignerFacts(signer, key.publicKey(), Sha256.of(identity.attestation()));
      var api =
          new Api(
              config,
              ledger,
              bundles,
              self,
              new CallerGate(signer, config),
              attestations,
              new TrustResource(identity.log(), identity.root()),
              metrics);
      HttpServer server = HttpServer.start(config, api.routes(), metrics);
      LOG.info(
          "log {} with {} entries, at {} as uid {}{}",
          ledger.origin(),
          ledger.size(),
          config.listen().socket(),
          signer.uid(),
          config.development() ? ", for development only" : "");
      return new Daemon(token, ledger, api, server);
    } catch (ConfigException | RuntimeException e) {
      closeAfter(ledger, e);
      throw e;
    } catch (IOException e) {
      closeAfter(ledger, e);
      throw new ConfigException(
          "state", "the key attestation can't be kept there: " + e, "free or repair the disk", e);
    }
  }

  public Origin log() {
    return ledger.origin();
  }

  List<Api.Route> routes() {
    return api.routes();
  }

  /** Answers what is in flight, writes the last head to disk, and logs out of the token. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    LOG.info("stopping: answering what is in flight");
    ledger.drain();
    server.close();
    try {
      ledger.close();
      LOG.info("stopped with {} entries", ledger.size());
    } catch (LedgerException e) {
      LOG.error("stopped, but: {}", e.getMessage(), e);
    } finally {
      token.close();
    }
  }

  private static StateLock lock(ServerConfig config) throws ConfigException {
    try {
      return StateLock.acquire(config.state());
    } catch (LedgerException e) {
      throw new ConfigException("state", String.valueOf(e.getMessage()), e);
    }
  }

  private static Ledger ledger(
      ServerConfig config, Origin log, StateLock lock, SealingToken token, Metrics metrics)
      throws ConfigException {
    LedgerOptions defaults = LedgerOptions.DEFAULT;
    var options =
        new LedgerOptions(
            config.limits().queue(),
            config.limits().dsseInFlight(),
            config.limits().request(),
            defaults.idleFlush(),
            defaults.publishEvery(),
            defaults.firstRetry(),
            defaults.tokenBound(),
            defaults.forwardBound());
    try {
      return Ledger.open(
          lock,
          new LedgerSetup(
              log,
              token.key(),
              TimeSource.ofHost(),
              RollbackGuard.over(keepers(config, log, token)),
              options,
              metrics));
    } catch (LedgerException e) {
      String setting =
          switch (e.reason()) {
            case TOKEN_UNAVAILABLE, TOKEN_REFUSED -> "token";
            default -> "state";
          };
      throw new ConfigException(setting, String.valueOf(e.getMessage()), e);
    }
  }

  private static List<HeadKeeper> keepers(ServerConfig config, Origin log, SealingToken token) {
    List<HeadKeeper> keepers = new ArrayList<>();
    config.rollback().file().ifPresent(path -> keepers.add(new HeadFile(path)));
    if (config.rollback().token()) {
      keepers.add(token.heads().apply(log));
    }
    return keepers;
  }

  private static void closeAfter(Ledger ledger, Exception because) {
    try {
      ledger.close();
    } catch (LedgerException e) {
      because.addSuppressed(e);
    }
  }

  private static void release(StateLock lock, Exception because) {
    try {
      lock.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
