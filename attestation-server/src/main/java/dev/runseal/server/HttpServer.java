package dev.runseal.server;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on the Unix socket, and in development on a loopback port: Javalin over Jetty, one
 * virtual thread per request, every answer one write of known length.
 */
final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_HEAD = 8 * 1024;

  /** How long a connection is quiet before the stop hangs up. */
  private static final Duration PARTING = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final List<Api.Route> routes;
  private final Metrics metrics;
  private final GracefulHandler inFlight = new GracefulHandler();
  private final Javalin javalin;

  private HttpServer(ServerConfig config, List<Api.Route> routes, Metrics metrics) {
    this.config = config;
    this.routes = routes;
    this.metrics = metrics;
    this.javalin = Javalin.create(this::configure);
  }

  /** Call only under the state lock: a socket that a dead daemon left behind is removed. */
  static HttpServer start(ServerConfig config, List<Api.Route> routes, Metrics metrics)
      throws ConfigException {
    ListeningPath.clear(config.listen().socket());
    var server = new HttpServer(config, routes, metrics);
    try {
      server.javalin.start();
      Files.setPosixFilePermissions(config.listen().socket(), config.listen().socketMode());
      return server;
    } catch (RuntimeException | IOException e) {
      server.close();
      throw new ConfigException(
          "listen", "can't listen: " + e.getMessage(), "choose another socket or port", e);
    }
  }

  /**
   * Answers every request that was taken, refuses what comes meanwhile, and then hangs up; all of
   * it within the drain time.
   */
  @Override
  public void close() {
    long end = System.nanoTime() + config.limits().drain().toNanos();
    // From here on each answer is the last one on its connection, and a new request is told so.
    CompletableFuture<Void> answered = inFlight.shutdown();
    for (AbstractConnector connector : connectors()) {
      // It awaits the end of every connection, which comes after the answers.
      var _ = connector.shutdown();
    }
    // Whoever connects finds nobody, rather than a queue that is not served for long.
    removeSocket();
    awaitAnswers(answered);
    hangUp(Duration.ofNanos(end - System.nanoTime()));
  }

  private void awaitAnswers(CompletableFuture<Void> answered) {
    try {
      answered.get(config.limits().drain().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "{} requests are not answered within {} s: hanging up on them",
          inFlight.getCurrentRequestCount(),
          config.limits().drain().toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("interrupted, {} requests are not answered", inFlight.getCurrentRequestCount());
    } catch (ExecutionException e) {
      throw new AssertionError("waiting for answers has no other end", e);
    }
  }

  /** Connections are idle now, or were refused: those that were just used have a moment to end. */
  private void hangUp(Duration most) {
    for (AbstractConnector connector : connectors()) {
      connector.setIdleTimeout(PARTING.toMillis());
      connector.setShutdownIdleTimeout(PARTING.toMillis());
      if (connector instanceof UnixListener listener) {
        try {
          listener.hangUp();
        } catch (IOException e) {
          LOG.warn("socket can't be closed: {}", e.toString());
        }
      }
    }
    // Zero is no wait at all.
    javalin.jettyServer().server().setStopTimeout(Math.max(0, most.toMillis()));
    try {
      javalin.stop();
    } catch (JavalinException e) {
      // What comes after the server must be closed all the same: the log, and the token.
      LOG.warn("connections were cut off: {}", e.getMessage());
    }
  }

  private void removeSocket() {
    try {
      Files.deleteIfExists(config.listen().socket());
    } catch (IOException e) {
      // The next start removes it.
      LOG.warn("socket {} can't be removed: {}", config.listen().socket(), e.toString());
    }
  }

  private List<AbstractConnector> connectors() {
    return Stream.of(javalin.jettyServer().server().getConnectors())
        .filter(AbstractConnector.class::isInstance)
        .map(AbstractConnector.class::cast)
        .toList();
  }

  private void configure(JavalinConfig javalinConfig) {
    javalinConfig.startup.showJavalinBanner = false;
    javalinConfig.startup.showOldJavalinVersionWarning = false;
    javalinConfig.startup.startupWatcherEnabled = false;
    javalinConfig.concurrency.useVirtualThreads = true;
    javalinConfig.http.generateEtags = false;
    javalinConfig.http.compressionStrategy = CompressionStrategy.NONE;
    javalinConfig.http.prefer405over404 = true;
    javalinConfig.jetty.modifyServer(this::configure);
    javalinConfig.jetty.modifyServletContextHandler(
        context -> context.setErrorHandler(new JettyErrors()));
    javalinConfig.jetty.modifyHttpConfiguration(HttpServer::configure);
    javalinConfig.jetty.addConnector(this::unixConnector);
    if (config.listen().tcpPort().isPresent()) {
      javalinConfig.jetty.addConnector(this::tcpConnector);
    }
    for (Api.Route route : routes) {
      javalinConfig.routes.addHttpHandler(
          route.method(), route.path(), context -> answer(route, context));
      if (route.method().equals(HandlerType.GET)) {
        // The same, of which Jetty sends the head only.
        javalinConfig.routes.addHttpHandler(
            HandlerType.HEAD, route.path(), context -> answer(route, context));
      }
    }
    javalinConfig.routes.exception(HttpResponseException.class, this::unrouted);
  }

  private void configure(Server server) {
    server.setErrorHandler(new JettyErrors());
    server.insertHandler(inFlight);
  }

  private static void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(MAX_HEAD);
    // The cache of header fields costs more than it saves.
    http.setHeaderCacheSize(0);
  }

  private Connector unixConnector(Server server, HttpConfiguration http) {
    var connector = new UnixListener(server, new HttpConnectionFactory(http));
    connector.setUnixDomainPath(config.listen().socket());
    connector.setAcceptQueueSize(1_024);
    return configured(connector);
  }

  private Connector tcpConnector(Server server, HttpConfiguration http) {
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(config.listen().tcpPort().orElseThrow());
    return configured(connector);
  }

  private Connector configured(AbstractConnector connector) {
    connector.setIdleTimeout(config.limits().idle().toMillis());
    // At its shutdown Jetty would make every connection idle for a second expire, and who waited
    // for the token that long loses an answer that is just being written.
    connector.setShutdownIdleTimeout(-1);
    return connector;
  }

  private void answer(Api.Route route, Context context) throws IOException {
    long start = System.nanoTime();
    Answer answer;
    try {
      answer = route.resource().answer(context);
    } catch (Refusal e) {
      answer = e.answer();
    } catch (RuntimeException | AssertionError e) {
      LOG.error("{} {} failed", route.method(), route.path(), e);
      answer = internal();
    }
    metrics.answered(route.path(), answer.status(), System.nanoTime() - start);
    write(answer, context.res());
  }

  /** No route of ours: Javalin says so by exception. */
  private void unrouted(HttpResponseException e, Context context) {
    Problem problem = Problem.ofStatus(e.getStatus());
    String path =
        context.path().length() <= 200 ? context.path() : context.path().substring(0, 200);
    var refusal =
        new Refusal(problem, "%s %s is not part of this API".formatted(context.method(), path));
    if (problem == Problem.METHOD_NOT_ALLOWED) {
      refusal.header("Allow", allowed(context));
    }
    metrics.answered("none", problem.status(), 0);
    try {
      write(refusal.answer(), context.res());
    } catch (IOException failed) {
      LOG.debug("the caller hung up", failed);
    }
  }

  private String allowed(Context context) {
    return routes.stream()
        .filter(route -> context.path().matches(pattern(route)))
        .map(route ->
            route.method().equals(HandlerType.GET) ? "GET, HEAD" : route.method().toString())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String pattern(Api.Route route) {
    return route.path().replaceAll("\\{[^}]*}", "[^/]+").replaceAll("<[^>]*>", ".+");
  }

  private static Answer internal() {
    return new Refusal(Problem.INTERNAL, "the server's log has the details").answer();
  }

  private static void write(Answer answer, HttpServletResponse response) throws IOException {
    response.setStatus(answer.status());
    response.setContentType(answer.mediaType());
    response.setContentLength(answer.body().length());
    answer.headers().forEach(response::setHeader);
    answer.body().writeTo(response.getOutputStream());
  }
}
