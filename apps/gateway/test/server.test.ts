/** What reaches the socket but is no request that anybody could serve. */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openServer } from "../src/server.ts";
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

/** A server whose every answer begins and never ends. */
async function openBegun(): Promise<string> {
  const options = { port: 0, host: "127.0.0.1", headersLimitBytes: 16_384 };
  const { url, close } = await openServer((_req, res) => res.writeHead(200).write("begun"), options);
  onTestFinished(close);
  return url;
}

test("garbage behind a request whose answer has begun tears that answer, and adds nothing to it", async () => {
  const socket = connect(Number(new URL(await openBegun()).port), "127.0.0.1");
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (text.endsWith("begun\r\n")) socket.write("hello\r\n\r\n");
  });
  socket.on("error", () => {}).write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(socket, "close");
  expect(text.slice(0, 15)).toBe("HTTP/1.1 200 OK");
  expect(text).not.toContain("invalid_http");
});

const twice = "host: a\r\nHOST: a";

test.each([twice, "host: a b", "host: a/b", "host: a@b", "host: a,b:x", "host: [::1", "host: http://a", 'host: a"', "host: %zz"])(
  "%j is not a Host, and nobody is served by it",
  async (lines) => {
    const text = await say(await openBegun(), `POST / HTTP/1.1\r\n${lines}\r\ncontent-length: 2\r\n\r\n{}`);
    expect(text.slice(0, 12)).toBe("HTTP/1.1 400");
    expect(text).toMatch(/"param":null,"code":"invalid_http"/);
  },
);

test.each(["host:", "host: a", "Host: a.test:8080", "host: [::1]:80", "host: 127.0.0.1:", "host: a_b-c.%C3%A9"])(
  "%j is a Host",
  async (line) => {
    const socket = connect(Number(new URL(await openBegun()).port), "127.0.0.1");
    socket.write(`GET / HTTP/1.1\r\n${line}\r\n\r\n`);
    const [bytes] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(bytes.toString().slice(0, 12)).toBe("HTTP/1.1 200");
  },
);
