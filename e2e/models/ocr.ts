/** OCR as Mistral's API gives it, by Tesseract: one reader, with its English beside it, so that nothing is fetched or cached. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createWorker, OEM } from "tesseract.js";
import { json, type ModelServer, serve } from "./serve.ts";

const languages = dirname(createRequire(import.meta.url).resolve("@tesseract.js-data/eng"));

export async function startOcr(): Promise<ModelServer> {
  const reader = await createWorker("eng", OEM.LSTM_ONLY, {
    langPath: join(languages, "4.0.0_best_int"),
    cacheMethod: "none",
    gzip: true,
  });
  return serve(
    "/v1/ocr",
    async ({ model, document }) => {
      const png = pictureOf(document);
      const { data } = await reader.recognize(png);
      const dimensions = { dpi: 72, width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
      const pages = [{ index: 0, markdown: data.text, images: [], dimensions }];
      return json({ pages, model, usage_info: { pages_processed: pages.length, doc_size_bytes: png.length } });
    },
    () => reader.terminate(),
  );
}

/** An address is a text, or stands in `url`. */
function pictureOf(document: unknown): Buffer {
  const { type, image_url: image } = document as { readonly type?: unknown; readonly image_url?: unknown };
  const address = typeof image === "string" ? image : (image as { readonly url?: unknown } | undefined)?.url;
  const [, data] = /^data:image\/png;base64,(.+)$/.exec(String(address)) ?? [];
  if (type !== "image_url" || data === undefined) throw new Error("document: expected an image_url of a PNG in base64");
  return Buffer.from(data, "base64");
}
