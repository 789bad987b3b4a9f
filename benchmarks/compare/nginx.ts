/** nginx as the same plain proxy, where the machine has one (Debian: `apt-get install nginx-light`). */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch, type Side } from "../load/sides.ts";
import { freePort, listening } from "../machine/ready.ts";
import { start } from "../machine/spawn.ts";

/** Undefined when there is no nginx. */
export function nginxSide(): Side | undefined {
  const asked = spawnSync("nginx", ["-v"], { encoding: "utf8" });
  if (asked.status !== 0) return undefined;
  const version = /nginx\/([\d.]+)/.exec(asked.stderr)?.[1] ?? "";
  return {
    name: `nginx ${version}, one worker`,
    kind: "other",
    marks: [],
    async start(upstream) {
      const port = await freePort();
      const folder = join(scratch, `nginx-${port}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "nginx.conf"), config(folder, port, upstream));
      const command = ["nginx", "-p", folder, "-e", join(folder, "error.log"), "-c", join(folder, "nginx.conf")];
      const output = join(folder, "output.log");
      const running = start(command, { core: "measured", output });
      await listening(port, running, "nginx", output);
      return { ...running, port };
    },
  };
}

/** One process, so that its CPU time is one number; bodies pass both ways as they come, as through the others. */
function config(folder: string, port: number, upstream: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((of) => `${of}_temp_path ${folder}/${of};`);
  return `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; client_max_body_size 64m; keepalive_requests 1000000;
  ${temporary.join(" ")}
  upstream provider { server 127.0.0.1:${upstream}; keepalive 128; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_request_buffering off; proxy_buffering off;
    }
  }
}
`;
}
