/** Checks the texts of an embeddings request: present, not too long, not too many. Tokens and parts are left to the provider. */
import type { Check } from "./check.ts";
import { type Fault, mostFaults } from "./faults.ts";
import { walkItems } from "./items.ts";
import type { Rules } from "./options.ts";

export function createInputCheck({ maxLength, unit, maxItems }: Rules["input"]): Check {
  const isLong = createLengthCheck(maxLength === false ? Infinity : maxLength, unit);
  const most = maxItems === false ? Infinity : maxItems;
  const judge = (bytes: Buffer, start: number, end: number, param: string): Fault | undefined => {
    if (bytes[start] !== QUOTE) return undefined;
    const which = param === "input" ? "" : `: ${param}`;
    if (end - start === 2) return { message: `input is required${which}`, param, code: "missing_required_parameter" };
    if (!isLong(bytes, start, end)) return undefined;
    return { message: `input length must not exceed ${maxLength} ${unit}${which}`, param, code: "string_above_max_length" };
  };
  const tooMany: readonly Fault[] = [
    { message: `input must not have more than ${most} items`, param: "input", code: "array_above_max_length" },
  ];
  return (bytes, { valueStart, valueEnd }) => {
    if (bytes[valueStart] !== OPEN_LIST) {
      const fault = judge(bytes, valueStart, valueEnd, "input");
      return fault && [fault];
    }
    const faults: Fault[] = [];
    // A list of numbers is one input: its tokens.
    let tokens = false;
    const count = walkItems(bytes, valueStart, valueEnd, (start, end, index) => {
      tokens = isNumber(bytes[start]!);
      const fault = judge(bytes, start, end, `input[${index}]`);
      if (fault && faults.length < mostFaults) faults.push(fault);
      return !tokens && index < most;
    });
    if (count > most) return tokens && count === 1 ? undefined : tooMany;
    return faults.length > 0 ? faults : undefined;
  };
}

type LengthCheck = (bytes: Buffer, start: number, end: number) => boolean;

/** A unit takes at least one byte of JSON and at most twelve (a pair of `\uXXXX`), so units are counted only where these bounds do not decide. */
function createLengthCheck(most: number, unit: Rules["input"]["unit"]): LengthCheck {
  const lengthOf = unit === "bytes" ? (text: string): number => Buffer.byteLength(text) : codePoints;
  return (bytes, start, end) => {
    const written = end - start - 2;
    if (written <= most) return false;
    if (written > 12 * most) return true;
    try {
      return lengthOf(JSON.parse(bytes.toString("utf8", start, end)) as string) > most;
    } catch {
      // Damage inside a long text, which the scan does not look for, is left for the provider to find.
      return false;
    }
  };
}

function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    if (text.codePointAt(i)! > 0xffff) {
      count--;
      i++;
    }
  }
  return count;
}

function isNumber(byte: number): boolean {
  return byte === MINUS || (byte >= DIGIT_0 && byte <= DIGIT_9);
}

const QUOTE = 0x22;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const OPEN_LIST = 0x5b;
