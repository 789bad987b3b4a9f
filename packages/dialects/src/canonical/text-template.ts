/** Text chunks of a stream differ only in their text: once one has been parsed, the ones after it need not be. */

export class TextTemplate {
  readonly #head: string;
  readonly #tail: string;
  /** Random padding follows the tail; OpenAI adds it to hide lengths. */
  readonly #padded: boolean;

  private constructor(head: string, tail: string, padded: boolean) {
    this.#head = head;
    this.#tail = tail;
    this.#padded = padded;
  }

  /** Made from a chunk that contains only this text, after an `opening` such as `"content":"`. */
  static of(chunk: string, text: string, opening: string): TextTemplate | undefined {
    // Quotes inside texts are escaped, so wherever this occurs it is a member name.
    const start = chunk.indexOf(opening) + opening.length;
    if (start < opening.length || chunk.includes(opening, start)) return undefined;
    const end = closingQuote(chunk, start);
    if (end < 0 || unescaped(chunk.slice(start, end)) !== text) return undefined;
    const pad = chunk.indexOf(padding, end);
    const tail = pad < 0 ? chunk.slice(end) : chunk.slice(end, pad + padding.length);
    return new TextTemplate(chunk.slice(0, start), tail, pad >= 0);
  }

  /** The text of a chunk that looks the same; undefined for any other, which must be parsed. */
  read(chunk: string): string | undefined {
    const start = this.#head.length;
    // Comparing a slice costs half as much as startsWith.
    if (chunk.slice(0, start) !== this.#head) return undefined;
    const end = closingQuote(chunk, start);
    const past = end + this.#tail.length;
    if (end < 0 || chunk.slice(end, past) !== this.#tail) return undefined;
    const isWhole = this.#padded ? closing.test(chunk.slice(past)) : chunk.length === past;
    return isWhole ? unescaped(chunk.slice(start, end)) : undefined;
  }
}

const padding = '"obfuscation":"';
const closing = /^[^"\\]*"\}$/;

/** Where the text that began before `from` ends; -1 if it is not JSON. */
function closingQuote(chunk: string, from: number): number {
  for (let at = from; at < chunk.length; at++) {
    const letter = chunk.charCodeAt(at);
    if (letter === 0x22) return at;
    if (letter < 0x20) return -1;
    if (letter === 0x5c) at += 1;
  }
  return -1;
}

function unescaped(text: string): string | undefined {
  if (!text.includes("\\")) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
