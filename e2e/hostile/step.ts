/** A request that carries a text in some place, and the expectations of its answer. */
import type { Sent } from "./client.ts";

export interface Step {
  readonly sent: Sent;
  /** Whether the text is taken there; absent: it hangs on more than the text. */
  readonly taken?: boolean;
  /** Where in the answer the text has to stand, when it was taken: paths such as `team.name`, of lists the first. */
  readonly shown?: readonly string[];
  /** Judged, refused or answered from memory: the text is in no statement, whatever it is. */
  readonly inMemory?: true;
}

export function inMemory(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => ({ ...step, inMemory: true }));
}

/** A text, in the forms that a path, a query and a header can carry. */
export interface Probe {
  readonly text: string;
  /** Each text reaches each field, in what is made or in what is changed. */
  readonly turn: "create" | "change";
  /** Half characters too. */
  readonly escaped: string;
  /** As it is wherever a path allows it. */
  readonly segment: string;
  /** Whether HTTP knows a header with this value. */
  readonly fitsHeader: boolean;
}

export function probeOf(text: string, turn: Probe["turn"]): Probe {
  const escaped = Array.from(text, escape).join("");
  const plain = /^[!-~]+$/.test(text) && !/[/?#%]/.test(text);
  return { text, turn, escaped, segment: plain ? text : escaped, fitsHeader: /^[^\p{Cc}]*$/u.test(text.replaceAll("\t", "")) };
}

/** What a name of this gateway may be: not too long, more than space, and something that both databases keep as it is. */
export function isTaken(text: string, most = 255): boolean {
  return text.length <= most && /\S/.test(text) && isKept(text);
}

/** UTF-8 has no half characters, and PostgreSQL no NUL. */
export function isKept(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}

/** The answer without the text. */
export function differences({ shown = [] }: Step, body: unknown, text: string): readonly string[] {
  return shown.filter((path) => at(body, path.split(".")) !== text);
}

function at(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return at(value[0], name === undefined ? [] : [name, ...rest]);
  return name === undefined ? value : at((value as Record<string, unknown> | undefined)?.[name], rest);
}

function escape(letter: string): string {
  const code = letter.charCodeAt(0);
  if (letter.length > 1 || code < 0xd800 || code > 0xdfff) return encodeURIComponent(letter);
  return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)].map((byte) => `%${byte.toString(16)}`).join("");
}
