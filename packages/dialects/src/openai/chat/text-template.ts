/** Chunks of text differ in nothing but their text: what one of them looked like saves parsing those after it. */

export class TextTemplate {
  readonly #head: string;
  readonly #tail: string;
  /** After the tail comes random padding, which OpenAI adds to hide lengths. */
  readonly #padded: boolean;

  private constructor(head: string, tail: string, padded: boolean) {
    this.#head = head;
    this.#tail = tail;
    this.#padded = padded;
  }

  /** Of a chunk that says this text and nothing else, behind an `opening` such as `"content":"`. */
  static of(chunk: string, text: string, opening: string): TextTemplate | undefined {
    // Quotes inside of texts are escaped: wherever it stands, it is a name.
    const start = chunk.indexOf(opening) + opening.length;
    if (start < opening.length || chunk.includes(opening, start)) return undefined;
    const end = closingQuote(chunk, start);
    if (end < 0 || unescaped(chunk.slice(start, end)) !== text) return undefined;
    const pad = chunk.indexOf(padding, end);
    const tail = pad < 0 ? chunk.slice(end) : chunk.slice(end, pad + padding.length);
    return new TextTemplate(chunk.slice(0, start), tail, pad >= 0);
  }

  /** The text of a chunk that looks the same; undefined for any other, which has to be parsed. */
  read(chunk: string): string | undefined {
    const start = this.#head.length;
    // A slice that is compared costs half of startsWith.
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

/** Where the text that began before `from` ends; -1 where it is no JSON. */
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
