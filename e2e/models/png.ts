/** Writes a PNG of one grey channel, by https://www.w3.org/TR/png. */
import { crc32, deflateSync } from "node:zlib";

/** A byte for each pixel, row by row. */
export function encodePng(grey: Buffer, width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits of grey.
  head[8] = 8;
  // Each row is led by its filter: none.
  const rows = Array.from({ length: height }, (_, y) => [Buffer.of(0), grey.subarray(y * width, (y + 1) * width)]);
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  const data = deflateSync(Buffer.concat(rows.flat()));
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
