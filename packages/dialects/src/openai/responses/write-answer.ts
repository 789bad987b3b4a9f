/** Writes whole answers: the object that the stream of the same answer ends with. */
import type { Answer, Telling } from "../../canonical/index.ts";
import { itemIds, responseId } from "./item-ids.ts";
import { callItem, messageItem, type OutputItem, reasoningItem, summaryPart, wordsPart } from "./output-items.ts";
import { closeResponse, openResponse } from "./response.ts";
import { statusOf } from "./stop.ts";

type AnswerPart = Answer["parts"][number];

export function writeAnswer({ id, parts, stop, units }: Answer, about: Telling): object {
  const name = responseId(id, about.created);
  const output = writeItems(parts, itemIds(name));
  for (const [index, item] of output.entries()) {
    if (item.type !== "reasoning") item.status = index === output.length - 1 ? statusOf(stop) : "completed";
  }
  return closeResponse(openResponse(name, about), output, stop, units);
}

function writeItems(parts: readonly AnswerPart[], idOf: ReturnType<typeof itemIds>): readonly OutputItem[] {
  const output: OutputItem[] = [];
  for (const part of joined(parts)) {
    if (part.kind === "call") {
      output.push({ ...callItem(idOf("fc", output.length), part.id, part.name), arguments: part.arguments || "{}" });
    } else if (part.kind === "reasoning") {
      const item = reasoningItem(idOf("rs", output.length));
      item.summary.push(summaryPart(part.text));
      output.push(item);
    } else {
      let message = output.at(-1);
      if (message?.type !== "message") output.push((message = messageItem(idOf("msg", output.length))));
      message.content.push(wordsPart(part.kind === "text" ? "output_text" : "refusal", part.text));
    }
  }
  return output;
}

/** Neighbours of the same kind become one part, as in a stream; a signature ends the reasoning before it. */
function joined(parts: readonly AnswerPart[]): readonly AnswerPart[] {
  const all: AnswerPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.kind === "call") all.push(part);
    else if (last?.kind === part.kind && !(last.kind === "reasoning" && last.signature)) {
      all[all.length - 1] = { ...part, text: last.text + part.text };
    } else if (part.text !== "") all.push(part);
  }
  return all;
}
