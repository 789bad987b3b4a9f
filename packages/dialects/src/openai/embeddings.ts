/** Official clients ask for base64 by default, and some providers answer with numbers all the same. */
import { asBuffer } from "@headgate/wire";
import { isRecord } from "../canonical/expect.ts";

/** The answer in the encoding that was asked for; undefined when it already is. */
export function correctEncoding(answer: Uint8Array, field: (name: string) => unknown): Uint8Array | undefined {
  const wanted = field("encoding_format") === "base64" ? "base64" : "float";
  const given = found(asBuffer(answer));
  if (given === wanted || given === undefined) return undefined;
  const parsed: unknown = JSON.parse(asBuffer(answer).toString("utf8"));
  if (!isRecord(parsed) || !Array.isArray(parsed["data"])) return undefined;
  for (const item of parsed["data"].filter(isRecord)) item["embedding"] = convert(item["embedding"], wanted);
  return Buffer.from(JSON.stringify(parsed));
}

/** Decided by the first byte of the first vector, so that a large answer is not parsed only to be left alone. */
function found(answer: Buffer): "base64" | "float" | undefined {
  for (let at = answer.indexOf('"embedding"'); at >= 0; at = answer.indexOf('"embedding"', at + 1)) {
    const next = /^\s*:\s*(["[])/.exec(answer.toString("latin1", at + 11, at + 43))?.[1];
    if (next) return next === "[" ? "float" : "base64";
  }
  return undefined;
}

/** Base64 of little-endian 32-bit floats, as the API defines it. */
function convert(vector: unknown, wanted: "base64" | "float"): unknown {
  if (wanted === "base64" && Array.isArray(vector)) {
    const bytes = Buffer.alloc(vector.length * 4);
    vector.forEach((value, i) => bytes.writeFloatLE(Number(value), i * 4));
    return bytes.toString("base64");
  }
  if (wanted === "float" && typeof vector === "string") {
    const bytes = Buffer.from(vector, "base64");
    return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readFloatLE(i * 4));
  }
  return vector;
}
