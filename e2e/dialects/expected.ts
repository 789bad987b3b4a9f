/** The promise of the matrix: every cell is the same, but for these. */
import type { Feature } from "@headgate/dialects";
import type { Cell, Outcome } from "./cells.ts";

type Promised = Pick<Outcome, "verdict" | "features">;
type Exception = readonly [
  script: string,
  client: string,
  provider: string,
  verdict: "warned" | "refused",
  ...features: Feature[],
];

/** "*": every client, or every provider of another dialect than the client's. */
const exceptions: readonly Exception[] = [
  ["a search of the vendor's own", "*", "*", "refused", "vendor-tools"],
  // Chat knows efforts, no numbers of tokens, and no word for showing thoughts.
  ["reasoning", "messages", "openai", "warned", "reasoning-settings"],
  ["reasoning", "generate", "openai", "warned", "reasoning-settings"],
  ["reasoning amid tools", "messages", "openai", "warned", "reasoning", "reasoning-settings"],
  ["reasoning amid tools", "generate", "openai", "warned", "reasoning", "reasoning-settings"],
  // Thoughts that nobody has signed do not go back, and Claude does not think on without those that it had.
  ["reasoning amid tools", "chat", "anthropic", "warned", "reasoning", "reasoning-settings"],
  ["reasoning amid tools", "responses", "anthropic", "warned", "reasoning", "reasoning-settings"],
  ["reasoning amid tools", "generate", "anthropic", "warned", "reasoning", "reasoning-settings"],
  ["reasoning amid tools", "messages", "gemini", "warned", "reasoning"],
  // Its client asks for OpenAI's own sealed state.
  ["reasoning", "responses", "*", "warned", "reasoning"],
  ["reasoning amid tools", "responses", "gemini", "warned", "reasoning"],
];

export function expectedOf({ script, client, provider }: Cell): Promised {
  const away = client.home !== provider.name;
  const found = exceptions.find(
    ([row, by, at]) => row === script.name && (by === "*" || by === client.name) && (at === "*" ? away : at === provider.name),
  );
  const [, , , verdict = "same", ...features] = found ?? [];
  return { verdict, features };
}
