/** Preloaded into a measured process (with --expose-gc): when it is asked to, it collects its garbage and gives back what it can. */

process.on("message", async () => {
  // What is freed by a finalizer is only free for the next collection.
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  process.send("collected");
});
process.channel?.unref();
