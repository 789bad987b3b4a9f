/** Writes the output of a response item by item: each is opened, filled and closed before the next one opens. */
import type { FrameText } from "./frame-text.ts";
import type { itemIds } from "./item-ids.ts";
import {
  callItem,
  type ItemStatus,
  messageItem,
  type OutputItem,
  reasoningItem,
  summaryPart,
  type Words,
  wordsPart,
} from "./output-items.ts";

type Kind = Words | "reasoning" | "arguments";

export class OutputFrames {
  /** All that were opened; the last one may still be open, without what its open part has said. */
  readonly items: OutputItem[] = [];
  readonly #text: FrameText;
  readonly #idOf: ReturnType<typeof itemIds>;
  #item: OutputItem | undefined;
  /** What is being said, undefined between two parts. */
  #kind: Kind | undefined;
  #said = "";
  #delta: (delta: string) => string = () => "";

  constructor(text: FrameText, idOf: ReturnType<typeof itemIds>) {
    this.#text = text;
    this.#idOf = idOf;
  }

  say(kind: Words | "reasoning", delta: string): string {
    if (delta === "") return "";
    const opened = this.#kind === kind ? "" : this.#open(kind);
    this.#said += delta;
    return opened + this.#delta(delta);
  }

  call(id: string, name: string): string {
    const closed = this.close("completed");
    const item = callItem(this.#idOf("fc", this.items.length), id, name);
    const added = this.#add(item);
    this.#begin("arguments", item.id);
    return closed + added;
  }

  arguments(delta: string): string {
    if (delta === "" || this.#kind !== "arguments") return "";
    this.#said += delta;
    return this.#delta(delta);
  }

  close(status: ItemStatus): string {
    const item = this.#item;
    if (!item) return "";
    const closed = this.#closePart();
    if (item.type !== "reasoning") item.status = status;
    this.#item = undefined;
    return closed + this.#text.frame("response.output_item.done", { output_index: this.items.length - 1, item });
  }

  /** Followed by its vendor's signature: the reasoning is complete. */
  closeReasoning(): string {
    return this.#item?.type === "reasoning" ? this.close("completed") : "";
  }

  #open(kind: Words | "reasoning"): string {
    let before: string;
    let item = this.#item;
    // Text and refusal go into the same message.
    if (item?.type === "message" && kind !== "reasoning") before = this.#closePart();
    else {
      before = this.close("completed");
      const index = this.items.length;
      item = kind === "reasoning" ? reasoningItem(this.#idOf("rs", index)) : messageItem(this.#idOf("msg", index));
      before += this.#add(item);
    }
    const added = kind === "reasoning" ? "response.reasoning_summary_part.added" : "response.content_part.added";
    const part = kind === "reasoning" ? summaryPart("") : wordsPart(kind, "");
    before += this.#text.frame(added, { item_id: item.id, ...this.#place(kind), part });
    this.#begin(kind, item.id);
    return before;
  }

  #add(item: OutputItem): string {
    this.#item = item;
    return this.#text.frame("response.output_item.added", { output_index: this.items.push(item) - 1, item });
  }

  #begin(kind: Kind, itemId: string): void {
    this.#kind = kind;
    const place = { item_id: itemId, ...this.#place(kind) };
    this.#delta = this.#text.deltas(`response.${names[kind]}.delta`, place, kind === "output_text" ? ',"logprobs":[]' : "");
  }

  /** The position of a part in the output. */
  #place(kind: Kind): object {
    const place = { output_index: this.items.length - 1 };
    if (kind === "arguments") return place;
    const index = this.#item?.type === "message" ? this.#item.content.length : 0;
    return kind === "reasoning" ? { ...place, summary_index: 0 } : { ...place, content_index: index };
  }

  #closePart(): string {
    const [item, kind, said] = [this.#item, this.#kind, this.#said];
    if (!item || !kind) return "";
    const place = { item_id: item.id, ...this.#place(kind) };
    this.#kind = undefined;
    this.#said = "";
    const done = `response.${names[kind]}.done`;
    if (item.type === "function_call") {
      // A call without arguments is an empty object, and clients that add deltas up must come to the same.
      const filled = said === "" ? this.#delta("{}") : "";
      item.arguments = said || "{}";
      return filled + this.#text.frame(done, { ...place, name: item.name, arguments: item.arguments });
    }
    if (item.type === "reasoning") {
      const part = summaryPart(said);
      item.summary.push(part);
      const ended = this.#text.frame(done, { ...place, text: said });
      return ended + this.#text.frame("response.reasoning_summary_part.done", { ...place, part });
    }
    const part = wordsPart(kind === "refusal" ? "refusal" : "output_text", said);
    item.content.push(part);
    const ended = this.#text.frame(done, {
      ...place,
      ...(kind === "refusal" ? { refusal: said } : { text: said, logprobs: [] }),
    });
    return ended + this.#text.frame("response.content_part.done", { ...place, part });
  }
}

const names: Readonly<Record<Kind, string>> = {
  output_text: "output_text",
  refusal: "refusal",
  reasoning: "reasoning_summary_text",
  arguments: "function_call_arguments",
};
