/** The request bodies that fool a search for "model", and what the scan makes of each. */
import { describe, expect, it } from "vitest";
import { fieldOf, scanBody, scanObject } from "../src/index.ts";

const B = "\\";
const body = (text: string) => ({ size: text.length, bytes: Buffer.from(text) });

const MODELS: Record<string, [text: string, model: unknown]> = {
  "a plain body": ['{"model":"x","messages":[]}', "x"],
  "model in the middle": ['{"a":1,"model":"x","b":2}', "x"],
  "a model nested in an object": ['{"metadata":{"model":"evil"},"model":"x"}', "x"],
  "a model nested in an array": ['{"a":[{"model":"evil"}],"model":"x"}', "x"],
  "only a nested model": ['{"metadata":{"model":"evil"}}', undefined],
  "a model inside a string": [`{"a":"${B}"model${B}":${B}"evil${B}"","model":"x"}`, "x"],
  "a key written with escapes": [`{"mod${B}u0065l":"x"}`, "x"],
  "a value written with escapes": [`{"model":"gpt${B}u002d4${B}/o"}`, "gpt-4/o"],
  "a value of model as a value": ['{"a":"model","model":"x"}', "x"],
  "braces in a string": ['{"a":"}{][","model":"x"}', "x"],
  "a string ending in a backslash": [`{"a":"${B}${B}","model":"x"}`, "x"],
  "a long string ending in backslashes": [`{"a":"${"y".repeat(20_000)}${B}${B}","model":"x"}`, "x"],
  "a long string with escaped quotes": [`{"a":"${`${"y".repeat(600)}${B}"`.repeat(40)}","model":"x"}`, "x"],
  "unicode keys and values": ['{"ключ":"é漢😀","model":"模型"}', "模型"],
  "a __proto__ key": ['{"__proto__":{"model":"evil"},"model":"x"}', "x"],
  "CRLF and tabs": ['\r\n{\r\n\t"model"\t:\r\n"x"\r\n}\r\n', "x"],
  "huge numbers": [`{"a":1e999,"b":${"9".repeat(400)},"model":"x"}`, "x"],
  "an empty object": [" { } ", undefined],
  "a null model": ['{"model":null}', null],
  "a model that is no string": ['{"model":["x"]}', ["x"]],
  "an empty key": ['{"":1,"model":"x"}', "x"],
  "many members": [`{${Array.from({ length: 60 }, (_, i) => `"k${i}":${i}`).join()},"model":"x"}`, "x"],
};

const REFUSED: Record<string, [text: string, reason: string, at: number]> = {
  empty: ["", "invalid", 0],
  "white space": [" \n", "invalid", 2],
  "an array": ["[1]", "not_an_object", 0],
  "a string": [' "{}"', "not_an_object", 1],
  "a number": ["12", "not_an_object", 0],
  "a broken array": ["[1", "invalid", 2],
  "a byte-order mark": ["\ufeff{}", "invalid", 0],
  "two models": ['{"model":"x","model":"y"}', "duplicate", 13],
  "two models, one escaped": [`{"model":"x","mod${B}u0065l":"y"}`, "duplicate", 13],
  "a late duplicate among many": [`{${Array.from({ length: 60 }, (_, i) => `"k${i}":0`).join()},"k3":1}`, "duplicate", 471],
  "two commas": ['{"model":"x",,}', "invalid", 13],
  "a comma before the brace": ['{"model":"x",}', "invalid", 13],
  "two commas in a large body": [`{"a":"${"y".repeat(20_000)}",,}`, "invalid", 20_008],
  "an inner comma in a large body": [`{"a":"${"y".repeat(20_000)}","b":[1,]}`, "invalid", 20_015],
  "a cut string": ['{"model":"x', "invalid", 11],
  "a cut object": ['{"model":"x"', "invalid", 12],
  "a cut large body": [`{"a":"${"y".repeat(20_000)}`, "invalid", 20_006],
  "trailing garbage": ['{"model":"x"}x', "invalid", 13],
  "a second document": ['{"model":"x"}{"model":"y"}', "invalid", 13],
  "a NUL between members": ['{"a":1,\u0000"model":"x"}', "invalid", 7],
  "a NUL in a string": ['{"model":"x\u0000"}', "invalid", 11],
  "a line feed in a long string": [`{"a":"${"y".repeat(400)}\n"}`, "invalid", 406],
  "a bad escape": [`{"a":"${B}x"}`, "invalid", 7],
  "a bad unicode escape in a key": [`{"${B}u00g0":1}`, "invalid", 6],
  "mismatched brackets": ['{"a":[}]}', "invalid", 6],
  "a missing colon": ['{"a" 1}', "invalid", 5],
  "a bare key": ["{model:1}", "invalid", 1],
  "a comment": ['{/*"*/"a":1}', "invalid", 1],
  "a leading zero": ['{"a":01}', "invalid", 6],
  "a bare minus": ['{"a":-}', "invalid", 6],
  "a misspelt word": ['{"a":tru}', "invalid", 8],
  "100 000 levels": [`{"a":${"[".repeat(100_000)}`, "too_deep", 516],
  "513 levels": [`{"a":${"[".repeat(512)}${"]".repeat(512)}}`, "too_deep", 516],
  "513 levels of objects": [`{"a":${'{"a":'.repeat(512)}1${"}".repeat(513)}`, "too_deep", 2560],
};

describe("the scan of a request body", () => {
  it.each(Object.entries(MODELS))("reads the model of %s", (_, [text, model]) => {
    const request = body(text);
    expect(scanBody(request).ok).toBe(true);
    expect(fieldOf(request, "model")).toEqual(model);
    const own = Object.getOwnPropertyDescriptor(JSON.parse(text), "model");
    expect(model).toEqual(own?.value);
  });

  it.each(Object.entries(REFUSED))("refuses %s", (_, [text, reason, at]) => {
    const request = body(text);
    expect(scanBody(request)).toMatchObject({ ok: false, reason, at });
    expect(fieldOf(request, "model")).toBeUndefined();
  });

  it("names the duplicated key unescaped", () => {
    expect(scanObject(Buffer.from(`{"a":1,"${B}u0061":2}`))).toEqual({ ok: false, reason: "duplicate", at: 7, name: "a" });
  });

  it("allows 512 levels", () => {
    expect(scanObject(Buffer.from(`{"a":${"[".repeat(511)}${"]".repeat(511)}}`)).ok).toBe(true);
  });

  it("gives the offsets of every member", () => {
    const text = ' { "a" : [1] , "é":"x"}';
    expect(scanObject(new TextEncoder().encode(text))).toEqual({
      ok: true,
      entries: [
        { name: "a", start: 3, valueStart: 9, valueEnd: 12 },
        { name: "é", start: 15, valueStart: 20, valueEnd: 23 },
      ],
    });
  });

  it("is made once per body, frozen or not, and anew for a copy with other bytes", () => {
    const first = body('{"model":"x"}');
    expect(scanBody(first)).toBe(scanBody(first));
    expect(fieldOf({ ...first, bytes: Buffer.from('{"a":1,"model":"y"}') }, "model")).toBe("y");
    expect(fieldOf(Object.freeze(body('{"model":"z"}')), "model")).toBe("z");
  });

  it("does not look into a body kept elsewhere", () => {
    expect(scanBody({ size: 9 })).toEqual({ ok: false, reason: "not_an_object", at: 0 });
    expect(fieldOf({ size: 9 }, "model")).toBeUndefined();
  });
});
