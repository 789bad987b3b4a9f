/** Work that is asked for often: one run at a time, and one more when it was asked for meanwhile. */

/** Resolves when all that was asked for is done. `work` must not reject. */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    while (again) {
      again = false;
      await work();
    }
    running = undefined;
  };
  return () => {
    again = true;
    return (running ??= run());
  };
}
