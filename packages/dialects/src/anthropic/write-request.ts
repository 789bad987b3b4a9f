/** Writes a conversation as a Messages request. */
import type { Conversation, Written } from "../canonical/index.ts";
import { abilitiesOf } from "./abilities.ts";
import { type Block, textBlock } from "./block.ts";
import { Losses } from "./losses.ts";
import { jsonInstruction, writeOutput } from "./write-output.ts";
import { defaultMaxTokens, writeThinking } from "./write-reasoning.ts";
import { writeSampling } from "./write-sampling.ts";
import { writeTools } from "./write-tools.ts";
import { writeTurns } from "./write-turns.ts";

/** The writer's losses have Chat's field names, since the canonical form does not know where the client wrote them. */
export function writeRequest(asked: Conversation): Written {
  const losses = new Losses();
  const abilities = abilitiesOf(asked.model);
  const { system, messages, opensWithThinking } = writeTurns(asked, losses);
  const told = asked.output?.kind === "json" ? [...system, textBlock(jsonInstruction)] : system;
  const body: Block = { model: asked.model, max_tokens: asked.maxOutput ?? defaultMaxTokens };
  if (told.length > 0) body["system"] = told;
  body["messages"] = messages;
  writeTools(asked, abilities, body, losses);
  writeOutput(asked.output, abilities, body, losses);
  const thinks = writeThinking(asked, { abilities, opensWithThinking }, body, losses);
  writeSampling(asked, abilities.sampling && !thinks, body, losses);
  // The default is not a loss.
  if ((asked.verbosity ?? "medium") !== "medium") losses.add("service", "verbosity");
  if (asked.user !== undefined) body["metadata"] = { user_id: asked.user };
  if (asked.stream) body["stream"] = true;
  return { body, lost: losses.all };
}
