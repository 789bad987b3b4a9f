/** The canonical form as a Messages request. */
import type { Conversation, Written } from "../canonical/index.ts";
import type { Block } from "./block.ts";
import { Losses } from "./losses.ts";
import { defaultMaxTokens, writeOutput, writeThinking } from "./write-reasoning.ts";
import { writeSampling } from "./write-sampling.ts";
import { writeTools } from "./write-tools.ts";
import { writeTurns } from "./write-turns.ts";

/** A loss of the writer bears the name that Chat has for it: the canonical form does not know where its client wrote it. */
export function writeRequest(asked: Conversation): Written {
  const losses = new Losses();
  const { system, messages, opensWithThinking } = writeTurns(asked, losses);
  const body: Block = { model: asked.model, max_tokens: asked.maxOutput ?? defaultMaxTokens };
  if (system.length > 0) body["system"] = system;
  body["messages"] = messages;
  writeTools(asked, body, losses);
  const thinks = writeThinking(asked, opensWithThinking, body, losses);
  writeOutput(asked.output, body, losses);
  writeSampling(asked, thinks, body, losses);
  if (asked.user !== undefined) body["metadata"] = { user_id: asked.user };
  if (asked.stream) body["stream"] = true;
  return { body, lost: losses.all };
}
