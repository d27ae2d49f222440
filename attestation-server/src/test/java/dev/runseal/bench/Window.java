package dev.runseal.bench;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What came of one stretch of load. The histogram is nobody else's by now, and not written any
 * more.
 *
 * @param seals new ones, acknowledged
 * @param repeated answers that found their seal there
 * @param inFlight how many requests a closed loop kept in flight; 0 where requests were paced
 */
record Window(
    long nanos,
    long answers,
    long seals,
    long repeated,
    long bytes,
    Histogram latency,
    int inFlight) {
  double sealsPerSecond() {
    return seals * 1e9 / nanos;
  }

  double answersPerSecond() {
    return answers * 1e9 / nanos;
  }

  long bytesPerAnswer() {
    return answers == 0 ? 0 : bytes / answers;
  }

  /**
   * Latencies without coordinated omission. In a closed loop a connection sends every {@code
   * inFlight / rate} on average; for an answer that took longer, the requests that would have been
   * sent meanwhile count too, each with what was left of the wait.
   */
  Histogram corrected() {
    if (inFlight == 0 || answers == 0) {
      return latency;
    }
    return latency.copyCorrectedForCoordinatedOmission(
        (long) (inFlight / answersPerSecond() * 1e9));
  }

  /** Several windows as one. */
  static Window together(List<Window> windows) {
    Histogram latency = windows.getFirst().latency().copy();
    windows.stream().skip(1).forEach(window -> latency.add(window.latency()));
    return new Window(
        windows.stream().mapToLong(Window::nanos).sum(),
        windows.stream().mapToLong(Window::answers).sum(),
        windows.stream().mapToLong(Window::seals).sum(),
        windows.stream().mapToLong(Window::repeated).sum(),
        windows.stream().mapToLong(Window::bytes).sum(),
        latency,
        windows.getFirst().inFlight());
  }
}
