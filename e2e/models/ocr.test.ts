/** Promise: a picture of a text comes back as that text, at once or as a job, and its page is paid for. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localProvider } from "../start/config.ts";
import { draw, type Picture } from "./draw.ts";
import { startOcr } from "./ocr.ts";
import { openScene, type Scene } from "./scene.ts";
import type { ModelServer } from "./serve.ts";

let model: ModelServer;
let scene: Scene;
beforeAll(async () => {
  model = await startOcr();
  const mistral = localProvider(model, { use: "mistral", models: ["tesseract"] });
  scene = await openScene({ mistral }, { tesseract: { page: 0.001 } });
});
afterAll(async () => {
  await scene?.close();
  await model?.close();
});

interface Read {
  readonly pages: readonly { readonly markdown: string }[];
}

const paid = { operation: "ocr", ended: "complete", units: { pages: 1 }, estimated: false, cost_nano: 1_000_000 };

describe.each([
  "PACK MY BOX WITH FIVE DOZEN LIQUOR JUGS",
  "THE QUICK BROWN FOX JUMPS\nOVER THE LAZY DOG.",
  "INVOICE 20417\nTWO CHAIRS: 380.95\nTOTAL: 962.50",
])("%j", (text) => {
  const picture = draw(text);
  const body = { model: "mistral/tesseract", document: { type: "image_url", image_url: urlOf(picture) } };

  test("is read", async () => {
    const answer = await scene.post<Read>("/v1/ocr", body);
    expect([answer.status, answer.body]).toMatchObject([200, said(picture)]);
    expect(linesOf(answer.body)).toEqual(text.split("\n"));
    expect(model.asked.at(-1)).toEqual({ ...body, model: "tesseract" });
    expect(await scene.recorded(answer.headers.get("x-request-id")!)).toMatchObject([paid]);
  });

  test("is read in a job", async () => {
    const job = await scene.job("ocr", body);
    expect(job).toMatchObject({ status: "completed", status_code: 200, result: said(picture) });
    expect(linesOf(job.result as unknown as Read)).toEqual(text.split("\n"));
    expect(await scene.recorded(job.request_id)).toMatchObject([paid]);
  });
});

test("what is no picture is the model's own refusal, and costs nothing", async () => {
  const document = { type: "image_url", image_url: "data:text/plain;base64,QQ==" };
  const answer = await scene.post("/v1/ocr", { model: "mistral/tesseract", document });
  expect([answer.status, answer.body]).toMatchObject([
    422,
    { error: { message: expect.stringMatching(/expected an image_url/) } },
  ]);
  const [call] = await scene.recorded(answer.headers.get("x-request-id")!);
  expect(call!.cost_nano ?? 0).toBe(0);
});

/** What is told besides the text. */
function said({ width, height, png }: Picture): object {
  return {
    model: "tesseract",
    pages: [{ index: 0, images: [], dimensions: { width, height } }],
    usage_info: { pages_processed: 1, doc_size_bytes: png.length },
    extra_fields: { provider: "mistral", request_type: "ocr" },
  };
}

function linesOf({ pages }: Read): readonly string[] {
  expect(pages).toHaveLength(1);
  return pages[0]!.markdown
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => line.replaceAll(/\s+/g, " "));
}

function urlOf({ png }: Picture): string {
  return `data:image/png;base64,${png.toString("base64")}`;
}
