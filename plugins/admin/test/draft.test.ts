/** Bodies of providers: what has the wrong shape is said by the name that was sent, not passed over. */
import { refuse, RefusalError } from "@headgate/core";
import { exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { inBody, readProvider } from "../src/draft.ts";

const body = { provider: "mine", network_config: { base_url: "https://api.mine.test/v1" } };

describe.each(["network_config", "timeouts", "concurrency_and_buffer_size", "custom_provider_config", "proxy_config"])(
  "%s",
  (field) => {
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
  },
);

test("a header's name is told where it stood", () => {
  const details = [{ path: 'headers["bad name"]', found: "a", expected: "b" }];
  const refusal = inBody(refuse({ code: "invalid_value", status: 400, message: "…", details }));
  expect(refusal.param).toBe('network_config.extra_headers["bad name"]');
});

const secret = `Basic ${Buffer.from("ann:p@ss").toString("base64")}`;
const way = { proxy: "http://proxy.test:3128/", headers: { "x-team": "red", "proxy-authorization": secret } };
test.each([
  [{ url: "http://proxy.test:3128", username: "ann", password: "p@ss" }, way],
  [{ type: "http", url: "http://ann:p%40ss@proxy.test:3128" }, way],
  [{ url: "http://proxy.test:3128" }, { ...way, headers: { "x-team": "red" } }],
  [{ type: "none", url: "http://proxy.test:3128" }, { headers: { "x-team": "red" } }],
])("of proxy_config %j no credential stays outside of the headers", (proxy_config, expected) => {
  const network_config = { ...body.network_config, extra_headers: { "x-team": "red" } };
  const { draft } = readProvider(exchangeOf({ json: { ...body, network_config, proxy_config } }));
  expect(draft).toEqual({ baseUrl: "https://api.mine.test/v1", ...expected });
});

test.each([
  [{ type: "socks5", url: "socks5://proxy.test" }, "proxy_config.type"],
  [{ url: "http://proxy.test", password: 5 }, "proxy_config.password"],
  [{ url: "http://a%:b@proxy.test" }, "proxy_config.url"],
])("proxy_config %j is refused by its field, and nothing of it is quoted but the type", (proxy_config, param) => {
  const read = (): unknown => readProvider(exchangeOf({ json: { ...body, proxy_config } }));
  expect(read).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ status: 400, param }) }));
  expect(read).not.toThrow("proxy.test");
});
