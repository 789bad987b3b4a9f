// What is stored has an end, and belongs to the key that stored it.
import { expect, it } from "vitest";
import { Shelf } from "../src/shelf.ts";

function filled(most: number, bytes: number, sizes: readonly number[]): Shelf<number> {
  const shelf = new Shelf<number>(most, bytes);
  sizes.forEach((size, index) => shelf.put(`id${index}`, index % 2 === 0 ? "even" : "odd", index, size));
  return shelf;
}

it.each([
  ["all while there is room", 9, 99, [1, 1, 1, 1], [0, 1, 2, 3]],
  ["the newest by number", 2, 99, [1, 1, 1, 1], [2, 3]],
  ["the newest by bytes", 9, 10, [4, 4, 4, 4], [2, 3]],
  ["nothing that is too large by itself", 9, 10, [4, 4, 4, 11], []],
])("keeps %s", (_name, most, bytes, sizes, left) => {
  const shelf = filled(most, bytes, sizes);
  expect([...shelf.list("even"), ...shelf.list("odd")].toSorted((a, b) => a - b)).toEqual(left);
});

it("shows each key its own, the newest first, and deletes no other's", () => {
  const shelf = filled(9, 99, [1, 1, 1, 1]);
  expect([shelf.list("even"), shelf.list("odd"), shelf.list("")]).toEqual([[2, 0], [3, 1], []]);
  expect([shelf.get("id0", "odd"), shelf.delete("id0", "odd"), shelf.get("id0", "even")]).toEqual([undefined, false, 0]);
  expect([shelf.delete("id0", "even"), shelf.get("id0", "even")]).toEqual([true, undefined]);
});

it("has its room back once something is deleted or all is cleared", () => {
  const shelf = filled(9, 4, [1, 1, 2]);
  shelf.delete("id2", "even");
  shelf.put("more", "even", 7, 2);
  expect(shelf.list("even")).toEqual([7, 0]);
  shelf.clear();
  shelf.put("last", "even", 8, 4);
  expect(shelf.list("even")).toEqual([8]);
});
