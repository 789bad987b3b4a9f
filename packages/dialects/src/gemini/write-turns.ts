/** Writes `contents`: two alternating roles, function responses before what the user says. */
import type { Loss, Turn } from "../canonical/index.ts";
import type { Abilities } from "./abilities.ts";
import { PartWriter } from "./write-parts.ts";

export interface Content {
  readonly role: "user" | "model";
  readonly parts: readonly object[];
}

/** Neighbours of the same role are joined: the results of all calls of a turn must be in the next one. */
export function writeTurns(turns: readonly Turn[], abilities: Abilities, lost: Loss[]): readonly Content[] {
  const contents: Content[] = [];
  let open: PartWriter | undefined;
  for (const [i, turn] of turns.entries()) {
    const role = turn.role === "assistant" ? "model" : "user";
    // An instruction in the middle becomes a user turn: Google's models have only one, and it comes first.
    if (turn.role === "system") lost.push({ feature: "other", field: `turns.${i}.role` });
    if (open?.role !== role) {
      close(open, contents);
      open = new PartWriter(role, abilities, lost);
    }
    for (const [k, part] of turn.parts.entries()) open.add(part, `turns.${i}.parts.${k}`);
  }
  close(open, contents);
  return contents;
}

function close(open: PartWriter | undefined, contents: Content[]): void {
  if (!open) return;
  const { role } = open;
  const parts = open.parts();
  // Omitted turns can leave neighbours of the same role.
  const last = contents.at(-1);
  if (last?.role === role) contents[contents.length - 1] = { role, parts: [...last.parts, ...parts] };
  else if (parts.length > 0) contents.push({ role, parts });
}
