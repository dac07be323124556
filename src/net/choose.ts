import { NetworkError } from "../errors.ts";
import { prefixLength } from "./ipv4.ts";
import type { Interface } from "./net.ts";

/** Whether an interface is used, and why: `zocp doctor` shows it. */
export interface InterfaceChoice {
  readonly interface: Interface;
  readonly used: boolean;
  readonly reason: string;
}

/**
 * Which interfaces a node uses. Without a wish: all that reach a network with other machines on it, else loopback.
 * With one: that interface, by name or address. Throws `NetworkError` ("interface-not-found").
 */
export function chooseInterfaces(all: readonly Interface[], wanted?: string): readonly InterfaceChoice[] {
  if (wanted !== undefined) return chooseWanted(all, wanted);
  const against = all.map((one) => reasonAgainst(one));
  const anyNetwork = against.some((reason) => reason === undefined);
  const linkLocal = against.map((reason) => !anyNetwork && reason === LINK_LOCAL);
  const fallBack = !anyNetwork && !linkLocal.includes(true);
  return all.map((one, index) => {
    const reason = against[index];
    if (reason === undefined) return { interface: one, used: true, reason: "it reaches a local network" };
    if (linkLocal[index])
      return { interface: one, used: true, reason: "there is no other network than a self-assigned one" };
    if (fallBack && one.loopback) return { interface: one, used: true, reason: "there is no network but this machine" };
    return { interface: one, used: false, reason };
  });
}

function chooseWanted(all: readonly Interface[], wanted: string): readonly InterfaceChoice[] {
  const choices = all.map((one) => {
    const used = one.name === wanted || one.address === wanted;
    return { interface: one, used, reason: used ? "it was asked for" : `only ${wanted} was asked for` };
  });
  if (choices.some((choice) => choice.used)) return choices;
  const known = all.map((one) => `${one.name} (${one.address})`).join(", ");
  throw new NetworkError(
    "interface-not-found",
    `there is no interface "${wanted}"; this machine has ${known || "none"}`,
  );
}

function reasonAgainst({ name, address, netmask, loopback }: Interface): string | undefined {
  if (loopback) return "it reaches only this machine";
  const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1];
  if (kind !== undefined) return `it belongs to ${kind}`;
  if (prefixLength(netmask) > 30) return "it leads to a single machine and cannot broadcast";
  return address.startsWith("169.254.") ? LINK_LOCAL : undefined;
}

const LINK_LOCAL = "its address is self-assigned: no network gave it one";
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^(docker|br-[0-9a-f]|veth|virbr|lxc|lxd|cni|flannel|cali|kube|podman|nerdctl|crc)/, "containers"],
  [/^(vmnet|vboxnet|bridge1\d\d|vEthernet|hyperv)/, "virtual machines"],
  [/^(tun|tap|wg|utun|zt|tailscale|ppp|ipsec|nordlynx|proton|gpd)/, "a VPN"],
];
