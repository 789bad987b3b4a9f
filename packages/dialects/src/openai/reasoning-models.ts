/** OpenAI's models that reason, by their names: they take less than others do. */
import type { Conversation, Loss } from "../canonical/index.ts";

/** Of this or another server's: `gpt-5`, `openai/o3-mini`. The chat model of GPT-5 does not reason. */
export function reasons(model: string): boolean {
  return /(?:^|\/)(?:o\d+(?:-|$)|gpt-(?:[5-9]|\d\d)(?!\d|-chat))/.test(model);
}

/** Whether temperature and top_p may be other than they are; those from 5.1 on take them while they do not reason. */
export function takesSampling(model: string, effort: string | undefined): boolean {
  return !reasons(model) || (effort === "none" && /(?:^|\/)gpt-5\.[1-9]/.test(model));
}

/** 1 is what both are anyway. */
export function loseSampling({ temperature = 1, topP = 1 }: Conversation, lost: Loss[]): void {
  if (temperature !== 1) lost.push({ feature: "sampling", field: "temperature" });
  if (topP !== 1) lost.push({ feature: "sampling", field: "top_p" });
}
