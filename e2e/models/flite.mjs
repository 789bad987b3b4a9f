/** Runs Flite once, in a thread of its own. */
import { workerData } from "node:worker_threads";

// That WASI is experimental would be said in every run.
process.removeAllListeners("warning");
const { WASI } = await import("node:wasi");

const { module, folder, args } = workerData;
const wasi = new WASI({ version: "preview1", args, preopens: { "/out": folder } });
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
