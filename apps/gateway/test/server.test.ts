/** What reaches the socket but is no request that anybody could serve. */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import { folder, startProgram } from "./program.ts";

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

async function say(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  socket.write(bytes);
  await once(socket, "close");
  return text;
}

test("is answered in the words of the API, and the limit of the head is the config's", async () => {
  const config = { server: { headersLimitBytes: 4096 }, plugins: [["@headgate/plugin-auth", { anonymous: true }]] };
  const { url } = await startProgram(await folder({ "headgate.config.json": config }));
  const head = "GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
  const answers = await Promise.all([
    say(url, "hello\r\n\r\n"),
    say(url, `${head}x-fill: ${"x".repeat(20_000)}\r\n\r\n`),
    say(url, `${head}x-fill: ${"x".repeat(6000)}\r\n\r\n`),
    say(url, `${head}x-fill: ${"x".repeat(2000)}\r\n\r\n`),
  ]);
  expect(answers.map((text) => text.slice(9, 12))).toEqual(["400", "431", "431", "200"]);
  for (const text of answers.slice(0, 3))
    expect(text).toMatch(/"type":"invalid_request_error","param":null,"code":"invalid_http"/);
});
