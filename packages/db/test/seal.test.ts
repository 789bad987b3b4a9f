/** What is sealed opens with its passphrase, its salt and at its place, and in no other way. */
import { createSeal, UnreadableError } from "@headgate/db";
import { expect, test } from "vitest";

const place = ["jobs", "a", "request"];
const plain = Buffer.from("the secret question");
const seal = await createSeal("a passphrase of tests", "salt");
const sealed = Buffer.from(seal.seal(plain, place));

test.each([plain, new Uint8Array(), Buffer.alloc(100_000, 7)])("opens what was sealed before a restart", async (bytes) => {
  const later = await createSeal("a passphrase of tests", Buffer.from("salt"));
  expect(Buffer.from(later.open(seal.seal(bytes, place), place)).equals(bytes)).toBe(true);
});

test("holds nothing in the clear, and what is equal does not look equal", () => {
  expect(sealed.includes("secret")).toBe(false);
  expect(sealed.equals(seal.seal(plain, place))).toBe(false);
});

test.each([
  ["another passphrase", "another passphrase", "salt"],
  ["another salt", "a passphrase of tests", "pepper"],
])("does not open with %s", async (_, passphrase, salt) => {
  const other = await createSeal(passphrase, salt);
  expect(() => other.open(sealed, place)).toThrow(UnreadableError);
});

test.each([[["jobs", "b", "request"]], [["jobs", "a"]], [["jobs,a,request"]], [["jobs", 'a","request']], [[]]])(
  "does not open at %j",
  (elsewhere) => {
    expect(() => seal.open(sealed, elsewhere)).toThrow(UnreadableError);
  },
);

test.each([0, 1, 12, 13, 28, 29, sealed.length - 1])("does not open when byte %i was altered", (at) => {
  const altered = Buffer.from(sealed);
  altered[at]! ^= 1;
  expect(() => seal.open(altered, place)).toThrow(UnreadableError);
});

test.each([0, 1, 28, 29, sealed.length - 1])("does not open when it was cut to %i bytes", (length) => {
  expect(() => seal.open(sealed.subarray(0, length), place)).toThrow(UnreadableError);
});
