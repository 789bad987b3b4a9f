/** Bytes in memory, as bodies and sources. */
import { bytesBody, bytesSource } from "@headgate/wire";
import { expect, test } from "vitest";

const bytes = new TextEncoder().encode("hello");
const taking = (taken: string[]) => ({
  write: (some: Uint8Array) => void taken.push(Buffer.from(some).toString()),
  end: () => void taken.push("end"),
});

test("a body can be read again for every pass", () => {
  const body = bytesBody(bytes);
  const taken: string[] = [];
  body.open().start(taking(taken));
  body.open().start(taking(taken));
  expect(taken).toEqual(["hello", "end", "hello", "end"]);
  expect(body.size).toBe(5);
});

test("an empty source only ends", () => {
  const taken: string[] = [];
  bytesSource(new Uint8Array()).start(taking(taken));
  expect(taken).toEqual(["end"]);
});

test("a source that was cancelled says nothing more", () => {
  const taken: string[] = [];
  const source = bytesSource(bytes);
  source.cancel();
  source.start(taking(taken));
  expect(taken).toEqual([]);
});
