package dev.runseal.declaration;

import dev.runseal.bytes.Excerpt;
import dev.runseal.json.JsonException;
import java.util.Set;

/**
 * Which members each declared section may and must have. The JSON Schemas beside this package's
 * resources say the same, except for what a schema can't say, which is marked here.
 * docs/declaration.md tells what each member means.
 */
final class SectionRules {
  private static final Set<String> DECISIONS = Set.of("selected", "discarded", "truncated");
  private static final Set<String> TOOL_CHOICES = Set.of("auto", "none", "required");

  private SectionRules() {}

  static void check(SectionName name, Members in) throws JsonException {
    switch (name) {
      case MODEL -> model(in);
      case INSTRUCTIONS -> instructions(in);
      case RETRIEVAL -> retrieval(in);
      case TOOLS -> tools(in);
      case CONSTRAINTS -> constraints(in);
      case CONFIGURATION -> configuration(in);
      case INPUT -> input(in);
      case ENVIRONMENT -> environment(in);
    }
  }

  private static void model(Members in) throws JsonException {
    in.text("name");
    in.mayText("provider", "version", "quantization");
    in.mayContent("weights", "tokenizer", "chatTemplate", "signature");
    in.mayContents("adapters", "boms");
  }

  private static void instructions(Members in) throws JsonException {
    in.objects(
        "parts",
        part -> {
          part.text("role");
          part.content("content");
          part.mayContent("template");
        });
    in.requireNotEmpty("parts");
    in.mayObject("prompt", SectionRules::namedVersion);
  }

  private static void retrieval(Members in) throws JsonException {
    in.content("query");
    in.text("source");
    in.mayText("embeddingModel", "rerankerModel");
    in.mayNatural("topK");
    in.mayContent("snapshot");
    in.content("assembled");
    long listed = in.objects("candidates", SectionRules::candidate);
    in.requireRanksInOrder("candidates");
    long count = in.natural("candidateCount");
    if (count != listed) { // beyond the schema
      throw in.refusal(
          "candidateCount",
          "count is %d, the list \"candidates\" has %d: expected the same"
              .formatted(count, listed));
    }
  }

  private static void candidate(Members in) throws JsonException {
    in.text("id");
    in.digest("digest");
    in.mayMarker("salted");
    in.natural("rank");
    in.mayDecimal("score");
    in.word("decision", DECISIONS);
    in.mayText("reason");
  }

  private static void tools(Members in) throws JsonException {
    in.objects(
        "definitions",
        tool -> {
          tool.text("name");
          tool.content("definition");
          tool.mayText("type");
          tool.mayObject("server", SectionRules::toolServer);
          tool.mayBool("allowed");
        });
    in.requireNotEmpty("definitions");
    if (in.has("toolChoice")) {
      String choice = in.text("toolChoice");
      if (!TOOL_CHOICES.contains(choice) && !in.names("definitions").contains(choice)) {
        throw in.refusal( // beyond the schema
            "toolChoice",
            "found %s, expected auto, none, required or the name of a definition"
                .formatted(Excerpt.quoted(choice)));
      }
    }
  }

  private static void toolServer(Members in) throws JsonException {
    in.text("name");
    in.mayText("version", "protocolVersion", "address");
  }

  private static void constraints(Members in) throws JsonException {
    in.mayObjects(
        "guardrails",
        guardrail -> {
          namedVersion(guardrail);
          guardrail.mayContent("definition");
        });
    in.mayContents("policies");
    in.mayText("outputType");
    in.mayContent("outputSchema");
    in.mayNatural("maxSteps", "maxToolCalls", "maxTotalTokens", "timeoutMillis");
    in.mayTexts("egress");
    in.mayTexts("approvals");
  }

  private static void configuration(Members in) throws JsonException {
    in.mayText(
        "operation", "apiType", "apiVersion", "reasoningEffort", "serviceTier", "truncation");
    in.mayDecimal(
        "temperature", "topP", "minP", "frequencyPenalty", "presencePenalty", "repetitionPenalty");
    in.mayNatural("topK", "maxTokens", "choiceCount", "topLogprobs", "reasoningTokens");
    in.mayInteger("seed");
    in.mayBool("stream", "parallelToolCalls", "store");
    in.mayTexts("stopSequences");
    in.mayTexts("features");
    in.mayContent("logitBias", "request");
  }

  private static void input(Members in) throws JsonException {
    in.contents("messages");
    in.requireNotEmpty("messages");
    in.mayContents("attachments");
    in.mayText("conversation");
  }

  private static void environment(Members in) throws JsonException {
    in.mayObject(
        "agent",
        agent -> {
          agent.text("name");
          agent.mayText("id", "version");
        });
    in.mayObject(
        "server",
        server -> {
          server.text("address");
          server.mayNatural("port");
        });
    in.mayText("cloudProvider", "region", "os", "architecture", "precision");
    in.mayContents("images", "boms", "attestations");
    in.mayObjects(
        "software",
        software -> {
          namedVersion(software);
          software.mayContent("content");
        });
    in.mayObjects(
        "accelerators",
        accelerator -> {
          accelerator.text("name");
          accelerator.mayNatural("count");
          accelerator.mayText("driver");
        });
    in.mayObject(
        "code",
        code -> {
          code.text("repository");
          code.text("revision");
        });
    in.mayBool("deterministic");
  }

  private static void namedVersion(Members in) throws JsonException {
    in.text("name");
    in.mayText("version");
  }
}
