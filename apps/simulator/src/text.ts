/** What a simulated model says, cut into the pieces in which it is streamed; and what it reads in a message. */

export interface Text {
  readonly pieces: readonly string[];
  readonly whole: string;
  /** A token limit of the request cut it short. */
  readonly short: boolean;
  /** The stop sequence that ended it, itself left out. */
  readonly stopped: string | null;
}

/**
 * Cuts at words, and words at 16 characters, so that the pieces joined are the text, which ends before the first of
 * `stops`. With `count` the words are repeated or cut until there are that many;
 * `limit` then cuts off the rest.
 */
export function cut(text: string, limit: number | undefined, count?: number, stops: readonly string[] = []): Text {
  const stopped = firstOf(stops, text);
  const said = stopped === null ? text : text.slice(0, text.indexOf(stopped));
  const pieces = stretched(said.match(/\s*\S{1,16}|\s+$/gu) ?? [], count);
  const short = limit !== undefined && limit < pieces.length;
  const kept = short ? pieces.slice(0, limit) : pieces;
  return { pieces: kept, whole: kept.join(""), short, stopped: short ? null : stopped };
}

/** A request's stop sequences: a string or an array; empty ones and other types are ignored. */
export function stopsOf(stop: unknown): readonly string[] {
  if (stop === undefined || stop === null) return [];
  return [stop].flat().filter((one): one is string => typeof one === "string" && one !== "");
}

export function echo(said: string): string {
  return said === "" ? "You said nothing. This answer was simulated." : `You said: "${quoted(said)}". This answer was simulated.`;
}

export function report(results: readonly string[]): string {
  const list = results.map((result) => `"${quoted(result)}"`).join(", ");
  return `The ${results.length > 1 ? "tools" : "tool"} answered: ${list}. This answer was simulated.`;
}

export function ponder(said: string): string {
  return `The user said "${quoted(said)}", so I think and then answer.`;
}

/** The text of a message's content: a string, or the parts of a list, with parts other than text as their kind in brackets. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: unknown) => textField(part)).join("");
}

function firstOf(stops: readonly string[], text: string): string | null {
  let first: string | null = null;
  let at = text.length;
  for (const stop of stops) {
    const index = text.indexOf(stop);
    if (index === -1 || index >= at) continue;
    first = stop;
    at = index;
  }
  return first;
}

function stretched(pieces: readonly string[], count: number | undefined): readonly string[] {
  if (count === undefined || pieces.length === 0) return pieces;
  return Array.from({ length: count }, (_, i) => {
    const piece = pieces[i % pieces.length] ?? "";
    return i > 0 && i % pieces.length === 0 ? ` ${piece}` : piece;
  });
}

/** OpenAI's and Anthropic's names for parts that are not text. */
const kinds: Readonly<Record<string, string>> = {
  image_url: "[image]",
  input_image: "[image]",
  image: "[image]",
  file: "[document]",
  input_file: "[document]",
  document: "[document]",
  input_audio: "[audio]",
};

function textField(part: unknown): string {
  if (typeof part === "string") return part;
  if (typeof part !== "object" || part === null) return "";
  if ("text" in part && typeof part.text === "string") return part.text;
  const type = "type" in part ? part.type : undefined;
  return typeof type === "string" && Object.hasOwn(kinds, type) ? (kinds[type] ?? "") : "";
}

/** A long prompt is not repeated in full, so answers stay small whatever its size. */
function quoted(text: string): string {
  return text.length <= 80 ? text : `${Array.from(text.slice(0, 160)).slice(0, 80).join("")}…`;
}
