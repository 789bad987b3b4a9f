/** A gateway whose uploads wait in the test's own folder, in front of a provider that reads forms with another library. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auth, clientKey, fallback, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  readonly provider: Simulator;
  post(path: string, body: BodyInit, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Named files in the folder of uploads, and those without a name that the gateway holds open. */
  kept(): Promise<number>;
  close(): Promise<void>;
}

export const uploadLimitBytes = 150_000_000;
export const bearer = { authorization: `Bearer ${clientKey}` };

export async function openScene(plugins: readonly (readonly [string, object])[] = []): Promise<Scene> {
  const provider = await startSimulator({ models: ["whisper-1", "whisper-2", "dall-e-2", "gpt-image-1", "gpt-4o-transcribe"] });
  const uploadFolder = await mkdtemp(join(tmpdir(), "headgate-uploads-"));
  const gateway = await startGateway({
    server: { uploadLimitBytes, uploadFolder },
    providers: { openai: localProvider(provider), other: localProvider(provider) },
    plugins: [auth(), ...plugins, fallback()] as never,
  });
  return {
    gateway,
    provider,
    post: (path, body, headers = {}) =>
      fetch(gateway.url + path, { method: "POST", body, headers: { ...bearer, ...headers }, duplex: "half" } as RequestInit),
    async kept() {
      const open = await readdir(`/proc/${gateway.pid}/fd`);
      const links = await Promise.all(open.map((fd) => readlink(`/proc/${gateway.pid}/fd/${fd}`).catch(() => "")));
      return (await readdir(uploadFolder)).length + links.filter((link) => link.startsWith(uploadFolder)).length;
    },
    async close() {
      await Promise.all([gateway.stop(), provider.close()]);
      await rm(uploadFolder, { recursive: true });
    },
  };
}

/** Waits for something that ends a moment after the answer. */
export async function until(so: () => Promise<boolean>, what: string): Promise<void> {
  const last = performance.now() + 30_000;
  while (!(await so())) {
    if (performance.now() > last) throw new Error(what);
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}
