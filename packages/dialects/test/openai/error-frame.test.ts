/** How a stream says that it failed midway: in a shape that the official clients throw for, and without a success terminator. */
import { refuse } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { event, meanings, payloads, readerOf } from "../frames.ts";

const why = refuse({ code: "timeout", status: 504, message: "fell silent", by: "gateway", type: "server_error" });
const fields = { message: "fell silent", type: "server_error", param: null, code: "timeout" };
const response = { id: "resp_9", object: "response", status: "in_progress", model: "m", created_at: 1 };

describe.each(["chat", "completions"])("a %s stream", (operation) => {
  test("sends one bare frame with all four fields", () => {
    const frame = readerOf(operation).errorFrame(why);
    expect(payloads(frame)).toEqual([["", { error: fields }]]);
    expect(frame).not.toContain("[DONE]");
  });

  test("is read as an error by the next gateway", () => {
    expect(meanings(readerOf(operation), readerOf(operation).errorFrame(why))).toEqual(["error"]);
  });
});

describe("a responses stream", () => {
  test("goes on with the sequence numbers and the id that the client knows", () => {
    const reader = readerOf("responses");
    meanings(reader, event("response.created", { sequence_number: 0, response }));
    meanings(reader, event("response.output_text.delta", { sequence_number: 1, delta: "Hi" }));
    expect(payloads(reader.errorFrame(why))).toEqual([
      ["error", { type: "error", sequence_number: 2, code: "timeout", message: "fell silent", param: null, error: fields }],
      [
        "response.failed",
        {
          type: "response.failed",
          sequence_number: 3,
          response: { ...response, status: "failed", error: { code: "server_error", message: "fell silent" } },
        },
      ],
    ]);
  });

  test("follows numbers that did not begin at zero", () => {
    const reader = readerOf("responses");
    meanings(reader, event("response.created", { sequence_number: 7, response }));
    meanings(reader, event("response.output_text.delta", { sequence_number: 8 }));
    expect(payloads(reader.errorFrame(why)).map(([, { sequence_number: sequence }]) => sequence)).toEqual([9, 10]);
  });

  test("gives the provider's own error no number, for its words do not reach the client", () => {
    const reader = readerOf("responses");
    meanings(reader, event("response.created", { sequence_number: 0, response }));
    meanings(reader, event("response.output_text.delta", { sequence_number: 1 }));
    meanings(reader, event("error", { sequence_number: 2, message: "gave up" }));
    expect(payloads(reader.errorFrame(why)).map(([, { sequence_number: sequence }]) => sequence)).toEqual([2, 3]);
  });

  test("has a frame even when nothing came before", () => {
    const named = payloads(readerOf("responses").errorFrame(why)).map(([name, { sequence_number: at }]) => [name, at]);
    expect(named).toEqual([
      ["error", 0],
      ["response.failed", 1],
    ]);
  });

  test("is read as an error by the next gateway", () => {
    expect(meanings(readerOf("responses"), readerOf("responses").errorFrame(why))).toEqual(["error", "error"]);
  });
});
