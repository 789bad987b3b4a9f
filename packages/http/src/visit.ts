/** One request at the edge, from its headers to its last byte or to the moment when its client leaves. */
import { abandon, type Delivery, type Exchange, isRefusal, refused, type Refusal, type Reply } from "@headgate/core";
import type { IncomingMessage, ServerResponse } from "node:http";
import { accessOf } from "./access.ts";
import type { AppOptions } from "./app.ts";
import { readBody } from "./body.ts";
import type { Upload } from "./multipart/form-body.ts";
import { readForm, takesForm, type UploadOptions } from "./multipart/read.ts";
import { cors } from "./cors.ts";
import { admit } from "./door.ts";
import { clientLeft, mishandled, shuttingDown, unknownPath, wrongMethod } from "./refusals.ts";
import { respond } from "./respond.ts";
import { dialectNear, type Entrance, entranceFor, methodsAt } from "./table.ts";

const validId = /^[\w.-]{1,128}$/;

export interface VisitOptions extends AppOptions, UploadOptions {}

export class Visit {
  readonly options: VisitOptions;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The entrances of this path, and the one of this method. */
  readonly those: readonly Entrance[];
  readonly entrance: Entrance | undefined;
  readonly id: string;
  readonly startedAt: number;
  /** Its index among the open visits. */
  place = -1;
  x: Exchange | undefined;
  delivery: Delivery | undefined;
  /** A body that can be in a file. */
  upload: Upload | undefined;

  constructor(options: VisitOptions, req: IncomingMessage, res: ServerResponse, those: readonly Entrance[]) {
    const asked = req.headers["x-request-id"];
    this.options = options;
    this.req = req;
    this.res = res;
    this.those = those;
    this.entrance = entranceFor(those, req);
    this.id = typeof asked === "string" && validId.test(asked) ? asked : options.random.uuid();
    this.startedAt = options.clock.now();
  }

  run(): void {
    const { options, req, res, entrance } = this;
    if (options.cors && cors(options.cors, req, res)) return;
    this.guarded(() => {
      const barred = options.admission?.(req);
      if (barred) this.deliver(refused(barred));
      else if (!entrance) this.deliver(refused(this.nowhere()));
      else if (takesForm(req, entrance))
        readForm(req, options, entrance, (form) => this.guarded(() => this.receivedForm(entrance, form)));
      else readBody(req, options.bodyLimitBytes, (bytes) => this.guarded(() => this.received(entrance, bytes)));
    });
  }

  receivedForm(entrance: Entrance, form: Upload | Refusal | undefined): void {
    if (form === undefined) return;
    if (isRefusal(form)) return this.deliver(refused(form));
    this.upload = form;
    // The visit ended while the last of the form was written to the file.
    if (this.place < 0) return form.release();
    this.received(entrance, form);
  }

  received(entrance: Entrance, bytes: Buffer | Upload | Refusal | undefined): void {
    // The client left before its request was complete.
    if (bytes === undefined) return;
    if (isRefusal(bytes)) return this.deliver(refused(bytes));
    const admitted = admit(this.id, this.req, bytes, entrance, this.options);
    if (isRefusal(admitted)) return this.deliver(refused(admitted));
    this.x = admitted.x;
    const out = entrance.send(admitted.x, admitted.call);
    if (!(out instanceof Promise)) return this.deliver(out);
    out.then((reply) => this.deliver(reply)).catch((error: unknown) => this.mishandle(error));
  }
  guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.mishandle(error);
    }
  }
  mishandle(err: unknown): void {
    this.options.log.error({ id: this.id, err }, "a request could not be handled");
    if (this.delivery || this.res.headersSent) this.res.destroy();
    else this.deliver(refused(mishandled));
  }

  deliver(reply: Reply): void {
    const { id, req, res, entrance, options } = this;
    const { log, clock, dialects } = options;
    const { access } = options;
    if (access) {
      reply.onClose((outcome) => access(accessOf(id, req, entrance?.operation, clock.now() - this.startedAt, outcome)));
    }
    if (res.destroyed) return abandon(reply);
    try {
      const dialect = entrance?.dialect ?? dialectNear(req.url ?? "", dialects);
      this.delivery = respond(id, reply, res, dialect, entrance?.inference, this);
      // At shutdown a stream that does not end by itself is torn.
      if (!res.writableEnded) this.x?.["~onAbort"](() => this.tear());
    } catch (err) {
      // A plugin's reply can hold what HTTP cannot carry, such as a line break in a header.
      log.error({ id, err }, "a reply could not be written");
      abandon(reply);
      res.destroy();
    }
  }

  /** The grace period of a shutdown has passed: an exchange is aborted and answers; a body that is still arriving is not waited for. */
  end(): void {
    if (this.x) this.x["~abort"](shuttingDown);
    else this.res.destroy();
  }
  left(): void {
    this.delivery?.abort();
    this.x?.["~abort"](clientLeft);
  }
  tear(): void {
    if (this.res.writableEnded) return;
    this.delivery?.abort();
    this.res.destroy();
  }

  nowhere(): Refusal {
    const { method = "", url = "" } = this.req;
    const path = url.split("?", 1)[0]!;
    const allowed = methodsAt(this.those, url);
    if (allowed.length === 0) return unknownPath(method, path);
    this.res.setHeader("allow", allowed.join(", "));
    return wrongMethod(method, path, allowed);
  }
}
