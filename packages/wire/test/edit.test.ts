/** Edited bytes parse to the edited object, and nothing else of them moves. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendMember, editObject, removeEntries, scanObject, setEntry, splice } from "../src/index.ts";
import type { Entry } from "../src/index.ts";
import { compare, document, parsed, placed, seeded } from "./documents.ts";

const remove = (text: string, ...names: string[]) =>
  splice(Buffer.from(text), removeEntries(Buffer.from(text), entriesOf(text), names)).toString();
const set = (text: string, name: string, json: string) =>
  splice(Buffer.from(text), [setEntry(Buffer.from(text), entriesOf(text), name, json)]).toString();
const append = (text: string) => appendMember(Buffer.from(text), '"z":1')?.toString();

describe("removing members", () => {
  it.each([
    ["the first", '{"a":1, "b":2, "c":3}', ["a"], '{"b":2, "c":3}'],
    ["the middle one", '{"a":1, "b":2, "c":3}', ["b"], '{"a":1, "c":3}'],
    ["the last", '{"a":1, "b":2, "c":3 }', ["c"], '{"a":1, "b":2 }'],
    ["the only one", '{ "a":1 }', ["a"], "{  }"],
    ["two neighbours in front", '{"a":1,"b":2,"c":3}', ["b", "a"], '{"c":3}'],
    ["two neighbours at the end", '{"a":1,"b":2,"c":3}', ["b", "c"], '{"a":1}'],
    ["the two outer ones", '{"a":1,"b":2,"c":3}', ["a", "c"], '{"b":2}'],
    ["all", '{"a":1,"b":2,"c":3}', ["a", "b", "c"], "{}"],
    ["an absent one", '{"a":1}', ["x"], '{"a":1}'],
  ])("takes %s with exactly one comma", (_, text, names, left) => {
    expect(remove(text, ...names)).toBe(left);
  });
});

describe("setting a member", () => {
  it.each([
    ["replaces a value in place", '{"a":1,"model" : "x","b":2}', '{"a":1,"model" : "y","b":2}'],
    ["puts an absent one first", ' {"a":1}', ' {"model":"y","a":1}'],
    ["fills an empty object", "{ }", '{"model":"y" }'],
  ])("%s", (_, text, expected) => {
    expect(set(text, "model", '"y"')).toBe(expected);
  });
});

describe("changing several members at once", () => {
  const run = (text: string, gone: string[], wanted: Record<string, string>) =>
    splice(Buffer.from(text), editObject(Buffer.from(text), entriesOf(text), gone, wanted)).toString();

  it.each([
    ["adds two to an object that loses everything", '{"f":[1]}', ["f"], { model: '"x"', n: "1" }, '{"model":"x","n":1}'],
    ["adds one before what stays", '{"f":1,"a":2}', ["f"], { model: '"x"' }, '{"model":"x","a":2}'],
    ["sets what it was also told to remove", '{"a":1,"b":2}', ["a"], { a: "3" }, '{"a":3,"b":2}'],
  ])("%s", (_, text, gone, wanted, expected) => {
    expect(run(text, gone, wanted as Record<string, string>)).toBe(expected);
  });

  it("gives the object that deleting and assigning would give, for 10 000 documents", { timeout: 20_000 }, () => {
    const random = seeded(4);
    const faults: string[] = [];
    const names = ["model", "messages", "usage", "", "é", 'a"b', "new", "newer"];
    for (let run = 0; run < 10_000; run++) {
      const bytes = placed(random, Buffer.from(document(random, 4).text));
      const scan = scanObject(bytes);
      if (!scan.ok) continue;
      const gone = names.filter(() => random() < 0.3);
      const wanted = Object.fromEntries(names.filter(() => random() < 0.2).map((name) => [name, '{"set":"é"}']));
      const before = parsed(bytes);
      if (!before.ok) throw new Error(bytes.toString());
      const left = Object.entries(before.value as object).filter(([key]) => !gone.includes(key) && !Object.hasOwn(wanted, key));
      const expected = [...left, ...Object.keys(wanted).map((key) => [key, { set: "é" }])];
      const after = parsed(splice(bytes, editObject(bytes, scan.entries, gone, wanted)));
      const found = after.ok ? Object.entries(after.value as object) : "not JSON";
      compare(faults, sorted(found), sorted(expected), bytes.toString());
    }
    expect(faults).toEqual([]);
  });
});

describe("appending to an answer", () => {
  it.each([
    ['{"a":1}', '{"a":1,"z":1}'],
    ['{"a":{}}\n', '{"a":{},"z":1}\n'],
    ["{}", '{"z":1}'],
    [" { } ", ' { "z":1} '],
    ["[1]", undefined],
    ['[{"a":1}', undefined],
    ["", undefined],
    ["}", undefined],
    ['{"a":1', undefined],
  ])("of %j gives %j", (text, expected) => {
    expect(append(text)).toBe(expected);
  });
});

describe("splicing", () => {
  it("equals splicing the text, for any edits in any order", () => {
    const edit = fc.record({
      gap: fc.nat(5),
      cut: fc.nat(5),
      bytes: fc.string({ maxLength: 6, unit: "grapheme" }),
      raw: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.string({ minLength: 60, maxLength: 80 }), fc.array(edit, { maxLength: 5 }), (text, parts) => {
        let at = 0;
        let expected = "";
        const edits = parts.map(({ gap, cut, bytes, raw }) => {
          const start = at + gap;
          expected += text.slice(at, start) + bytes;
          at = start + cut + 1;
          return { start, end: at, bytes: raw ? new TextEncoder().encode(bytes) : bytes };
        });
        expected += text.slice(at);
        expect(splice(new TextEncoder().encode(text), edits.reverse()).toString()).toBe(expected);
      }),
    );
  });

  it.each([
    [
      "overlap",
      [
        { start: 0, end: 3, bytes: "" },
        { start: 2, end: 4, bytes: "" },
      ],
    ],
    ["end behind the bytes", [{ start: 0, end: 99, bytes: "" }]],
    ["end before they start", [{ start: 3, end: 2, bytes: "" }]],
  ])("refuses edits that %s", (_, edits) => {
    expect(() => splice(Buffer.from("0123456789"), edits)).toThrow(RangeError);
  });
});

function entriesOf(text: string): readonly Entry[] {
  const scan = scanObject(Buffer.from(text));
  if (!scan.ok) throw new Error(scan.reason);
  return scan.entries;
}

function sorted(entries: unknown): string {
  return JSON.stringify(Array.isArray(entries) ? entries.map((entry) => JSON.stringify(entry)).sort() : entries);
}
