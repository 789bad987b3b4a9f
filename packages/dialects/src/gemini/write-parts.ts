/** Writes the parts of one content. */
import type { CallPart, Loss, Part, ReasoningPart, ResultPart } from "../canonical/index.ts";
import type { Abilities } from "./abilities.ts";
import { isRecord } from "../canonical/expect.ts";
import { argumentsOf } from "./lenient.ts";
import { writeMedia } from "./write-media.ts";
import { ownValue, unsigned } from "./signatures.ts";

export class PartWriter {
  readonly role: "user" | "model";
  readonly abilities: Abilities;
  readonly lost: Loss[];
  readonly results: object[] = [];
  readonly said: object[] = [];
  calls = 0;

  constructor(role: "user" | "model", abilities: Abilities, lost: Loss[]) {
    this.role = role;
    this.abilities = abilities;
    this.lost = lost;
  }

  parts(): readonly object[] {
    return this.results.length === 0 ? this.said : [...this.results, ...this.said];
  }

  add(part: Part, field: string): void {
    switch (part.kind) {
      case "text":
      case "refusal":
        if (part.text !== "") this.said.push({ text: part.text });
        break;
      case "call":
        this.said.push(this.call(part, field));
        break;
      case "result":
        this.results.push(this.result(part, field));
        break;
      case "reasoning":
        this.reasoning(part, field);
        break;
      default: {
        const media = writeMedia(part, field, this.lost);
        if (media) this.said.push(media);
      }
    }
  }

  call({ id, name, arguments: text, signature }: CallPart, field: string): object {
    const args = argumentsOf(text);
    if (!args) this.lost.push({ feature: "other", field: `${field}.arguments` });
    const own = ownValue(signature);
    if (signature && own === undefined) this.lost.push({ feature: "reasoning", field: `${field}.signature` });
    // The first call of a turn carries the signature for all of them.
    const needed = this.abilities.wantsSignatures && this.calls === 0 ? unsigned : undefined;
    this.calls += 1;
    const thoughtSignature = own ?? needed;
    const functionCall = { id, name, args: args ?? {} };
    return thoughtSignature === undefined ? { functionCall } : { functionCall, thoughtSignature };
  }

  reasoning({ text, signature }: ReasoningPart, field: string): void {
    const thoughtSignature = ownValue(signature);
    if (thoughtSignature === undefined) this.lost.push({ feature: "reasoning", field });
    else this.said.push({ text, thought: true, thoughtSignature });
  }

  result({ id, name, parts, failed }: ResultPart, field: string): object {
    const texts: string[] = [];
    const media: object[] = [];
    for (const [i, part] of parts.entries()) {
      if (part.kind === "text") {
        texts.push(part.text);
        continue;
      }
      const at = `${field}.parts.${i}`;
      const written = writeMedia(part, at, this.lost);
      if (!written) continue;
      if (this.abilities.takesResultMedia) media.push(written);
      else {
        this.lost.push({ feature: "result-image", field: at });
        this.said.push(written);
      }
    }
    const response = responseOf(texts.join("\n"), failed === true);
    const functionResponse = { id, name: name ?? id, response };
    return { functionResponse: media.length === 0 ? functionResponse : { ...functionResponse, parts: media } };
  }
}

/** JSON of an object becomes the response itself if it round-trips byte for byte; any other text becomes its `output`. */
function responseOf(text: string, failed: boolean): object {
  if (failed) return { error: text };
  if (!text.startsWith("{")) return { output: text };
  const parsed = argumentsOf(text);
  const isWhole = isRecord(parsed) && !("output" in parsed || "result" in parsed || "error" in parsed);
  return isWhole && JSON.stringify(parsed) === text ? parsed : { output: text };
}
