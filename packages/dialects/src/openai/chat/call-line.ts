/** Separates calls whose fragments a provider mixes: the first is passed on as it arrives, the next ones wait for their turn. */
import { type AnswerEvent, Unreadable } from "../../canonical/index.ts";
import { isWhole } from "./arguments.ts";

/** The part of a call in one event of a stream. */
export interface Fragment {
  readonly index: number | undefined;
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

interface Waiting {
  id: string;
  name: string;
  /** Its arguments so far. Appended to, and parsed as a whole only if necessary: they can be long. */
  text: string;
  /** Its last character so far could be the end of the arguments. */
  closes: boolean;
  state: "waits" | "open" | "over";
}

export class CallLine {
  readonly #all: Waiting[] = [];
  readonly #byIndex = new Map<number, Waiting>();
  readonly #idFor: (index: number) => string;
  /** The index of the call whose turn it is. */
  #at = 0;

  /** `idFor` makes an id for a call that has none. */
  constructor(idFor: (index: number) => string) {
    this.#idFor = idFor;
  }

  get length(): number {
    return this.#all.length;
  }

  add(fragment: Fragment, out: AnswerEvent[]): void {
    const call = this.#callOf(fragment);
    call.id ||= fragment.id;
    call.name ||= fragment.name;
    this.#append(call, fragment.text, out);
    this.#advance(out);
  }

  /** Whether other events can be sent now: no call is in the middle of its arguments. */
  rests(): boolean {
    const call = this.#all[this.#at];
    if (call === undefined) return true;
    if (this.#at + 1 < this.#all.length || call.state !== "open" || !isComplete(call)) return false;
    this.#next(call);
    return true;
  }

  /** Nothing more will come. */
  end(out: AnswerEvent[]): void {
    for (let call = this.#all[this.#at]; call !== undefined; call = this.#all[this.#at]) {
      this.#open(call, out);
      if (call.state === "waits") throw new Unreadable("choices.0.delta.tool_calls", "a call without a name", "function.name");
      if (call.text.trim() === "") out.push({ type: "arguments", text: "{}" });
      this.#next(call);
    }
  }

  /** Some servers give all their calls the index 0, and some give none: another id with a name is another call. */
  #callOf(fragment: Fragment): Waiting {
    const { index, id, name } = fragment;
    const known = index === undefined ? this.#all.at(-1) : this.#byIndex.get(index);
    if (known && !(name !== "" && isAnother(known, fragment))) return known;
    const call: Waiting = { id, name, text: "", closes: false, state: "waits" };
    this.#all.push(call);
    if (index !== undefined) this.#byIndex.set(index, call);
    return call;
  }

  #append(call: Waiting, text: string, out: AnswerEvent[]): void {
    if (text === "") return;
    const end = text.trimEnd();
    if (end !== "" && call.state === "over") throw late();
    call.text += text;
    if (end !== "") call.closes = end.endsWith("}");
    if (call.state === "open") out.push({ type: "arguments", text });
  }

  #advance(out: AnswerEvent[]): void {
    for (let call = this.#all[this.#at]; call !== undefined; call = this.#all[this.#at]) {
      this.#open(call, out);
      // While it is the only one, it does not matter whether more of it will come.
      if (this.#at + 1 === this.#all.length || call.state === "waits" || !isComplete(call)) return;
      this.#next(call);
    }
  }

  /** Sends what was held back. */
  #open(call: Waiting, out: AnswerEvent[]): void {
    if (call.state !== "waits" || call.name === "") return;
    call.state = "open";
    out.push({ type: "call", id: call.id || this.#idFor(this.#at), name: call.name });
    if (call.text !== "") out.push({ type: "arguments", text: call.text });
  }

  #next(call: Waiting): void {
    call.state = "over";
    this.#at += 1;
  }
}

/** Without ids, a name after a complete call begins the next one; some servers repeat the name, but then nothing is new. */
function isAnother(known: Waiting, { id, name, text }: Fragment): boolean {
  if (id !== "") return known.id !== "" && id !== known.id;
  return (name !== known.name || text.trim() !== "") && isComplete(known);
}

function isComplete({ closes, text }: Waiting): boolean {
  return closes && isWhole(text);
}

function late(): Unreadable {
  return new Unreadable(
    "choices.0.delta.tool_calls",
    "more arguments of a call that was whole",
    "arguments of the call that is open",
  );
}
