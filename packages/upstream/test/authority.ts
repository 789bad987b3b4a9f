/** A certificate authority of our own, a TLS server that it vouches for, and a proxy that knows CONNECT. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface Certified {
  /** PEM of the authority. */
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

/** For localhost and 127.0.0.1, for one day. */
export function certified(): Certified {
  const folder = mkdtempSync(join(tmpdir(), "authority-"));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => void execFileSync("openssl", [...args], { cwd: folder, stdio: "ignore" });
  const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  try {
    openssl("req", "-x509", ...fresh, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ours", "-days", "1");
    openssl("req", ...fresh, "-keyout", "key.pem", "-out", "asked.pem", "-subj", "/CN=localhost");
    writeFileSync(at("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1");
    const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names", "-days", "1"];
    openssl("x509", "-req", "-in", "asked.pem", "-out", "cert.pem", ...by);
    const [ca, key, cert] = ["ca.pem", "key.pem", "cert.pem"].map((name) => readFileSync(at(name), "utf8"));
    return { ca: ca!, key: key!, cert: cert! };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Its port. */
export async function openTls({ key, cert }: Certified, answer: RequestListener): Promise<number> {
  return opened(createTlsServer({ key, cert }, answer));
}

export interface ConnectProxy {
  readonly port: number;
  /** What it was asked for by CONNECT, with the credentials that came along. */
  readonly asked: readonly (readonly [target: string, authorization: string | undefined])[];
}

/** Leads everything to this machine, whatever the name says; refuses with `refusal` where there is one. With `tls` it is an https proxy. */
export async function openConnectProxy({ refusal, tls }: { refusal?: string; tls?: Certified } = {}): Promise<ConnectProxy> {
  const asked: [string, string | undefined][] = [];
  const server = tls ? createTlsServer(tls) : createServer();
  server.on("connect", ({ url = "", headers }: IncomingMessage, client: Socket) => {
    asked.push([url, headers["proxy-authorization"]]);
    if (refusal) {
      client.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(Number(url.split(":").at(-1)), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(client).pipe(onward);
    });
    for (const [one, other] of [
      [onward, client],
      [client, onward],
    ] as const)
      one.on("error", () => other.destroy());
  });
  return { port: await opened(server), asked };
}

async function opened(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
