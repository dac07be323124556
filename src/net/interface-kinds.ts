/** What an interface belongs to that does not lead to a local network. */
export type InterfaceKind = "containers" | "virtual machines" | "a VPN";

/**
 * What the interface belongs to, by its name; undefined for one that leads to a local network. Unix gives short names
 * (`docker0`), Windows the words that people see in its settings (`VMware Network Adapter VMnet8`).
 */
export function kindOf(name: string): InterfaceKind | undefined {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1];
}

// A Hyper-V switch that people make on an adapter ("vEthernet (External Switch)") takes over the address of that adapter: it is
// the local network. Those that Windows makes by itself lead to virtual machines only.
const HYPER_V = /^vEthernet \((Default Switch|WSL|nat\b|WinNAT|HNS|Docker|minikube)/i;
const MACHINES =
  /vmware|^vmnet|virtualbox|^vboxnet|parallels|^vnic\d|^bridge1\d\d$|^virbr|qemu|^vnet\d|waydroid|^hyper-?v/i;
// Docker's own bridges are "br-" and twelve hexadecimal digits; people call theirs br-lan or br-dmx.
const CONTAINERS =
  /docker|^br-[0-9a-f]{12}$|^veth(?!ernet)|^lxc|^lxd|^incus|^cni|flannel|^cali[0-9a-f]{11}$|calico|cilium|^kube|podman|nerdctl|^crc\d*$/i;
const TUNNELS = /^(tun|tap|utun|wg|wt\d|zt|ppp|ipsec|gpd|feth)/i;
const VPNS =
  /vpn|tailscale|wireguard|nordlynx|zerotier|proton|wintun|tap-windows|hamachi|netbird|mullvad|anyconnect|globalprotect|pangp|forti(net|client|ssl)|cloudflare/i;

const KINDS: readonly (readonly [RegExp, InterfaceKind])[] = [
  [HYPER_V, "virtual machines"],
  [MACHINES, "virtual machines"],
  [CONTAINERS, "containers"],
  [TUNNELS, "a VPN"],
  [VPNS, "a VPN"],
];
