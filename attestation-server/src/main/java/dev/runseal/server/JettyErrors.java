package dev.runseal.server;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What is answered when a request fails before it reaches a route of ours: a problem document like
 * any other, which tells nothing of the server's insides.
 */
final class JettyErrors extends ErrorHandler {
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Answer answer = answer(code);
    response.setStatus(answer.status());
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.mediaType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length());
    response.write(true, answer.body().asBuffer(), callback);
  }

  private static Answer answer(int status) {
    Problem problem = Problem.ofStatus(status);
    return problem == Problem.STOPPING
        ? new Refusal(problem, "the daemon stops, and takes no more requests")
            .retryAfter(LedgerRefusal.LATER)
            .answer()
        : new Refusal(problem, "the server answered %d before it read on".formatted(status))
            .answer();
  }
}
