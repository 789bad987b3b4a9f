/** Repeated work: each round starts a fixed time after the last one ended. */
import type { Clock } from "@headgate/core";

export interface Rounds {
  /** `work` never rejects. */
  every(ms: number, work: () => Promise<void>): void;
  /** When it resolves nothing is under way any more, and nothing on the clock. */
  end(): Promise<void>;
}

export function createRounds(clock: Pick<Clock, "after">): Rounds {
  const rounds: Round[] = [];
  let over = false;
  return {
    every(ms, work) {
      const arm = (): (() => void) => clock.after(ms, () => void (round.running = run()));
      const run = async (): Promise<void> => {
        await work();
        if (!over) round.cancel = arm();
      };
      const round: Round = { cancel: arm(), running: Promise.resolve() };
      rounds.push(round);
    },
    async end() {
      over = true;
      for (const { cancel } of rounds) cancel();
      await Promise.all(rounds.map(({ running }) => running));
    },
  };
}

interface Round {
  cancel: () => void;
  running: Promise<void>;
}
