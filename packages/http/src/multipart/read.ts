/** Takes in a form as it arrives, never whole in memory, and stops reading what is not a form. */
import { type Log, type Random, type Refusal } from "@headgate/core";
import { boundaryOf, FormScan } from "@headgate/wire";
import type { IncomingMessage } from "node:http";
import { tooLarge, wrongEncoding } from "../refusals.ts";
import type { Entrance } from "../table.ts";
import { isPassthrough } from "../passthrough.ts";
import { formBody, formLimits, fromMemory, rawBody, type Upload } from "./form-body.ts";
import { badForm, noBoundary, noRoom } from "./refusals.ts";
import type { Room } from "./room.ts";
import { Spool } from "./spool.ts";
import { UploadFile } from "./upload-file.ts";

export interface UploadOptions {
  readonly log: Log;
  readonly random: Random;
  readonly uploadLimitBytes: number;
  /** Where large uploads wait. */
  readonly uploadFolder: string;
  /** The room in that folder. */
  readonly room: Room;
}

/** Any other request with a form is refused for not being JSON. */
export function takesForm({ headers }: IncomingMessage, entrance: Entrance): boolean {
  const takes = entrance.inference?.form !== undefined || isPassthrough(entrance);
  return takes && /^multipart\//i.test(headers["content-type"] ?? "");
}

/** Calls back once, as `readBody` does; the callback must release the body. */
export function readForm(
  req: IncomingMessage,
  options: UploadOptions,
  entrance: Entrance,
  then: (body: Upload | Refusal | undefined) => void,
): void {
  const { "content-type": type, "content-length": length, "content-encoding": encoding = "identity" } = req.headers;
  const announced = Number(length ?? Number.NaN);
  const raw = isPassthrough(entrance);
  const boundary = raw ? undefined : boundaryOf(type);
  if (!raw && encoding !== "identity") return drop(req, options.uploadLimitBytes, () => then(wrongEncoding(encoding)));
  if (!raw && boundary === undefined) return drop(req, options.uploadLimitBytes, () => then(noBoundary(type)));
  if (announced > options.uploadLimitBytes) return drop(req, 0, () => then(tooLarge(options.uploadLimitBytes)));
  const scan = boundary === undefined ? undefined : new FormScan(boundary, formLimits);
  new Reading(req, options, scan, announced, then).start();
}

class Reading {
  readonly req: IncomingMessage;
  readonly options: UploadOptions;
  readonly answer: (body: Upload | Refusal | undefined) => void;
  /** Absent: the content is only for the provider. */
  readonly scan: FormScan | undefined;
  readonly spool: Spool;
  size = 0;
  over = false;

  constructor(
    req: IncomingMessage,
    options: UploadOptions,
    scan: FormScan | undefined,
    announced: number,
    then: (body: Upload | Refusal | undefined) => void,
  ) {
    const { random, uploadFolder, room } = options;
    this.req = req;
    this.options = options;
    this.answer = then;
    this.scan = scan;
    this.spool = new Spool(announced, () => new UploadFile(uploadFolder, `headgate-upload-${random.uuid()}`, room));
  }

  start(): void {
    const { req, spool } = this;
    spool.drained = () => this.drained();
    req.on("data", this.take);
    req.once("end", this.ended);
    req.once("close", this.left);
  }
  readonly take = (chunk: Buffer): void => {
    this.size += chunk.length;
    if (this.size > this.options.uploadLimitBytes) return this.refuse(tooLarge(this.options.uploadLimitBytes));
    if (this.scan?.write(chunk) === false) return this.refuse(badForm(this.scan.fault!));
    try {
      if (!this.spool.add(chunk)) this.req.pause();
    } catch (error) {
      this.broken(error);
    }
  };
  drained(): void {
    if (this.spool.error) this.broken(this.spool.error);
    else this.req.resume();
  }
  readonly ended = (): void => {
    if (this.over) return;
    if (this.scan?.end() === false) return this.refuse(badForm(this.scan.fault!));
    this.stop();
    const { spool, scan, size } = this;
    spool.finish(() => {
      if (spool.error) return this.broken(spool.error);
      const { bytes, file } = spool;
      const read = bytes ? fromMemory(bytes) : (start: number, end: number) => file!.read(start, end);
      const release = (): void => spool.release();
      this.answer(scan ? formBody(scan.parts, size, bytes, read, release) : rawBody(size, read, release));
    });
  };
  /** The client left before the body was complete. */
  readonly left = (): void => {
    if (this.over) return;
    this.stop();
    this.spool.release();
    this.answer(undefined);
  };

  broken(error: unknown): void {
    this.options.log.error({ err: error }, "an upload could not be kept");
    this.refuse(noRoom);
  }
  refuse(why: Refusal): void {
    this.stop();
    this.spool.release();
    drop(this.req, this.options.uploadLimitBytes - this.size, () => this.answer(why));
  }
  stop(): void {
    this.over = true;
    this.req.off("data", this.take);
    this.req.off("end", this.ended);
    this.req.off("close", this.left);
  }
}

/** The rest is read and dropped, so that the client gets the answer instead of a reset; but not forever. */
function drop(req: IncomingMessage, patience: number, answer: () => void): void {
  let left = Math.max(patience, leastPatience);
  req.on("data", (chunk: Buffer) => {
    if ((left -= chunk.length) < 0) req.destroy();
  });
  req.resume();
  answer();
}

const leastPatience = 16_777_216;
