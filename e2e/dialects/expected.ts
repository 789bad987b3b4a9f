/** The promise of the matrix: every cell is the same, except these. */
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
  ["a web search by the vendor", "*", "*", "refused", "vendor-tools"],
  // Chat has efforts, but no token budgets and no way to ask for thoughts.
  ["reasoning", "messages", "openai", "warned", "reasoning-settings"],
  ["reasoning", "generate", "openai", "warned", "reasoning-settings"],
  ["reasoning with tools", "messages", "openai", "warned", "reasoning", "reasoning-settings"],
  ["reasoning with tools", "generate", "openai", "warned", "reasoning", "reasoning-settings"],
  // Unsigned thoughts are not sent back, and Claude does not continue to think without its own.
  ["reasoning with tools", "chat", "anthropic", "warned", "reasoning", "reasoning-settings"],
  ["reasoning with tools", "responses", "anthropic", "warned", "reasoning", "reasoning-settings"],
  ["reasoning with tools", "generate", "anthropic", "warned", "reasoning", "reasoning-settings"],
  ["reasoning with tools", "messages", "gemini", "warned", "reasoning"],
  // Its client asks for OpenAI's own encrypted state.
  ["reasoning", "responses", "*", "warned", "reasoning"],
  ["reasoning with tools", "responses", "gemini", "warned", "reasoning"],
];

export function expectedOf({ script, client, provider }: Cell): Promised {
  const away = client.home !== provider.name;
  const found = exceptions.find(
    ([row, by, at]) => row === script.name && (by === "*" || by === client.name) && (at === "*" ? away : at === provider.name),
  );
  const [, , , verdict = "same", ...features] = found ?? [];
  return { verdict, features };
}
