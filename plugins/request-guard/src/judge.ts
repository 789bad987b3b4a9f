/** The compiled rules of one model: the check for each field of each operation. */
import type { Body } from "@headgate/core";
import { asBuffer, scanBody } from "@headgate/wire";
import { type Check, createUnsupportedCheck } from "./check.ts";
import { createInputCheck } from "./embedding-input.ts";
import { type Fault, mostFaults } from "./faults.ts";
import { numberFields } from "./fields.ts";
import { createGenerationCheck, generationConfigNames } from "./generation-config.ts";
import { createNumberCheck, createNumberJudge } from "./numbers.ts";
import type { Rules } from "./options.ts";

/** Everything that is wrong. Undefined if nothing is, or if this operation is not checked. */
export type Judge = (operation: string, body: Body) => readonly Fault[] | undefined;

export function createJudge(rules: Rules): Judge {
  const checksOf = new Map([...numberFields.keys()].map((operation) => [operation, createChecks(operation, rules)]));
  return (operation, body) => {
    const checks = checksOf.get(operation);
    if (checks === undefined) return undefined;
    const scan = scanBody(body);
    if (!scan.ok) return undefined;
    const bytes = asBuffer(body.bytes!);
    const { entries } = scan;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!;
      if (checks.get(entry.name)?.(bytes, entry) !== undefined) return allFaults(checks, body);
    }
    return undefined;
  };
}

/** In the order of the rules, whatever the order of the body. */
function allFaults(checks: ReadonlyMap<string, Check>, body: Body): readonly Fault[] {
  const scan = scanBody(body);
  const entries = scan.ok ? scan.entries : [];
  const faults = [...checks].flatMap(([name, check]) => {
    const entry = entries.find((each) => each.name === name);
    return (entry && check(asBuffer(body.bytes!), entry)) ?? [];
  });
  return faults.slice(0, mostFaults);
}

function createChecks(operation: string, rules: Rules): ReadonlyMap<string, Check> {
  const checks = new Map<string, Check>();
  for (const { name, rule, kind } of numberFields.get(operation)!) {
    const range = rules[rule];
    if (range) checks.set(name, createNumberCheck(createNumberJudge(name, kind, range)));
  }
  if (operation === "embeddings") checks.set("input", createInputCheck(rules.input));
  if (operation === "generate") {
    const check = createGenerationCheck(rules);
    for (const name of generationConfigNames) checks.set(name, check);
  }
  for (const name of rules.unsupported) checks.set(name, createUnsupportedCheck(name));
  return checks;
}
