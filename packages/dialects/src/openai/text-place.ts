/** Finds the one text of a Responses stream: a single message item with a single part, opened and then filled by deltas. */
import { isEmpty } from "./deltas.ts";
import { isRecord } from "../canonical/expect.ts";

type Event = Readonly<Record<string, unknown>>;

export class TextPlace {
  /** The id of the message item, once it is open. */
  item: string | undefined;
  /** Its part is open too. */
  open = false;

  /** What this event adds to the text, "" where it only opens its place; undefined for any other event. */
  read(name: string, event: Event): string | undefined {
    if (name === "response.output_item.added") return this.openItem(event);
    if (!this.stands(event)) return undefined;
    if (name === "response.content_part.added") return this.openPart(event["part"]);
    const { delta, logprobs } = event;
    const isText = name === "response.output_text.delta" && this.open && typeof delta === "string" && isEmpty(logprobs);
    return isText ? delta : undefined;
  }

  openItem({ item, output_index: index }: Event): string | undefined {
    if (this.item !== undefined || index !== 0 || !isRecord(item) || item["type"] !== "message") return undefined;
    if (typeof item["id"] !== "string" || !isEmpty(item["content"])) return undefined;
    this.item = item["id"];
    return "";
  }
  openPart(part: unknown): string | undefined {
    if (this.open || !isRecord(part) || part["type"] !== "output_text") return undefined;
    if (!isEmpty(part["text"]) || !isEmpty(part["annotations"])) return undefined;
    this.open = true;
    return "";
  }
  stands({ item_id: item, output_index: output, content_index: part }: Event): boolean {
    return this.item !== undefined && item === this.item && output === 0 && part === 0;
  }
}
