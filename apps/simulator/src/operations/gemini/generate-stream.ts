/** Chunks of generateContent, each with the usage so far and the last with the finish reason; as events or as one JSON array. */
import type { Events } from "../../answer.ts";
import type { Json } from "../../body.ts";
import { scriptedFields } from "../../dialects/gemini.ts";

export interface Part {
  /** As it stands when it is finished. */
  readonly part: Json;
  /** The texts in which it is streamed; none if it is sent whole. */
  readonly pieces: readonly string[];
  /** For a part that is sent whole. */
  readonly tokens?: number;
}

export interface GenerateStream {
  /** Model and response id, at the end of each chunk. */
  readonly open: Json;
  readonly parts: readonly Part[];
  readonly n: number;
  /** The finish reason and what belongs to it. */
  readonly final: Json;
  /** Tokens of thoughts that are not shown. */
  readonly hidden: number;
  usage(all: number, thought: number): object | undefined;
  readonly comments: number;
  /** One JSON array, as without alt=sse. */
  readonly array: boolean;
}

export function streamGenerate(stream: GenerateStream): Events {
  let sent = 0;
  const frame = (value: object): string => {
    if (!stream.array) return `data: ${JSON.stringify(value)}\r\n\r\n`;
    return `${sent++ === 0 ? "[" : ",\r\n"}${JSON.stringify(value)}\n`;
  };
  const close = stream.array ? "]\n" : "";
  return {
    frames: frames(stream, frame),
    get terminator() {
      return frame(last(stream)) + close;
    },
    failure: (fields) => frame({ error: scriptedFields(fields) }) + close,
    ...(stream.array && { contentType: "application/json; charset=UTF-8" }),
  };
}

function* frames(
  { open, parts, n, hidden, usage, comments, array }: GenerateStream,
  frame: (value: object) => string,
): Generator<string> {
  let [all, thought] = [hidden, hidden];
  const chunk = (part: Json): string => {
    const content = { parts: [part], role: "model" };
    const candidates = Array.from({ length: n }, (_, index) => ({ content, index }));
    const usageMetadata = usage(all, thought);
    return frame({ candidates, ...(usageMetadata && { usageMetadata }), ...open });
  };
  for (let i = 0; i < comments; i++) {
    if (!array) yield ": simulated\r\n\r\n";
    yield chunk({ text: "" });
  }
  for (const { part, pieces, tokens = 0 } of parts) {
    const { thoughtSignature: _, ...bare } = part;
    all += tokens;
    if (pieces.length === 0) yield chunk(part);
    for (const text of pieces) {
      all++;
      if (part.thought === true) thought++;
      yield chunk({ ...bare, text });
    }
  }
}

/** The chunk with the finish reason; after a text, its signature comes with it, on a part without text. */
function last({ open, parts, n, final, hidden, usage }: GenerateStream): object {
  const shown = parts.filter(({ part }) => part.thought === true).reduce((sum, { pieces }) => sum + pieces.length, hidden);
  const all = parts.reduce((sum, { pieces, tokens = 0 }) => sum + pieces.length + tokens, hidden);
  const end = parts.at(-1);
  const text = {
    text: "",
    ...(end?.part.thoughtSignature !== undefined && end.pieces.length > 0 && { thoughtSignature: end.part.thoughtSignature }),
  };
  const content = { parts: [text], role: "model" };
  const candidates = Array.from({ length: n }, (_, index) => ({ ...(parts.length > 0 && { content }), ...final, index }));
  const usageMetadata = usage(all, shown);
  return { candidates, ...(usageMetadata && { usageMetadata }), ...open };
}
