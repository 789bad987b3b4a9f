/** Bodies of providers: what has the wrong shape is said by the name that was sent, not passed over. */
import { refuse, RefusalError } from "@headgate/core";
import { exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { inBody, readProvider } from "../src/draft.ts";

const body = { provider: "mine", network_config: { base_url: "https://api.mine.test/v1" } };

describe.each(["network_config", "timeouts", "concurrency_and_buffer_size", "custom_provider_config"])("%s", (field) => {
  test.each([["a text"], [5], [true], [[1]]])("that is %j is refused by its name", (value) => {
    const read = (): unknown => readProvider(exchangeOf({ json: { ...body, [field]: value } }));
    expect(read).toThrow(RefusalError);
    expect(read).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ status: 400, param: field }) }));
    expect(read).toThrow(`${field}: found a`);
  });

  test("that is null is as one that is not there", () => {
    const { [field]: _, ...without } = body as Record<string, unknown>;
    const [nothing, none] = [{ ...without, [field]: null }, without].map((json) => readProvider(exchangeOf({ json })).draft);
    expect(nothing).toEqual(none);
  });
});

test("a header's name is told where it stood", () => {
  const details = [{ path: 'headers["bad name"]', found: "a", expected: "b" }];
  const refusal = inBody(refuse({ code: "invalid_value", status: 400, message: "…", details }));
  expect(refusal.param).toBe('network_config.extra_headers["bad name"]');
});
