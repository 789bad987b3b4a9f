// Forms as the simulator takes them: what it was sent is what it says and remembers.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { frames, majors, shared } from "./clients.ts";

const simulator = await shared({ models: ["whisper-1", "gpt-4o-transcribe", "dall-e-2", "gpt-image-1"] });
const bytes = Buffer.from("some \r\n--audio");
const sha256 = createHash("sha256").update(bytes).digest("hex");
const seen = { filename: "a b.mp3", type: "audio/mpeg", size: bytes.length, sha256 };
const file = (): File => new File([bytes], "a b.mp3", { type: "audio/mpeg" });

function form(fields: Readonly<Record<string, string | File>>): FormData {
  const out = new FormData();
  for (const [name, value] of Object.entries(fields)) out.append(name, value);
  return out;
}

async function post(path: string, fields: Readonly<Record<string, string | File>>): Promise<{ status: number; text: string }> {
  const response = await fetch(`${simulator.url}/v1/${path}`, { method: "POST", body: form(fields) });
  return { status: response.status, text: await response.text() };
}

describe.each(majors)("with %s", (_name, connect) => {
  const client = connect(simulator.url);

  it("transcribes, and remembers the form", async () => {
    const answer = await client.audio.transcriptions.create({ model: "whisper-1", file: file() });
    expect(answer).toMatchObject({
      text: expect.stringContaining(sha256.slice(0, 16)) as string,
      usage: { type: "duration", seconds: 1 },
    });
    expect(simulator.calls[0]).toMatchObject({
      operation: "transcriptions",
      model: "whisper-1",
      form: { model: "whisper-1", file: seen },
    });
  });

  it("edits and varies images", async () => {
    const edit = await client.images.edit({ model: "gpt-image-1", image: [file(), file()], prompt: "x", n: 2 });
    const variation = await client.images.createVariation({ model: "dall-e-2", image: file() });
    expect([edit.data?.length, variation.data?.length]).toEqual([2, 1]);
    expect(simulator.calls[0]!.form).toMatchObject({ n: 2, "image[]": [seen, seen] });
  });
});

it.each(["text", "srt", "vtt", "verbose_json", "json"])("says it as %s", async (response_format) => {
  const { status, text } = await post("audio/translations", { model: "whisper-1", file: file(), response_format });
  expect([status, text]).toEqual([200, expect.stringContaining(`${bytes.length} bytes`)]);
});

it("streams a transcript, and ends with all of it", async () => {
  const { text } = await post("audio/transcriptions", { model: "gpt-4o-transcribe", file: file(), stream: "true" });
  const events = frames(text).map((frame) => JSON.parse(frame.slice(6)) as { type: string; delta?: string; text?: string });
  const said = events.map(({ delta = "" }) => delta).join("");
  expect(events.at(-1)).toMatchObject({ type: "transcript.text.done", text: said, usage: { type: "tokens" } });
});

it.each([
  ["audio/transcriptions", { model: "whisper-1" }, "file"],
  ["audio/transcriptions", { model: "whisper-1", file: "text" }, "file"],
  ["images/edits", { model: "dall-e-2", prompt: "x" }, "image"],
  ["images/variations", { model: "dall-e-2" }, "image"],
  ["audio/transcriptions", { model: "whisper-1", file: file(), response_format: "xml" }, "response_format"],
] as const)("%s refuses %j", async (path, fields, param) => {
  const { status, text } = await post(path, fields);
  expect([status, JSON.parse(text)]).toMatchObject([400, { error: { param } }]);
});

it("refuses what is no form", async () => {
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const response = await fetch(`${simulator.url}/v1/audio/transcriptions`, { method: "POST", headers, body: "--x\r\nbroken" });
  expect(response.status).toBe(400);
});
