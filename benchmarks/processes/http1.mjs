/** Reads HTTP/1.1 messages off a socket at the least cost: the client and the upstream must not be what is measured. */

const blank = Buffer.from("\r\n\r\n");
const empty = Buffer.alloc(0);

/**
 * `on.head(text)` has the start line and headers, `on.body(bytes)` each piece of the body without chunk framing, and
 * `on.end()` comes once per message. Bodies without content-length or chunks are empty.
 */
export class Http1Reader {
  on;
  rest = empty;
  state = "head";
  /** Bytes of the body, or of the current chunk, still to come. */
  left = 0;

  constructor(on) {
    this.on = on;
  }

  push(chunk) {
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    this.rest = empty;
    while (bytes.length > 0) {
      const used = this[this.state](bytes);
      if (used < 0) {
        this.rest = bytes;
        return;
      }
      bytes = bytes.subarray(used);
    }
  }

  head(bytes) {
    const end = bytes.indexOf(blank);
    if (end < 0) return -1;
    const text = bytes.latin1Slice(0, end);
    this.on.head(text);
    const length = /\r\ncontent-length: *(\d+)/i.exec(text);
    if (length) {
      this.left = Number(length[1]);
      if (this.left > 0) this.state = "sized";
      else this.on.end();
    } else if (/\r\ntransfer-encoding: *chunked/i.test(text)) this.state = "size";
    else this.on.end();
    return end + 4;
  }
  sized(bytes) {
    const used = this.take(bytes);
    if (this.left === 0) this.finish();
    return used;
  }
  size(bytes) {
    const end = bytes.indexOf(10);
    if (end < 0) return -1;
    this.left = Number.parseInt(bytes.latin1Slice(0, end), 16);
    this.state = this.left > 0 ? "data" : "trailers";
    return end + 1;
  }
  data(bytes) {
    const used = this.take(bytes);
    if (this.left === 0) this.state = "dataEnd";
    return used;
  }
  dataEnd(bytes) {
    if (bytes.length < 2) return -1;
    this.state = "size";
    return 2;
  }
  trailers(bytes) {
    const end = bytes.indexOf(10);
    if (end < 0) return -1;
    if (end <= 1) this.finish();
    return end + 1;
  }

  take(bytes) {
    const used = Math.min(bytes.length, this.left);
    this.left -= used;
    this.on.body(used === bytes.length ? bytes : bytes.subarray(0, used));
    return used;
  }
  finish() {
    this.state = "head";
    this.on.end();
  }
}
