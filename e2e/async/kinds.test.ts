/** Promise: each of the contract's eleven kinds of work ends as a job, with the answer and the type that it has when it is waited for. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, collect, type Envelope, operations, type Scene, startAlone } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startAlone();
});
afterAll(() => scene?.close());

type Fields = Readonly<Record<string, string | File>>;

interface Kind {
  readonly path: string;
  /** JSON, or the fields of a form. */
  readonly json?: object;
  readonly form?: Fields;
  readonly type: string;
  /** JSON, or a matcher for bytes as a text of them. */
  readonly shows: object;
}

const [json, text] = ["application/json", "text/plain; charset=utf-8"];
const file = new File(["a voice"], "voice.wav", { type: "audio/wav" });
const image = new File(["a picture"], "picture.png", { type: "image/png" });
const heard = expect.stringMatching(/voice\.wav/) as object;
const url = { data: [{ url: expect.stringMatching(/^https:/) as string }] };
const encoded = { data: [{ b64_json: expect.stringMatching(/^iVBORw0KGgo/) as string }] };
const transcription = { path: "audio/transcriptions", form: { model: "openai/whisper-1", file } };
const edit = { path: "images/edits", form: { model: "openai/dall-e-2", image, prompt: "a dot" } };
const variation = { path: "images/variations", form: { model: "openai/dall-e-2", image } };

const kinds: readonly Kind[] = [
  ...["completions", "chat/completions", "responses", "embeddings", "rerank", "ocr"].map((path) => {
    const { body, shows } = listed(path);
    return { path, json: body, type: json, shows };
  }),
  said({}, "audio/mpeg", /^\xff\xfb/),
  said({ response_format: "wav" }, "audio/wav", /^RIFF....WAVE/s),
  said({ response_format: "opus" }, "audio/opus", /^OggS/),
  said({ response_format: "flac" }, "audio/flac", /^fLaC/),
  said({ response_format: "aac" }, "audio/aac", /^\xff\xf1/),
  said({ response_format: "pcm" }, "audio/pcm", /./s),
  { ...transcription, type: json, shows: { text: heard } },
  withField(transcription, { response_format: "verbose_json" }, json, { task: "transcribe", text: heard }),
  withField(transcription, { response_format: "text" }, text, heard),
  withField(
    transcription,
    { response_format: "srt" },
    text,
    expect.stringMatching(/^1\n00:00:00,000 --> .*voice\.wav/s) as object,
  ),
  withField(transcription, { response_format: "vtt" }, text, expect.stringMatching(/^WEBVTT\n.*voice\.wav/s) as object),
  { path: "images/generations", json: listed("images/generations").body, type: json, shows: url },
  {
    path: "images/generations",
    json: { ...listed("images/generations").body, response_format: "b64_json" },
    type: json,
    shows: encoded,
  },
  ...[edit, variation].flatMap((one) => [
    { ...one, type: json, shows: url },
    withField(one, { response_format: "b64_json" }, json, encoded),
  ]),
];

test("all eleven are here", () => {
  expect([...new Set(kinds.map(({ path }) => path))].toSorted()).toEqual([
    "audio/speech",
    "audio/transcriptions",
    "chat/completions",
    "completions",
    "embeddings",
    "images/edits",
    "images/generations",
    "images/variations",
    "ocr",
    "rerank",
    "responses",
  ]);
});

describe.each(kinds.map((kind) => [nameOf(kind), kind] as const))("%s", (_, { type, shows, ...kind }) => {
  const at = `/v1/async/${kind.path}`;

  test(`completes as ${type}`, async () => {
    const submitted = await send(at, kind);
    expect(submitted.status).toBe(202);
    const { id } = (await submitted.json()) as Envelope;
    const { status, body: job }: Answer = await collect(scene.gateway.url, at, id);
    expect([status, job.status, job.status_code]).toEqual([200, "completed", 200]);
    const later = await read(await fetch(`${scene.gateway.url}${at}/${id}/content`));
    const now = await read(await send(`/v1/${kind.path}`, kind));
    expect([later.status, later.type, now.type]).toEqual([200, type, type]);
    expect(job.result).toEqual(toldIn(kind.path, later));
    expect([saidBy(later), saidBy(now)]).toMatchObject([shows, shows]);
    expect(unchanging(later)).toEqual(unchanging(now));
  });
});

test("a form that is sent again under the same Idempotency-Key, with another boundary, is the same job", async () => {
  const at = "/v1/async/audio/transcriptions";
  const submit = async (form: Fields): Promise<readonly [status: number, id: string]> => {
    const answer = await send(at, { form }, { "idempotency-key": "the-same-form" });
    return [answer.status, ((await answer.json()) as Envelope).id];
  };
  const first = await submit(transcription.form);
  expect(await submit(transcription.form)).toEqual(first);
  expect((await submit({ ...transcription.form, prompt: "another" }))[0]).toBe(409);
});

function nameOf({ path, json: body, form }: Kind): string {
  const { response_format: format } = { ...body, ...form } as { readonly response_format?: string };
  return format === undefined ? path : `${path}, ${format}`;
}

function listed(path: string): (typeof operations)[number] {
  return operations.find((one) => one.path === path)!;
}

function said(fields: object, type: string, shows: RegExp): Kind {
  return {
    path: "audio/speech",
    json: { ...listed("audio/speech").body, ...fields },
    type,
    shows: expect.stringMatching(shows) as object,
  };
}

function withField(of: Pick<Kind, "path"> & { readonly form: Fields }, fields: Fields, type: string, shows: object): Kind {
  return { ...of, form: { ...of.form, ...fields }, type, shows };
}

function send(
  path: string,
  { json: body, form }: Pick<Kind, "json" | "form">,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const fields = new FormData();
  for (const [name, value] of Object.entries(form ?? {})) fields.append(name, value);
  const sent = form
    ? { body: fields, headers: more }
    : { body: JSON.stringify(body), headers: { "content-type": "application/json", ...more } };
  return fetch(scene.gateway.url + path, { method: "POST", ...sent });
}

interface Read {
  readonly status: number;
  readonly type: string | null;
  readonly bytes: Buffer;
}

async function read(answer: Response): Promise<Read> {
  const { status, headers } = answer;
  return { status, type: headers.get("content-type"), bytes: Buffer.from(await answer.arrayBuffer()) };
}

function saidBy({ type, bytes }: Read): unknown {
  return type === json ? JSON.parse(bytes.toString()) : bytes.toString("latin1");
}

/** As a job's envelope has it. */
function toldIn(path: string, answer: Read): unknown {
  const name = path === "audio/speech" ? "audio" : "data";
  return answer.type === json ? saidBy(answer) : { content_type: answer.type, [name]: answer.bytes.toString("base64") };
}

/** What is no JSON has nothing in it of when it was made. */
function unchanging({ type, bytes }: Read): string | undefined {
  return type === json ? undefined : bytes.toString("base64");
}
