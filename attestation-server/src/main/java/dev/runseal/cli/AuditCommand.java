package dev.runseal.cli;

import dev.runseal.audit.AuditCheck;
import dev.runseal.audit.AuditException;
import dev.runseal.audit.AuditPlan;
import dev.runseal.audit.AuditProgress;
import dev.runseal.audit.AuditReport;
import dev.runseal.audit.LogAudit;
import dev.runseal.note.LogHead;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedNote;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Derives a whole log anew from its entries and compares. */
@Command(
    name = "audit",
    description = {
      "Derive a whole log anew from its entries, up to the head that it publishes, and compare:"
          + " every tile, the root, the signature, the rules between entries. A running daemon does"
          + " not matter. The status is 0 when all of it holds, 1 when not.",
      "",
      "Keep the checkpoint of each audit and give it to the next with --from: only that shows that"
          + " nothing was rewritten in between. Takes 31 bytes of memory an entry, and none for"
          + " entries with --tree-only."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal audit --root root.pem --from kept-checkpoint /var/lib/runseal",
      "  runseal audit --vkey example.com/log+33d7b496+AeHT… --tree-only \\",
      "    https://log.example.com/"
    })
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class AuditCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private AuditTrust trust;

  @Option(
      names = "--key-attestation",
      paramLabel = "FILE",
      description = "With --root: the key attestation, where the log does not keep it.")
  private @Nullable Path keyAttestation;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "A checkpoint of this log that you kept; several may be given.")
  private List<Path> from = List.of();

  @Option(
      names = "--tree-only",
      description = "Leave the entries unread: any tiled log can be audited so.")
  private boolean treeOnly;

  @Option(
      names = "--indexes",
      description =
          "Compare the indexes of a state directory too; not while a daemon writes there.")
  private boolean indexes;

  @Mixin private final JsonOption json = new JsonOption();

  @Mixin private final AuditedLog log = new AuditedLog();

  private final Terminal terminal;
  private final InstantSource clock = InstantSource.system();

  AuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    try (AuditedLog.Opened opened = log.open(terminal)) {
      var plan =
          new AuditPlan(
              trust.read(terminal, keyAttestation, clock.instant()),
              kept(),
              treeOnly,
              opened.threads());
      Optional<StoredIndexAudit> ofIndexes = indexes();
      AuditReport report = run(opened, plan);
      if (ofIndexes.isPresent()) {
        report = report.with(AuditCheck.INDEXES, ofIndexes.get().verdict(report));
      }
      if (json.requested) {
        terminal.out().println(new String(report.json().toArray(), StandardCharsets.UTF_8));
      } else {
        terminal.out().print(report.text());
      }
      return (report.accepted() ? ExitStatus.SUCCESS : ExitStatus.NOT_MET).code();
    } catch (AuditException e) {
      throw CommandException.failed(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      throw CommandException.failed("the audit was interrupted", e);
    }
  }

  private Optional<StoredIndexAudit> indexes() throws CommandException {
    if (!indexes) {
      return Optional.empty();
    }
    if (treeOnly) {
      throw CommandException.failed("--indexes compares with the entries: leave --tree-only out");
    }
    return Optional.of(new StoredIndexAudit(log.directory(terminal), log.name()));
  }

  private AuditReport run(AuditedLog.Opened opened, AuditPlan plan)
      throws AuditException, InterruptedException {
    if (!terminal.watched()) {
      return run(opened, plan, AuditProgress.NONE);
    }
    var bar = new ProgressBar(terminal.err(), clock);
    try {
      return run(opened, plan, bar);
    } finally {
      bar.clear();
    }
  }

  private AuditReport run(AuditedLog.Opened opened, AuditPlan plan, AuditProgress progress)
      throws AuditException, InterruptedException {
    return new LogAudit(opened.reader(), plan, progress, new SecureRandom(), clock).run();
  }

  private List<LogHead> kept() throws CommandException {
    List<LogHead> heads = new ArrayList<>();
    for (Path file : from) {
      var input = new InputFile(terminal, file);
      try {
        heads.add(LogHead.parse(input.read(SignedNote.MAX_LENGTH).toUtf8()));
      } catch (NoteException | CharacterCodingException e) {
        throw input.wrong(e);
      }
    }
    return heads;
  }
}
