import { hostNet } from "../../index.ts";
import { notFound, wrongUsage } from "../failure.ts";

/** The address of loopback. The demo never leaves this machine, whatever the environment says: another interface is a failure. */
export function loopback(wanted: string | undefined): string {
  const all = hostNet().interfaces();
  const found = all.find(({ loopback: is, name, address }) => is && (!wanted || wanted === name || wanted === address));
  if (found !== undefined) return found.address;
  if (all.some(({ loopback: is }) => is)) throw wrongUsage(`the demo stays on loopback; ${wanted} is something else`);
  throw notFound("this machine has no loopback interface that is up");
}
