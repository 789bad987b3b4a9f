/** A form is the same however it arrives, and what two parsers could read differently is none. */
import { boundaryOf, type Form, formField, type FormLimits, FormScan, formValues, writeHead } from "@headgate/wire";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const boundary = "b-'()+_,./:=?";
const limits: FormLimits = { parts: 4, headBytes: 200, textBytes: 1000 };

function scanned(chunks: readonly Buffer[], own: FormLimits = limits): FormScan {
  const scan = new FormScan(boundary, own);
  for (const chunk of chunks) if (!scan.write(chunk)) break;
  scan.end();
  return scan;
}

function formOf(...parts: readonly (readonly [head: string, content: string])[]): Buffer {
  const text = parts.map(([head, content]) => `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`);
  return Buffer.from(`${text.join("")}--${boundary}--\r\n`);
}

const usual = formOf(
  ['name="model"', "m"],
  ['name="file"; filename="a.bin"\r\nContent-Type: audio/mpeg', `\r\n--b\r\n-\r`],
  ["name=empty", ""],
);

test("has its parts by offset, texts with their value", () => {
  const { parts, fault } = scanned([usual]);
  expect(fault).toBeUndefined();
  expect(parts.map(({ start, end, value, ...head }) => [head, usual.toString("latin1", start, end), value?.toString()])).toEqual([
    [{ name: "model" }, "m", "m"],
    [{ name: "file", filename: "a.bin", type: "audio/mpeg" }, "\r\n--b\r\n-\r", undefined],
    [{ name: "empty" }, "", ""],
  ]);
});

test("is the same wherever it is cut, in two or in bytes", () => {
  const whole = scanned([usual]).parts;
  for (let at = 1; at < usual.length; at++) {
    expect(scanned([usual.subarray(0, at), usual.subarray(at)]).parts, `cut at ${at}`).toEqual(whole);
  }
  expect(scanned([...usual].map((byte) => Buffer.from([byte]))).parts).toEqual(whole);
});

test("gives back any content, in any pieces", () => {
  const near = fc.array(fc.constantFrom("\r", "\n", "-", "--", `\r\n-`, `--${boundary.slice(0, -1)}`, "b-", "x"), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(near, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (words, sizes) => {
      const content = words.join("");
      const bytes = formOf(['name="a"', content]);
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) chunks.push(bytes.subarray(at, (at += sizes[i % sizes.length]!)));
      expect(scanned(chunks).parts.map(({ value }) => value?.toString())).toEqual([content]);
    }),
  );
});

test("never throws, and never has a part that ends beyond its bytes", () => {
  const word = fc.constantFrom(
    "\r\n",
    "--",
    boundary,
    `--${boundary}`,
    "content-disposition: form-data",
    '; name="a"',
    ":",
    "\\",
    '"',
    "x",
    "\0",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const bytes = Buffer.from(words.join(""));
      for (const { start, end } of scanned([bytes]).parts) expect(start <= end && end <= bytes.length).toBe(true);
    }),
  );
});

