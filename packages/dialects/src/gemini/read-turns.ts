/** Reads `contents`: who says what, and which call each function response answers. */
import type { CallPart, Loss, Part, ResultPart, Turn } from "../canonical/index.ts";
import { asRecord, asText, unreadable } from "../canonical/expect.ts";
import { asListOrOne, lose } from "./lenient.ts";
import { type Place, readPart } from "./read-parts.ts";

export function readTurns(contents: unknown, lost: Loss[]): readonly Turn[] {
  const list = asListOrOne(contents, "contents");
  if (list.length === 0) throw unreadable("contents", contents, "at least one content");
  const reader = new TurnReader(lost);
  for (const [i, content] of list.entries()) reader.read(content, i);
  return reader.turns;
}

/** Keeps track of the calls that have not been answered yet. */
class TurnReader {
  readonly turns: Turn[] = [];
  readonly lost: Loss[];
  readonly open: CallPart[] = [];
  /** The parts of the previous turn, if it was the model's: streamed pieces are appended to it. */
  said: Part[] | undefined;

  constructor(lost: Loss[]) {
    this.lost = lost;
  }

  read(content: unknown, turn: number): void {
    const at = `contents.${turn}`;
    const fields = asRecord(content, at);
    let role = "user";
    let parts: readonly unknown[] = [];
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (value == null) continue;
      if (name === "role") role = asText(value, `${at}.role`);
      else if (name === "parts") parts = asListOrOne(value, `${at}.parts`);
      else lose(this.lost, "other", `${at}.${name}`, value);
    }
    if (role === "model") return this.model(parts, turn);
    if (role !== "user" && role !== "function" && role !== "") throw unreadable(`${at}.role`, role, "user or model");
    this.user(parts, turn);
  }

  model(parts: readonly unknown[], turn: number): void {
    const said = this.said ?? [];
    const before = said.length;
    const results: Part[] = [];
    const place: Place = { turn, assistant: true, calls: 0, lost: this.lost };
    for (const [i, part] of parts.entries()) {
      for (const it of readPart(part, `contents.${turn}.parts.${i}`, place)) {
        if (it.kind === "result") {
          results.push(this.matched(it, turn, results.length));
          continue;
        }
        if (it.kind === "call") this.open.push(it);
        add(said, it);
      }
    }
    if (!this.said && said.length > before) this.turns.push({ role: "assistant", parts: (this.said = said) });
    if (results.length === 0) return;
    this.said = undefined;
    this.turns.push({ role: "user", parts: results });
  }

  /** Results come before what the user says. */
  user(parts: readonly unknown[], turn: number): void {
    const results: Part[] = [];
    const said: Part[] = [];
    const place: Place = { turn, assistant: false, calls: 0, lost: this.lost };
    for (const [i, part] of parts.entries()) {
      for (const it of readPart(part, `contents.${turn}.parts.${i}`, place)) {
        if (it.kind === "result") results.push(this.matched(it, turn, results.length));
        else said.push(it);
      }
    }
    if (results.length + said.length === 0) return;
    this.said = undefined;
    this.turns.push({ role: "user", parts: results.length === 0 ? said : [...results, ...said] });
  }

  /** Found by id, or else the first open call of that name. */
  matched(result: ResultPart, turn: number, index: number): ResultPart {
    const { id, name } = result;
    let at = id === "" ? -1 : this.open.findIndex((call) => call.id === id);
    if (at < 0) at = this.open.findIndex((call) => call.name === name);
    const [call] = at < 0 ? [] : this.open.splice(at, 1);
    return { ...result, id: call?.id ?? (id === "" ? `call_${turn}_${index}` : id), name: name ?? call?.name };
  }
}

/** Clients store a streamed answer in the pieces in which it arrived. */
function add(said: Part[], part: Part): void {
  const last = said.at(-1);
  if (last?.kind === "text" && part.kind === "text") said[said.length - 1] = { kind: "text", text: last.text + part.text };
  else if (last?.kind === "reasoning" && part.kind === "reasoning" && !last.signature) {
    said[said.length - 1] = { ...part, text: last.text + part.text };
  } else said.push(part);
}
