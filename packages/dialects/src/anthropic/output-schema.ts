/** The output schema as far as Anthropic accepts it: closed objects, and limits only in descriptions. */
import { Unreadable } from "../canonical/index.ts";
import { asRecord, type Fields, isRecord } from "../canonical/expect.ts";

/** Deeper ones are refused. */
const deepest = 100;

export interface Closed {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Whether it says less than before: an object was open, or a limit is only described. */
  readonly lessened: boolean;
}

/** Rewrites what the vendor would refuse with a 400, as its own clients do. */
export function closed(schema: Fields, field: string): Closed {
  const closing = new Closing();
  return { schema: closing.close(schema, field, 0), lessened: closing.lessened };
}

class Closing {
  lessened = false;

  close(from: Fields, field: string, depth: number): Fields {
    if (depth > deepest) throw new Unreadable(field, "a deeper one", `a schema of at most ${deepest} levels`);
    const out: Record<string, unknown> = {};
    const limits: string[] = [];
    for (const [name, value] of Object.entries(from)) {
      if (name === "additionalProperties") this.lessened ||= value !== false;
      else if (isLimit(name, value)) limits.push(`${name}: ${JSON.stringify(value)}`);
      else
        out[name === "oneOf" && from["anyOf"] === undefined ? "anyOf" : name] = this.member(
          name,
          value,
          `${field}.${name}`,
          depth,
        );
    }
    if (isObject(from)) {
      // An object without named members can then contain nothing.
      this.lessened ||= from["properties"] === undefined && from["additionalProperties"] === undefined;
      out["additionalProperties"] = false;
    }
    if (limits.length > 0) {
      this.lessened = true;
      const { description } = from;
      out["description"] = (typeof description === "string" ? `${description}\n\n` : "") + `{${limits.join(", ")}}`;
    }
    return out;
  }

  member(name: string, value: unknown, field: string, depth: number): unknown {
    if (maps.has(name) && isRecord(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.any(one, `${field}.${key}`, depth)]));
    }
    if (lists.has(name) && Array.isArray(value)) return value.map((one, i) => this.any(one, `${field}.${i}`, depth));
    return name === "items" ? this.any(value, field, depth) : value;
  }

  any(value: unknown, field: string, depth: number): unknown {
    return isRecord(value) ? this.close(asRecord(value, field), field, depth + 1) : value;
  }
}

function isObject({ type, properties }: Fields): boolean {
  return properties !== undefined || type === "object" || (Array.isArray(type) && type.includes("object"));
}

function isLimit(name: string, value: unknown): boolean {
  if (name === "minItems") return value !== 0 && value !== 1;
  return name === "format" ? typeof value !== "string" || !formats.has(value) : unsupported.has(name);
}

const maps = new Set(["properties", "$defs", "definitions"]);
const lists = new Set(["anyOf", "oneOf", "allOf"]);
const unsupported = new Set(
  (
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern " +
    "maxItems uniqueItems minProperties maxProperties not"
  ).split(" "),
);
const formats = new Set("date-time time date duration email hostname uri ipv4 ipv6 uuid".split(" "));
