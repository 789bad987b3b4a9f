/** A stand-in for the gateway: says when it is up and which signal came, then exits with the code it was given. */
const [code = "0"] = process.argv.slice(2);
const alive = setInterval(() => {}, 1000);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    process.stdout.write(`got ${signal}\n`);
    clearInterval(alive);
    process.exitCode = Number(code);
  });
}

process.stdout.write(`up in ${process.cwd()}\n`);
