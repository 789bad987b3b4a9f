/** What a simulated model says, cut into the pieces in which it is streamed. */

export interface Text {
  readonly pieces: readonly string[];
  readonly whole: string;
  /** A token limit of the request cut it short. */
  readonly short: boolean;
}

/**
 * Cuts at words, and words at 16 characters, so that the pieces joined are the text. With `count` the same words come
 * over and over, or only the first of them, until there are that many; `limit` then cuts what is too long.
 */
export function cut(text: string, limit: number | undefined, count?: number): Text {
  const pieces = stretched(text.match(/\s*\S{1,16}|\s+$/gu) ?? [], count);
  const short = limit !== undefined && limit < pieces.length;
  const kept = short ? pieces.slice(0, limit) : pieces;
  return { pieces: kept, whole: kept.join(""), short };
}

export function echo(said: string): string {
  return said === "" ? "You said nothing. This answer was simulated." : `You said: "${quoted(said)}". This answer was simulated.`;
}

export function report(result: string): string {
  return `The tool answered: "${quoted(result)}". This answer was simulated.`;
}

/** The text of a message's content: a string, or the text parts of a list. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: unknown) => textField(part)).join("");
}

function stretched(pieces: readonly string[], count: number | undefined): readonly string[] {
  if (count === undefined || pieces.length === 0) return pieces;
  return Array.from({ length: count }, (_, i) => {
    const piece = pieces[i % pieces.length] ?? "";
    return i > 0 && i % pieces.length === 0 ? ` ${piece}` : piece;
  });
}

function textField(part: unknown): string {
  if (typeof part === "string") return part;
  if (typeof part === "object" && part !== null && "text" in part && typeof part.text === "string") return part.text;
  return "";
}

/** A long prompt is not sent back whole: answers stay small whatever the question weighs. */
function quoted(text: string): string {
  return text.length <= 80 ? text : `${Array.from(text.slice(0, 160)).slice(0, 80).join("")}…`;
}
