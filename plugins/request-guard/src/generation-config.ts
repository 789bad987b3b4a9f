/** Checks Gemini's settings, which are in one object and can be written in either case. */
import type { Check } from "./check.ts";
import { unsupported } from "./check.ts";
import type { Fault } from "./faults.ts";
import { generationFields } from "./fields.ts";
import { createNumberJudge, type NumberJudge } from "./numbers.ts";
import type { Rules } from "./options.ts";

/** protobuf accepts both. */
export const generationConfigNames: readonly string[] = ["generationConfig", "generation_config"];

export function createGenerationCheck(rules: Rules): Check {
  const prefix = "generationConfig.";
  const judges = new Map<string, NumberJudge>();
  for (const { name, rule, kind } of generationFields) {
    const range = rules[rule];
    if (range) judges.set(name, createNumberJudge(prefix + name, kind, range));
  }
  for (const name of rules.unsupported) {
    if (name.startsWith(prefix)) judges.set(name.slice(prefix.length), () => unsupported(name));
  }
  return (bytes, { valueStart, valueEnd }) => {
    const settings = parsed(bytes.toString("utf8", valueStart, valueEnd));
    const values = new Map(Object.entries(settings).map(([name, value]) => [camelCase(name), value]));
    const faults = [...judges].flatMap(([name, judge]): readonly Fault[] => {
      const value = values.get(name) ?? null;
      return (value === null ? undefined : judge(value)) ?? [];
    });
    return faults.length > 0 ? faults : undefined;
  };
}

/** Anything but an object has no settings: the provider reports what is wrong with it. */
function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
