/** What other vendors' answers left in a client's history, which OpenAI would refuse. */
import type { Native } from "../../operation.ts";
import { isRecord } from "../../canonical/expect.ts";
import { foreignReasoning } from "./item-ids.ts";

const mark = Buffer.from(foreignReasoning);

/** Removes reasoning that is not OpenAI's: it accepts such items only by its own ids or encrypted by itself. */
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
