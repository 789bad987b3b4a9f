/** What other vendors' answers left in a client's history, which OpenAI would refuse. */
import type { Native } from "../../dialect.ts";
import { isRecord } from "../errors.ts";
import { foreignReasoning } from "./ids.ts";

const mark = Buffer.from(foreignReasoning);

/** Reasoning that is not OpenAI's goes: it takes such items by their id or sealed, and knows neither of these. */
export function nativeInput(body: Uint8Array): Native | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.includes(mark)) return undefined;
  const request = parsed(bytes);
  if (!isRecord(request) || !Array.isArray(request["input"])) return undefined;
  const lost: Native["lost"][number][] = [];
  const input = request["input"].filter((item: unknown, i) => {
    const foreign = isRecord(item) && item["type"] === "reasoning" && String(item["id"]).startsWith(foreignReasoning);
    if (foreign) lost.push({ feature: "reasoning", field: `input.${i}` });
    return !foreign;
  });
  return lost.length === 0 ? undefined : { body: Buffer.from(JSON.stringify({ ...request, input })), lost };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
