import { chooseInterfaces, hostNet, presentInterfaces } from "../../index.ts";
import type { CommonOptions } from "../table/options.ts";

/** What people should know of the network on which a node starts by itself; undefined when it is a local network, or was asked for. */
export function networkNote({ interface: asked, broker }: CommonOptions): string | undefined {
  if (asked || process.env.ZOCP_INTERFACE || broker || process.env.ZOCP_BROKER) return undefined;
  const used = chooseInterfaces(presentInterfaces(hostNet())).filter((choice) => choice.used);
  if (used.length === 0) return 'nobody can be reached: no network interface is up; "zocp doctor" says why';
  if (used.every((choice) => choice.interface.loopback))
    return 'only this machine can be reached: no network is up; "zocp doctor" says why';
  const second = used.filter(({ secondChoice }) => secondChoice).map((choice) => choice.interface.name);
  if (second.length === 0) return undefined;
  const [are, lead] = second.length === 1 ? ["is", "leads"] : ["are", "lead"];
  return `only ${second.join(", ")} ${are} there, which ${lead} to virtual machines, containers or a VPN; "zocp doctor" says more`;
}
