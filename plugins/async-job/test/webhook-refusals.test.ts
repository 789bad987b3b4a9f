/** What the routes about webhooks refuse, and why: hostile names, addresses, headers and numbers, and what is not there. */
import { expect, test } from "vitest";
import { type Asked, encryptionKey, openScene, usual } from "./webhook-scene.ts";

const post = async (more: object | string, key: string | undefined): Promise<Asked> => {
  const scene = await openScene({ encryptionKey: key });
  return scene.ask("POST", "/api/webhooks", typeof more === "string" ? more : { ...usual, ...more });
};

const name = (value: unknown) => ({ name: value });
const url = (value: unknown, more: object = {}) => ({ url: value, ...more });
const header = (key: string, value: unknown = "v") => ({ headers: { [key]: { value } } });
const wrong: readonly (readonly [what: string, body: object | string, said: string])[] = [
  ["no name", name(undefined), "name is required"],
  ["an empty name", name(""), "name is required"],
  ["a name with a line end", name("a\r\nx-evil: 1"), "name"],
  ["a name with a NUL", name("a\0b"), "name"],
  ["a name no header can carry", name("übel"), "name"],
  ["a name that is too long", name("n".repeat(129)), "name"],
  ["a name that is a number", name(7), "name"],
  ["no url", url(undefined), "url is required"],
  ["http:", url("http://hooks.test/a"), "url"],
  ["another scheme", url("ftp://hooks.test/a", { allow_private_network: true }), "url"],
  ["a script", url("javascript:alert(1)"), "url"],
  ["a file", url("file:///etc/passwd"), "url"],
  ["no url at all", url("hooks.test"), "url"],
  ["a password in the url", url("https://user:pass@hooks.test/"), "url"],
  ["a line end in the url", url("https://hooks.test/\r\nhost: evil"), "url"],
  ["a tab in the url", url("https://127.0.\t0.1/"), "url"],
  ["loopback", url("https://127.0.0.1/a"), "url"],
  ["loopback in hexadecimal", url("https://0x7f000001/a"), "url"],
  ["loopback in octal", url("https://0177.1/a"), "url"],
  ["loopback in full width", url("https://１２７.0.0.1/a"), "url"],
  ["the metadata service", url("https://169.254.169.254/latest"), "url"],
  ["localhost", url("https://localhost:8443/a"), "url"],
  ["localhost with a dot", url("https://localhost./a"), "url"],
  ["IPv6 loopback", url("https://[::1]/a"), "url"],
  ["IPv4 inside IPv6", url("https://[::ffff:10.0.0.1]/a"), "url"],
  ["IPv4 behind a translator of the local network", url("https://[64:ff9b:1::10.0.0.1]/a"), "url"],
  ["IPv6 of documents", url("https://[3fff:fff::1]/a"), "url"],
  ["IPv6 of segment routing", url("https://[5f00::1]/a"), "url"],
  ["no events", { events: [] }, "events is required"],
  ["absent events", { events: undefined }, "events"],
  ["an unknown event", { events: ["async_job.started"] }, "events.0"],
  ["a reserved header", header("webhook-signature"), "headers.webhook-signature"],
  ["a reserved header in capitals", header("Webhook-Id"), "headers.Webhook-Id"],
  ["our own header", header("X-Bifrost-Event"), "headers.X-Bifrost-Event"],
  ["the length", header("Content-Length", "0"), "headers.Content-Length"],
  ["the host", header("Host", "evil"), "headers.Host"],
  ["the framing", header("Transfer-Encoding", "chunked"), "headers.Transfer-Encoding"],
  ["no header's name", header("a b"), "headers.a b"],
  ["a header's value with a line end", header("x-a", "1\r\nx-evil: 1"), "headers.x-a"],
  ["a header's value with a NUL", header("x-a", "1\0"), "headers.x-a"],
  ["a header's value that is none", header("x-a", 7), "headers.x-a.value"],
  ["a header twice", { headers: { "x-a": { value: "1" }, "X-A": { value: "2" } } }, "headers.X-A"],
  ["a mark for nothing", header("x-a", "<REDACTED>"), "headers.x-a"],
  ["33 headers", { headers: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`x-${i}`, { value: "1" }])) }, "headers"],
  ["a list of headers", { headers: [] }, "headers"],
  ...[
    "max_retries",
    "retry_backoff_initial_seconds",
    "retry_backoff_max_seconds",
    "attempt_timeout_seconds",
    "max_response_payload_kbs",
    "max_concurrent_deliveries",
  ].flatMap((knob) => [
    [`a negative ${knob}`, { [knob]: -1 }, knob] as const,
    [`half a ${knob}`, { [knob]: 0.5 }, knob] as const,
    [`a ${knob} in words`, { [knob]: "many" }, knob] as const,
    [`a ${knob} beyond all bounds`, { [knob]: 1e9 }, knob] as const,
  ]),
  ["a flag in words", { disabled: "no" }, "disabled"],
  ["no JSON", "{", "Invalid JSON"],
  ["a list", "[]", "Invalid JSON"],
  ["null", "null", "Invalid JSON"],
];

test.each(wrong)("%s is 400", async (_, body, said) => {
  // What is wrong is said before anything is stored.
  const { error } = await post(body, undefined);
  expect([error?.status, error?.message]).toEqual([400, expect.stringContaining(said)]);
});

test.each([
  ["http://127.0.0.1:9/a", true],
  ["http://hooks.internal/a", true],
  ["https://8.8.8.8/a", false],
  ["https://[2606:4700::1111]/a", false],
  ["https://[3fff:1000::1]/a", false],
  ["https://127.0.0.1.example.com/a", false],
])("%s is taken, with allow_private_network: %s", async (address, allow_private_network) => {
  expect((await post({ url: address, allow_private_network }, encryptionKey)).status).toBe(201);
});

test.each(["limit=0", "limit=1001", "limit=x", "offset=-1", "event=x", "disabled=maybe"])(
  "a list with %s is 400",
  async (query) => {
    const scene = await openScene();
    const { error } = await scene.ask("GET", `/api/webhooks?${query}`);
    expect([error?.status, error?.message]).toEqual([400, expect.stringContaining(query.split("=")[0]!)]);
  },
);

test.each(["outcome=x", "limit=-1", "offset=1.5"])("a log with %s is 400", async (query) => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  for (const path of ["/api/webhooks/deliveries", `/api/webhooks/${id}/deliveries`])
    expect((await scene.ask("GET", `${path}?${query}`)).error?.status).toBe(400);
});

test.each([
  ["GET", "/nobody"],
  ["PUT", "/nobody"],
  ["DELETE", "/nobody"],
  ["POST", "/nobody/rotate-secret"],
  ["POST", "/nobody/test"],
  ["GET", "/nobody/deliveries"],
  ["POST", "/deliveries/nobody/redeliver"],
])("%s %s is 404", async (method, path) => {
  const scene = await openScene();
  const { error } = await scene.ask(method, `/api/webhooks${path}`, method === "PUT" ? usual : undefined);
  expect(error).toMatchObject({ status: 404, code: "not_found" });
});

test("a submit that names an endpoint nobody knows is told which", async () => {
  const scene = await openScene();
  for (const unknown of ["b", "', drop table", "x".repeat(500)]) {
    const said = await scene.webhooks.endpoint(unknown);
    expect(said).toMatchObject({ status: 400, message: expect.stringContaining(unknown.slice(0, 80)) });
  }
});
