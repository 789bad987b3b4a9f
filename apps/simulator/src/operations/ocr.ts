/** OCR in Mistral's shape: the text is the content of a data URL, with a page for each form feed, or else the document's URL. */
import type { Answer, Ask } from "../answer.ts";
import { isRecord, type Json } from "../body.ts";
import { missing, problem } from "../dialects/openai.ts";
import { usageOr } from "../usage.ts";

export function ocr({ body, model, fault }: Ask): Answer {
  if (!isRecord(body.document)) return missing("document");
  const address = addressOf(body.document);
  if (address === undefined)
    return problem(400, "document: expected document_url, image_url or file", "invalid_value", "document");
  const text = address.startsWith("data:") ? textIn(address) : `# ${address}`;
  const asked = body.pages;
  const pages = text
    .split("\f")
    .map((markdown, index) => ({ index, markdown, images: [], dimensions: { dpi: 200, height: 2200, width: 1700 } }))
    .filter(({ index }) => !Array.isArray(asked) || asked.includes(index));
  const usage = usageOr(fault.usage, { pages_processed: pages.length, doc_size_bytes: Buffer.byteLength(address) });
  return {
    status: 200,
    json: JSON.stringify({ pages, model, document_annotation: null, ...(usage && { usage_info: usage }) }),
  };
}

function addressOf({ document_url: document, image_url: image, file_id: file }: Json): string | undefined {
  const said = document ?? (isRecord(image) ? image.url : image) ?? file;
  return typeof said === "string" ? said : undefined;
}

function textIn(url: string): string {
  const comma = url.indexOf(",");
  const bytes = Buffer.from(url.slice(comma + 1), "base64");
  return url.startsWith("data:text/")
    ? bytes.toString("utf8")
    : `[${url.slice(5, comma).split(";", 1)[0]} of ${bytes.length} bytes]`;
}
