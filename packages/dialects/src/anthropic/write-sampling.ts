/** Sampling parameters, as far as the vendor accepts them, and stop sequences. */
import type { Conversation } from "../canonical/index.ts";
import { type Block, says } from "./block.ts";
import type { Losses } from "./losses.ts";

/** `takes` is false for a model that thinks, and for the newest ones: they accept only the defaults. */
export function writeSampling(asked: Conversation, takes: boolean, body: Block, losses: Losses): void {
  const { topK, seed, frequencyPenalty, presencePenalty } = asked;
  const temperature = asked.temperature === undefined ? undefined : Math.min(asked.temperature, 1);
  if (temperature !== asked.temperature) losses.add("sampling", "temperature");
  // Only one of the two is accepted; 1 is the default of both.
  const topP = asked.topP === 1 ? undefined : asked.topP;
  const cool = temperature === undefined || temperature === 1 ? undefined : temperature;
  if (!takes) {
    if (cool !== undefined) losses.add("sampling", "temperature");
    if (topP !== undefined) losses.add("sampling", "top_p");
    if (topK !== undefined) losses.add("sampling", "top_k");
  } else {
    if (cool !== undefined && topP !== undefined) losses.add("sampling", "top_p");
    if (cool === undefined && topP !== undefined) body["top_p"] = topP;
    else if (temperature !== undefined) body["temperature"] = temperature;
    if (topK !== undefined) body["top_k"] = topK;
  }
  if (seed !== undefined) losses.add("seed", "seed");
  if (frequencyPenalty) losses.add("penalties", "frequency_penalty");
  if (presencePenalty) losses.add("penalties", "presence_penalty");
  writeStop(asked.stop, body, losses);
}

function writeStop(stop: readonly string[] | undefined, body: Block, losses: Losses): void {
  if (!stop) return;
  const taken = stop.filter(says);
  if (taken.length > 0) body["stop_sequences"] = taken;
  if (stop.some((one) => one !== "" && !says(one))) losses.add("stop-sequences", "stop");
}
