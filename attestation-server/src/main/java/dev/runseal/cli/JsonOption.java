package dev.runseal.cli;

import picocli.CommandLine.Option;

/** {@code --json}, which every command has that prints a result. */
final class JsonOption {
  @Option(names = "--json", description = "Print the result as one line of JSON.")
  boolean requested;
}
