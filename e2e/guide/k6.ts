/** As much of k6 as the guide calls, for it is no npm package: a synchronous post, and checks that print what they found. */

export const k6: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "k6", type: "module", exports: { ".": "./index.js", "./http": "./http.js" } }),
  "index.js": `export const check = (response, checks) =>
    console.log(JSON.stringify(Object.fromEntries(Object.entries(checks).map(([name, holds]) => [name, holds(response)]))));`,
  "http.js": `import { execFileSync } from "node:child_process";
    const post = (url, body, { headers = {} } = {}) => {
      const named = Object.entries(headers).flatMap(([name, value]) => ["-H", name + ": " + value]);
      const said = execFileSync("curl", ["-sS", "-X", "POST", url, "-d", body, ...named, "-w", "\\n%{http_code}"], { encoding: "utf8" });
      const [, text, status] = /^([^]*)\\n(\\d{3})$/.exec(said);
      return { status: Number(status), json: (name) => JSON.parse(text)[name] };
    };
    export default { post };`,
};
