/** OpenAI's reasoning models, by name: they accept fewer parameters than others. */
import type { Conversation, Loss } from "../canonical/index.ts";

/** On this or another server: `gpt-5`, `openai/o3-mini`. The chat model of GPT-5 does not reason. */
export function reasons(model: string): boolean {
  return /(?:^|\/)(?:o\d+(?:-|$)|gpt-(?:[5-9]|\d\d)(?!\d|-chat))/.test(model);
}

/** Whether temperature and top_p can be set; models from 5.1 on accept them while they do not reason. */
export function takesSampling(model: string, effort: string | undefined): boolean {
  return !reasons(model) || (effort === "none" && /(?:^|\/)gpt-5\.[1-9]/.test(model));
}

/** 1 is the default of both. */
export function loseSampling({ temperature = 1, topP = 1 }: Conversation, lost: Loss[]): void {
  if (temperature !== 1) lost.push({ feature: "sampling", field: "temperature" });
  if (topP !== 1) lost.push({ feature: "sampling", field: "top_p" });
}