describe("is refused", () => {
  const parts = (count: number) => Array.from({ length: count }, () => ['name="a"', ""] as const);
  test.each<[string, Buffer | string, string]>([
    ["with too many parts", formOf(...parts(5)), "has more than 4 parts"],
    ["with a long head", formOf([`name="${"a".repeat(200)}"`, ""]), "has a head of more than 200 bytes"],
    ["with a head that never ends", `--${boundary}\r\n${"a".repeat(300)}`, "has a head of more than 200 bytes"],
    [
      "with much text",
      formOf(['name="a"', "x".repeat(600)], ['name="b"', "x".repeat(600)]),
      "has more than 1000 bytes of text; send a file as a file",
    ],
    ["empty", "", "ends before its last boundary"],
    ["cut", usual.subarray(0, -5), "ends before its last boundary"],
    ["without a disposition", `--${boundary}\r\nx: y\r\n\r\n\r\n--${boundary}--`, "has no content-disposition"],
    ["without a head", `--${boundary}\r\n\r\n\r\n--${boundary}--`, "has a header that is none"],
    ["as another kind", `--${boundary}\r\ncontent-disposition: attachment; name="a"\r\n\r\n\r\n`, "is no form-data"],
    ["without a name", formOf(['filename="a"', ""]), "has no name, or not in one way"],
    ["with two names", formOf(['name="a"; Name="b"', ""]), "has no name, or not in one way"],
    ["with an open quote", formOf(['name="a', ""]), "has no name, or not in one way"],
    ["with an empty name", formOf(['name=""', ""]), "has a name that is empty, long or escaped"],
    ["with a name that is escaped", formOf(['name="a\\"b"', ""]), "has a name that is empty, long or escaped"],
    [
      "with a name that is no text",
      Buffer.concat([
        Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="`),
        Buffer.from([0xff]),
        Buffer.from('"\r\n\r\n'),
      ]),
      "has a name that is empty, long or escaped",
    ],
    ["with a damaged file name", formOf([`name="a"; filename*=utf-8''%ff`, ""]), "has a file name that is none"],
    ["with two types", formOf(['name="a"\r\ncontent-type: a/b\r\ncontent-type: c/d', ""]), "has two content types"],
    ["with a type that is none", formOf(['name="a"\r\ncontent-type: ü', ""]), "has a content type that is none"],
  ])("%s", (_what, bytes, what) => {
    expect(scanned([Buffer.from(bytes)]).fault).toMatchObject({ what });
  });
});

test.each([
  ["multipart/form-data; boundary=abc", "abc"],
  ['Multipart/Form-Data ; charset=utf-8; BOUNDARY="a b:c"', "a b:c"],
  ["multipart/form-data", undefined],
  ["multipart/form-data; boundary=", undefined],
  ["multipart/form-data; boundary=a; boundary=b", undefined],
  ['multipart/form-data; boundary="a "', undefined],
  ['multipart/form-data; boundary="a\r\nb"', undefined],
  [`multipart/form-data; boundary=${"a".repeat(71)}`, undefined],
  ["multipart/form-data-x; boundary=a", undefined],
  ["application/json; boundary=a", undefined],
  [undefined, undefined],
])("the boundary of %j is %j", (type, expected) => {
  expect(boundaryOf(type)).toBe(expected);
});

test.each([
  ['name="a"; filename="x \\"y\\" z\\\\.wav"', 'content-disposition: form-data; name="a"; filename="x %22y%22 z%5C.wav"\r\n\r\n'],
  ["name=a; filename*=UTF-8'en'%c3%bc%0d%0a.wav", 'content-disposition: form-data; name="a"; filename="ü%0D%0A.wav"\r\n\r\n'],
  [
    'name="a"; filename="ü"\r\ncontent-type: text/plain; charset="x"',
    'content-disposition: form-data; name="a"; filename="ü"\r\ncontent-type: text/plain; charset="x"\r\n\r\n',
  ],
])("%j is written in one way", (head, written) => {
  expect(writeHead(scanned([formOf([head, ""])]).parts[0]!)).toBe(written);
});

describe("a field", () => {
  const fields = [
    ["n", "2"],
    ["model", "4"],
    ["stream", "true"],
    ["a[]", "1"],
    ["b", "x"],
    ["b", "02"],
    ["c", '["y",{"z":1}]'],
    ["d", "[x"],
    ["e", "9".repeat(20)],
    ["f", ""],
    ["__proto__", "{}"],
  ] as const;
  const form: Form = {
    parts: [
      ...fields.map(([name, text]) => ({ name, value: Buffer.from(text), size: text.length, read: nobody })),
      { name: "file", filename: "x", size: 3, read: nobody },
    ],
  };
  const values = {
    n: 2,
    model: "4",
    stream: true,
    a: [1],
    b: ["x", "02"],
    c: ["y", { z: 1 }],
    d: "[x",
    e: "9".repeat(20),
    f: "",
  };

  test.each([...Object.entries(values), ["file", undefined], ["other", undefined]])("%s means %j", (name, value) => {
    expect(formField(form, name)).toEqual(value);
  });

  test("is among all values", () => {
    const all = formValues(form);
    expect({ ...all }).toEqual({ ...values, ["__proto__"]: {} });
    expect(Object.getPrototypeOf(all)).toBe(Object.prototype);
  });
});

async function* nobody(): AsyncGenerator<Buffer> {}
