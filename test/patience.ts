import { vi } from "vitest";

/** Milliseconds that a test waits for what must happen: a machine that is busy with something else is late. */
export const PATIENCE = 30_000;

/** Waits until a check throws no more. Rejects with what it threw last. */
export function settled<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE, interval: 20 });
}

/** Milliseconds of the processor that something takes: what else the machine does is not its fault. */
export async function cpuTime(work: () => unknown): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}
