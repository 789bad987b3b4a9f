/** The providers of this folder: one of each dialect, all played by one server. */
import type { GatewayConfigInput } from "@headgate/config";
import { localProvider } from "../start/config.ts";
import type { Kind } from "./client.ts";

export interface Place {
  /** Its name too. */
  readonly dialect: Kind["dialect"];
  /** Its name for the model that answers. */
  readonly model: string;
}

export const places: readonly Place[] = [
  { dialect: "openai", model: "gpt-4o" },
  { dialect: "anthropic", model: "claude-haiku-4-5" },
  { dialect: "gemini", model: "gemini-2.5-flash" },
];

/** Each breaks in a way of its own. */
export const faulty = ["limited", "wrong", "breaks", "slow"] as const;
export type Faulty = (typeof faulty)[number];

/** An alias that begins like one of Google's own names. */
export function geminiAlias(provider: string, model: string): string {
  return `gemini-2-${provider}-${model}`;
}

/** `url`: of a server that speaks all three dialects. */
export function configOf(url: string): Pick<GatewayConfigInput, "providers" | "models"> {
  const at = (baseUrl: string, dialect: string) => localProvider({ url }, { dialect, baseUrl });
  const names = places.flatMap(({ dialect, model }) => [model, ...faulty].map((name) => [dialect, name] as const));
  return {
    providers: { openai: localProvider({ url }), anthropic: at(url, "anthropic"), gemini: at(url, "gemini") },
    models: Object.fromEntries(names.map(([provider, model]) => [geminiAlias(provider, model), [`${provider}/${model}`]])),
  };
}
