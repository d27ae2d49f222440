package dev.runseal.statement;

import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the drafts of seals, and remembers the {@link SealForm} of each caller that comes again.
 * The draft is the same with and without. Safe for any number of threads.
 */
public final class SealForms {
  /** A form has about a kilobyte; more callers than this at a time only cost time. */
  private static final int MOST = 4_096;

  /** All of a seal that comes again, as the signer's own facts and the caller's do. */
  private record Constant(
      Origin log,
      Signer signer,
      Sha256 keyAttestation,
      Caller caller,
      Separation separation,
      Optional<String> workload) {}

  private final Map<Constant, SealForm> forms = new ConcurrentHashMap<>();

  /** As {@link StatementDraft#of}. */
  public StatementDraft draft(Seal template) {
    if (template.parent().isPresent() || template.traceparent().isPresent()) {
      return StatementDraft.of(template);
    }
    var constant =
        new Constant(
            template.position().log(),
            template.signer(),
            template.keyAttestation(),
            template.caller(),
            template.separation(),
            template.workload());
    SealForm form = forms.get(constant);
    if (form == null) {
      if (forms.size() >= MOST) {
        forms.clear();
      }
      form = new SealForm(template);
      forms.put(constant, form);
    }
    return form.draft(template.execution(), template.declaration());
  }
}
