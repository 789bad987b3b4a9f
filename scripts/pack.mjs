/** Builds every publishable package and packs it into a folder, as `npm publish` would: `node scripts/pack.mjs <folder>`. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { root } from "./install.mjs";
import { locked } from "./lock.mjs";

/** The folders under packages, plugins and apps whose package.json is not private. */
export function publishable() {
  return ["packages", "plugins", "apps"]
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, "package.json")) && !manifestOf(folder).private);
}

/**
 * Builds what changed since the last build.
 *
 * @throws when the sources do not compile; the message is the compiler's
 */
export function build() {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const whole = publishable().every((folder) => outputs(folder).every((file) => existsSync(join(root, folder, "dist", file))));
  // The build record lives outside dist: without --force the compiler would not notice that dist is gone.
  run(process.execPath, [tsc, "-b", "tsconfig.build.json", ...(whole ? [] : ["--force"])]);
  for (const folder of publishable()) prune(folder);
}

/**
 * @param {string} folder where the tarballs go; made when missing
 * @returns {{ name: string, version: string, folder: string, tarball: string, files: string[] }[]}
 */
export function pack(folder) {
  const target = resolve(folder);
  mkdirSync(target, { recursive: true });
  // Two suites of one test run may pack at once, and a build rewrites what the other is reading.
  return locked(join(root, "node_modules", ".cache", "pack.lock"), () => {
    build();
    return tarballs(target);
  });
}

function tarballs(target) {
  const folders = publishable();
  const flags = ["--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", target];
  const answer = run("npm", ["pack", ...flags, ...folders.flatMap((name) => ["--workspace", name])]);
  const packed = JSON.parse(answer);
  return folders.map((name) => {
    const wanted = manifestOf(name).name;
    const { version, filename, files } = Object.values(packed).find((entry) => entry.name === wanted);
    return { name: wanted, version, folder: name, tarball: join(target, filename), files: files.map((file) => file.path) };
  });
}

/** Removes what was built from a source file that is gone, so that it is not published. */
function prune(folder) {
  const dist = join(root, folder, "dist");
  if (!existsSync(dist)) return;
  const expected = new Set(outputs(folder).flatMap((file) => [file, file.replace(/\.js$/, ".d.ts")]));
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !expected.has(path.slice(dist.length + 1))) rmSync(path);
  }
}

function outputs(folder) {
  const src = join(root, folder, "src");
  const names = existsSync(src) ? readdirSync(src, { recursive: true }) : [];
  return names.filter((name) => name.endsWith(".ts")).map((name) => name.replace(/\.ts$/, ".js"));
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
}

function run(command, args) {
  try {
    return execFileSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")} failed:\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error("say where the tarballs go: node scripts/pack.mjs <folder>");
  for (const { name, version, tarball } of pack(folder)) console.log(`${name}@${version} ${tarball}`);
}
