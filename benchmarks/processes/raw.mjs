/** The yardstick: the least a Node proxy can do. node:http in, undici out, bodies piped with back-pressure, nothing read. */
import { createServer } from "node:http";
import { Pool } from "undici";

const pool = new Pool(process.env.UPSTREAM, { connections: 128, pipelining: 1 });
const hopByHop = new Set(["connection", "host", "keep-alive", "transfer-encoding"]);

const server = createServer((req, res) => {
  const { method, url: path } = req;
  pool.dispatch({ method, path, headers: passed(req.rawHeaders), body: req }, new Passing(res));
});
server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => console.log(`listening on ${server.address().port}`));

class Passing {
  constructor(res) {
    this.res = res;
  }
  onRequestStart(controller) {
    const { res } = this;
    res.once("close", () => {
      if (!res.writableFinished) controller.abort(new Error("the client left"));
    });
  }
  onResponseStart(controller, status) {
    this.res.writeHead(status, passed(controller.rawHeaders));
  }
  onResponseData(controller, chunk) {
    if (this.res.write(chunk)) return;
    controller.pause();
    this.res.once("drain", () => controller.resume());
  }
  onResponseEnd() {
    this.res.end();
  }
  onResponseError(_controller, error) {
    if (this.res.headersSent) this.res.destroy();
    else this.res.writeHead(502).end(error.message);
  }
}

/** Flat pairs without what belongs to one connection. */
function passed(raw) {
  const headers = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toString("latin1");
    if (!hopByHop.has(name.toLowerCase())) headers.push(name, raw[i + 1].toString("latin1"));
  }
  return headers;
}
