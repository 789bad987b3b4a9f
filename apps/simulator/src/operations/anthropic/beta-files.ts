/** Anthropic's files: stored for the key that sent them, given back as they came. */
import { type Answer, type Ask, said } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { refusal } from "../../dialects/anthropic.ts";
import type { FormFile } from "../../form.ts";
import { anthropicId } from "../../ids.ts";
import { type Kept, mostFileBytes, ownerOf } from "../../kept.ts";
import { idPage } from "../shared/page.ts";

export function createBetaFile({ body, call, id: request, kept, settings, upload }: Ask): Answer {
  const { file } = body;
  if (!call.form || !isRecord(file)) return refusal(400, "file: Field required", request);
  const { filename, type: mime_type, size: size_bytes } = file as unknown as FormFile;
  if (size_bytes > mostFileBytes) return refusal(413, `This simulator stores files of up to ${mostFileBytes} bytes.`, request);
  const id = anthropicId("file_01");
  const created_at = new Date(settings.now()).toISOString();
  // The real service returns only files written by its own tools; here there are none.
  const shown: Json = { type: "file", id, filename, mime_type, size_bytes, created_at, downloadable: true };
  kept.betaFiles.put(id, ownerOf(call), { shown, content: Buffer.concat(upload) }, size_bytes + filename.length);
  return said(shown);
}

export function listBetaFiles({ call, kept }: Ask): Answer {
  return idPage(
    kept.betaFiles.list(ownerOf(call)).map(({ shown }) => shown),
    call,
  );
}

export function showBetaFile(ask: Ask, id: string): Answer {
  return found(ask, id, ({ shown }) => said(shown));
}

export function betaFileContent(ask: Ask, id: string): Answer {
  return found(ask, id, ({ content }) => ({ status: 200, bytes: content, contentType: "application/octet-stream" }));
}

export function deleteBetaFile(ask: Ask, id: string): Answer {
  return found(ask, id, () => {
    ask.kept.betaFiles.delete(id, ownerOf(ask.call));
    return said({ id, type: "file_deleted" });
  });
}

type KeptBetaFile = NonNullable<ReturnType<Kept["betaFiles"]["get"]>>;

function found({ call, id: request, kept }: Ask, id: string, then: (file: KeptBetaFile) => Answer): Answer {
  const file = kept.betaFiles.get(id, ownerOf(call));
  return file ? then(file) : refusal(404, `File not found: ${id}`, request);
}
