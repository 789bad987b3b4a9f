/** What cannot go on is an error after the words that were sent: nothing is invented, and nothing ends as if it were whole. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sdks } from "../start/sdks.ts";
import { breakages } from "./breaks.ts";
import { chat, type Operation, operations, responses } from "./operations.ts";
import { openScene, type Request, type Scene } from "./scene.ts";
import { eventsOf, listen, type Told, told } from "./told.ts";

let resuming: Scene;
let plain: Scene;
beforeAll(async () => {
  [resuming, plain] = await Promise.all([openScene(true), openScene(undefined)]);
});
afterAll(() => Promise.all([resuming?.close(), plain?.close()]));

const loss = "inference failed: first ";

function partial({ ids }: Operation, text: string, code: string): object {
  return { text, ids, finishes: [], misnumbered: [], error: { code } } satisfies Record<keyof Told, unknown>;
}

/** The last words of a stream that failed, whichever way the operation has to say it. */
function expectFailure({ success }: Operation, raw: string): void {
  expect(raw).not.toContain(success);
  expect(raw.endsWith("\n\n")).toBe(true);
  expect(JSON.stringify(eventsOf(raw).slice(-2))).toContain(loss);
}

describe.concurrent.each([
  { what: "says something else within the words already sent", model: "differs", next: "other", counts: [1, 0, 0, 1, 0] },
  { what: "ends before the words already sent do", model: "ends-early", next: "short", counts: [1, 0, 0, 0, 1] },
])("a second provider that $what", ({ model, next, counts }) => {
  describe.each(operations)("$name", (operation) => {
    test.each(sdks)("$name throws after the words of the first", async ({ sdk }) => {
      const request = resuming.request(operation, `first/${model}`);
      const heard = await listen(operation, await operation.events(request.client(sdk), request.body));
      expect(heard).toMatchObject(partial(operation, "one two three four five", "upstream_error"));
      expect(heard.error).toBeInstanceOf(sdk.APIError);
      expect(heard.error!.message).toContain(loss);
      await expectGivenUp(request);
    });

    test("the bytes end with an error frame and without a terminator", async () => {
      const request = resuming.request(operation, `first/${model}`);
      const raw = await request.raw();
      expect(told(operation, eventsOf(raw).slice(0, -1))).toMatchObject({ text: "one two three four five", finishes: [] });
      expect(told(operation, eventsOf(raw)).misnumbered).toEqual([]);
      expectFailure(operation, raw);
      await expectGivenUp(request);
    });
  });

  describe.each([chat, responses])("$name", (operation) => {
    test.each(sdks)("the stream helper of $name throws as well", async ({ sdk }) => {
      const { client, body } = resuming.request(operation, `first/${model}`);
      await expect(operation.helper!(client(sdk), body)).rejects.toThrow(loss);
    });
  });

  async function expectGivenUp(request: Request): Promise<void> {
    expect(request.counts()).toEqual(counts);
    expect(await request.access()).toMatchObject({ status: 200, ended: "cut", error: { code: "upstream_error" } });
    expect(await request.story()).toMatchObject([
      { from: `first/${model}`, to: `${next}/${model}` },
      { from: `${next}/${model}`, code: "cannot_resume", msg: `${next}/${model} could not continue` },
    ]);
  }
});

const call = { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } };
const tools = new Map<Operation, { readonly more: object; readonly begun: string }>([
  [chat, { more: { tools: [{ type: "function", function: call }], tool_choice: "required" }, begun: '"tool_calls":[' }],
  [
    responses,
    {
      more: { tools: [{ type: "function", ...call }], tool_choice: "required" },
      begun: "response.function_call_arguments.delta",
    },
  ],
]);

describe.concurrent.each([...tools.keys()])("a tool call of $name that breaks off is never gone on with", (operation) => {
  const { more, begun } = tools.get(operation)!;

  test.each(sdks)("$name throws", async ({ sdk }) => {
    const request = resuming.request(operation, "first/calls-tool", more);
    const { error, finishes } = await listen(operation, await operation.events(request.client(sdk), request.body));
    expect(error).toBeInstanceOf(sdk.APIError);
    expect(finishes).toEqual([]);
    expect(request.counts()).toEqual([1, 0, 0, 0, 0]);
    expect(await request.access()).toMatchObject({ ended: "cut" });
    expect(await request.story()).toEqual([]);
  });

  test("the bytes have its beginning, an error frame and no terminator", async () => {
    const raw = await resuming.request(operation, "first/calls-tool", more).raw();
    expect(raw).toContain(begun);
    expectFailure(operation, raw);
  });
});

describe.concurrent.each(breakages)("by default, $end after three words", ({ model, code }) => {
  describe.each(operations)("of $name", (operation) => {
    test.each(sdks)("is an error for $name, and the second provider is not asked", async ({ sdk }) => {
      const request = plain.request(operation, `first/${model}`);
      const heard = await listen(operation, await operation.events(request.client(sdk), request.body));
      expect(heard).toMatchObject(partial(operation, "one two three", code));
      expect(heard.error).toBeInstanceOf(sdk.APIError);
      expect(await request.access()).toMatchObject({ status: 200, ended: "cut", error: { code } });
      expect(request.counts()).toEqual([1, 0, 0, 0, 0]);
      expect(await request.story()).toEqual([]);
    });
  });
});
