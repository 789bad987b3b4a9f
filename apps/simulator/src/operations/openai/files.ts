/** Files: stored for the key that sent them, given back as they came. */
import { type Answer, type Ask, said } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { missing, problem } from "../../dialects/openai.ts";
import type { FormFile } from "../../form.ts";
import { objectId, seconds } from "../../ids.ts";
import { type KeptFile, mostFileBytes, ownerOf } from "../../kept.ts";
import { page, queryOf } from "../shared/page.ts";

const purposes: readonly string[] = ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"];

export function createFile(ask: Ask): Answer {
  const { file, purpose } = ask.body;
  if (!ask.call.form || !isRecord(file)) return missing("file");
  if (typeof purpose !== "string") return missing("purpose");
  if (!purposes.includes(purpose))
    return problem(400, `'${purpose}' is not one of ${JSON.stringify(purposes)} - 'purpose'`, null, "purpose");
  const { filename, size } = file as unknown as FormFile;
  if (size > mostFileBytes) return problem(413, `This simulator stores files of up to ${mostFileBytes} bytes.`);
  return said(keepFile(ask, filename, purpose, Buffer.concat(ask.upload)));
}

/** The file object. */
export function keepFile({ call, kept, settings }: Ask, filename: string, purpose: string, content: Buffer): Json {
  const id = objectId("file-");
  const bytes = content.length;
  const created_at = seconds(settings.now());
  const shown = { id, object: "file", bytes, created_at, filename, purpose, status: "processed", status_details: null };
  kept.files.put(id, ownerOf(call), { shown, purpose, content }, bytes + filename.length);
  return shown;
}

export function listFiles({ call, kept }: Ask): Answer {
  const purpose = queryOf(call.path).get("purpose");
  const files = kept.files.list(ownerOf(call)).filter((file) => purpose === null || file.purpose === purpose);
  return page(
    files.map(({ shown }) => shown),
    call,
    10_000,
  );
}

export function showFile(ask: Ask, id: string): Answer {
  return found(ask, id, ({ shown }) => said(shown));
}

export function fileContent(ask: Ask, id: string): Answer {
  return found(ask, id, ({ content }) => ({ status: 200, bytes: content, contentType: "application/octet-stream" }));
}

export function deleteFile(ask: Ask, id: string): Answer {
  return found(ask, id, () => {
    ask.kept.files.delete(id, ownerOf(ask.call));
    return said({ id, object: "file", deleted: true });
  });
}

function found({ call, kept }: Ask, id: string, then: (file: KeptFile) => Answer): Answer {
  const file = kept.files.get(id, ownerOf(call));
  return file ? then(file) : problem(404, `No such File object: ${id}`, null, "id");
}
