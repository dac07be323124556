import { formatEndpoint, type OscEndpoint } from "./endpoint.ts";

/**
 * Which of the targets is the device that sent something: the one with that very port; or the only one of that machine, because most programs send
 * from another port than the one where they listen. Of several on one machine none is meant.
 */
export function targetOf(address: string, port: number, targets: readonly OscEndpoint[]): string | undefined {
  const there = targets.filter(({ transport, host }) => transport === "udp" && host === address);
  const same = there.find((one) => one.port === port) ?? (there.length === 1 ? there[0] : undefined);
  return same === undefined ? undefined : formatEndpoint(same);
}
