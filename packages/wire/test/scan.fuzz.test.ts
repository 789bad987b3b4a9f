/** The scan against JSON.parse, over documents in every spelling and over damaged ones. */
import { describe, expect, it } from "vitest";
import { fieldOf, scanObject } from "../src/index.ts";
import { below, compare, damaged, document, parsed, placed, seeded } from "./documents.ts";

describe("the scan, compared with JSON.parse", () => {
  it("finds the same keys and values in 20 000 documents", { timeout: 20_000 }, () => {
    const random = seeded(1);
    const faults: string[] = [];
    let taken = 0;
    for (let run = 0; run < 20_000; run++) {
      const { text, keys } = document(random);
      const bytes = placed(random, Buffer.from(text));
      const scan = scanObject(bytes);
      if (new Set(keys).size < keys.length) {
        compare(faults, scan.ok || scan.reason, "duplicate", text);
        continue;
      }
      taken++;
      if (!scan.ok) throw new Error(`${scan.reason} at ${scan.at}: ${text}`);
      const whole = parsed(bytes);
      if (!whole.ok) throw new Error(text);
      const members = Object.getOwnPropertyDescriptors(whole.value as object);
      compare(
        faults,
        scan.entries.map((entry) => entry.name),
        keys,
        text,
      );
      for (const entry of scan.entries) {
        const value = parsed(bytes.subarray(entry.valueStart, entry.valueEnd));
        compare(faults, value.ok ? value.value : "not JSON", members[entry.name]?.value, text);
      }
    }
    expect(faults).toEqual([]);
    expect(taken).toBeGreaterThan(5_000);
  });

  it("accepts of 25 000 damaged documents exactly the valid ones", { timeout: 20_000 }, () => {
    const random = seeded(2);
    const faults: string[] = [];
    let valid = 0;
    for (let run = 0; run < 25_000; run++) {
      const bytes = placed(random, damaged(random, Buffer.from(document(random).text)));
      const scan = scanObject(bytes);
      const whole = parsed(bytes);
      if (whole.ok) valid++;
      if (whole.ok ? isInvalid(scan) : scan.ok) {
        throw new Error(`${JSON.stringify(scan)} but JSON.parse ${whole.ok ? "accepts" : "rejects"} ${bytes.toString()}`);
      }
      if (scan.ok && whole.ok) sameModel(faults, bytes, whole.value);
    }
    expect(faults).toEqual([]);
    expect(valid).toBeGreaterThan(1_000);
  });

  it("never throws and never reads another model in 1 000 damaged large documents", { timeout: 20_000 }, () => {
    const random = seeded(3);
    const faults: string[] = [];
    let both = 0;
    for (let run = 0; run < 1_000; run++) {
      const filler = `{"filler":"${"long text ".repeat(1_700 + below(random, 50))}",`;
      const text =
        filler +
        document(random, 60)
          .text.trim()
          .slice(1)
          .replace(/^\s*\}/, '"z":1}');
      const bytes = placed(random, damaged(random, Buffer.from(text)));
      const scan = scanObject(bytes);
      const whole = parsed(bytes);
      if (whole.ok) compare(faults, isInvalid(scan), false, text);
      if (!scan.ok || !whole.ok) continue;
      both++;
      sameModel(faults, bytes, whole.value);
    }
    expect(faults).toEqual([]);
    expect(both).toBeGreaterThan(100);
  });
});

function isInvalid(scan: ReturnType<typeof scanObject>): boolean {
  return !scan.ok && scan.reason === "invalid";
}

function sameModel(faults: string[], bytes: Buffer, whole: unknown): void {
  const model = Object.getOwnPropertyDescriptor(whole, "model")?.value as unknown;
  compare(faults, fieldOf({ size: bytes.length, bytes }, "model"), model, bytes.toString());
}
