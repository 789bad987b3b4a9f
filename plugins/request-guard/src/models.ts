/** Finds the rules for a request: those of the first pattern that matches its model, else the general ones. */
import type { Body, Call } from "@headgate/core";
import { fieldOf } from "@headgate/wire";
import type { Fault } from "./faults.ts";
import { createJudge } from "./judge.ts";
import type { GuardRules, RequestGuardConfig, Rules } from "./options.ts";

/** `body` is the client's own; `call` says where it would go. */
export type ModelJudge = (operation: string, body: Body, call: Call) => readonly Fault[] | undefined;

export function createModelJudge({ models, maxResidentMegabytes: _max, ...general }: RequestGuardConfig): ModelJudge {
  const usual = createJudge(general);
  const special = Object.entries(models).map(([pattern, rules]) => ({
    fits: createPattern(pattern),
    judge: createJudge(merged(general, rules)),
  }));
  if (special.length === 0) return usual;
  return (operation, body, call) => {
    const names = namesOf(operation, body, call);
    const judge = special.find(({ fits }) => names.some(fits))?.judge ?? usual;
    return judge(operation, body);
  };
}

/** A rule that is not given stays as it is. */
function merged(general: Rules, { input, ...rules }: GuardRules): Rules {
  const said = Object.entries(rules).filter(([, rule]) => rule !== undefined);
  const saidOfInput = Object.entries(input ?? {}).filter(([, rule]) => rule !== undefined);
  return { ...general, ...Object.fromEntries(said), input: { ...general.input, ...Object.fromEntries(saidOfInput) } };
}

/** As the gateway routes it, with and without its provider, and as the client wrote it. */
function namesOf(operation: string, body: Body, { provider, model }: Call): readonly string[] {
  // Gemini's clients name it in the path: a model in their body counts for nothing.
  const asked = operation === "generate" ? undefined : fieldOf(body, "model");
  return [`${provider}/${model}`, model, ...(typeof asked === "string" ? [asked] : [])];
}

/** `*` stands for any text. Not a regular expression, which can be slow for a long name. */
function createPattern(pattern: string): (name: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at + last.length <= name.length;
  };
}
