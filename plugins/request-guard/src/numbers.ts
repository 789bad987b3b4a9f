/** Checks fields that are numbers between two bounds. */
import { type Check, isNull } from "./check.ts";
import type { Fault } from "./faults.ts";
import type { Range } from "./options.ts";

export type Kind = "decimal" | "integer";
/** For a value that is not null. */
export type NumberJudge = (value: unknown) => readonly Fault[] | undefined;

export function createNumberJudge(name: string, kind: Kind, [min, max]: Range): NumberJudge {
  const between = `${name} must be between ${min} and ${max}`;
  const fault = (message: string, code: string): readonly Fault[] => [{ message, param: name, code }];
  const below = fault(between, `${kind}_below_min_value`);
  const above = fault(between, `${kind}_above_max_value`);
  const wrong = fault(`${name} must be ${kind === "integer" ? "an integer" : "a number"}`, "invalid_type");
  return (value) => {
    if (typeof value !== "number") return wrong;
    if (value < min) return below;
    if (value > max) return above;
    return kind === "integer" && !Number.isInteger(value) ? wrong : undefined;
  };
}

export function createNumberCheck(judge: NumberJudge): Check {
  return (bytes, entry) => (isNull(bytes, entry) ? undefined : judge(numberAt(bytes, entry.valueStart, entry.valueEnd)));
}

/** The scan has checked the grammar, so the first byte tells a number from everything else. */
function numberAt(bytes: Buffer, start: number, end: number): number | undefined {
  const first = bytes[start]!;
  if (first >= DIGIT_0 && first <= DIGIT_9)
    return end - start === 1 ? first - DIGIT_0 : Number(bytes.toString("latin1", start, end));
  return first === MINUS ? Number(bytes.toString("latin1", start, end)) : undefined;
}

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const MINUS = 0x2d;
