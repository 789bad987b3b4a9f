/** Puts calls apart whose fragments a provider mixes: the first is told as it comes, the next ones wait for their turn. */
import { type AnswerEvent, Unreadable } from "../../canonical/index.ts";
import { isWhole } from "./arguments.ts";

/** A piece of a call, as one event of a stream has it. */
export interface Fragment {
  readonly index: number | undefined;
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

interface Waiting {
  id: string;
  name: string;
  /** Its arguments, so far. Only added to, and looked at as a whole where it must be: they may be long. */
  text: string;
  /** What stands last in them may be their end. */
  closes: boolean;
  state: "waits" | "open" | "over";
}

export class CallLine {
  readonly #all: Waiting[] = [];
  readonly #byIndex = new Map<number, Waiting>();
  readonly #idFor: (index: number) => string;
  /** Whose turn it is. */
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

  /** Whether something else may be told now: no call is in the middle of its arguments. */
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

  /** Some servers number all their calls 0, and some none at all: another id with a name is another call. */
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
      // While it is the only one there is no need to know whether more of it will come.
      if (this.#at + 1 === this.#all.length || call.state === "waits" || !isComplete(call)) return;
      this.#next(call);
    }
  }

  /** Tells what has waited of it. */
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

/** Without ids, nothing but a name follows a call that is whole; some servers repeat it, but then there is nothing new. */
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
