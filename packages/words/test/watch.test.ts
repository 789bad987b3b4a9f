/** What is said of something that comes and goes. */
import { createWatch } from "@headgate/words";
import { expect, test } from "vitest";

function open() {
  const said: unknown[] = [];
  const watch = createWatch(
    (error) => said.push(error),
    () => said.push("back"),
  );
  return { said, watch };
}

test("each change is said once", () => {
  const { said, watch } = open();
  watch.works(watch.mark);
  for (const error of ["a", "b"]) watch.fails(watch.mark, error);
  for (let i = 0; i < 2; i++) watch.works(watch.mark);
  watch.fails(watch.mark, "c");
  expect(said).toEqual(["a", "back", "c"]);
});

test("what was asked before a change says nothing of the time after it", () => {
  const { said, watch } = open();
  const before = watch.mark;
  watch.fails(before, "gone");
  watch.works(before);
  const meanwhile = watch.mark;
  watch.works(meanwhile);
  watch.fails(before, "late");
  watch.fails(meanwhile, "later");
  expect(said).toEqual(["gone", "back"]);
});
