import type { IdleCard } from "./cards.ts";
import type { Host } from "./settings.ts";

// What people can do on this system about what a network lacks. One sentence each, with the command or the page of the settings.

/** How cards that no node can use become useful: the same advice once, however many cards need it. */
export function remedyOf(idle: readonly IdleCard[], { platform }: Host): string {
  const advice = idle.map(({ name, lacks }) => CARDS[lacks](name, systemOf(platform)));
  return [...new Set(advice)].slice(0, MOST).join(" ");
}

/** What helps where no card of a network is known at all, or none that lacks something. */
export function remedyForNoCard({ platform, inside }: Host): string {
  if (inside === "container")
    return "Start the container with --network host, or with a network whose machines it is to meet.";
  if (inside === "WSL")
    return "Set networkingMode=mirrored in the file .wslconfig of Windows, then `wsl --shutdown`; or run zocp in Windows itself.";
  return NO_CARD[systemOf(platform)];
}

/** How loopback comes up, which every system has and a few do not start. */
export function remedyForNothing(host: Host): string {
  return systemOf(host.platform) === "linux"
    ? `Bring loopback up with \`sudo ip link set lo up\`. ${remedyForNoCard(host)}`
    : remedyForNoCard(host);
}

/** Where the address of a card is set by hand. */
export function addressSettings(name: string, { platform }: Host): string {
  return SETTINGS[systemOf(platform)](name);
}

/** How this machine's firewall lets beacons through. */
export function firewallRemedy(name: string, port: number, { platform }: Host): string {
  return FIREWALLS[systemOf(platform)](name, port);
}

/** What helps when no node can be started, as far as its reason says. */
export function remedyForFailure(reason: string, { platform }: Host): string {
  const known = FAILURES.find(([words]) => reason.includes(words))?.[1];
  if (known !== undefined) return typeof known === "string" ? known : known[systemOf(platform)];
  const command = platform === "win32" ? "set ZOCP_TRACE=1` and `zocp ls` in cmd show" : "ZOCP_TRACE=1 zocp ls` shows";
  return `\`${command} what the system says about it; please report that.`;
}

type System = "linux" | "darwin" | "win32";

function systemOf(platform: NodeJS.Platform): System {
  return platform === "darwin" || platform === "win32" ? platform : "linux";
}

const WIFI: Readonly<Record<System, string>> = {
  linux: "Join the Wi-Fi with `nmcli device wifi connect NAME --ask`, or in the settings of the desktop.",
  darwin: "Join the Wi-Fi in its menu, at the top of the screen.",
  win32: "Join the Wi-Fi: Settings, Network & internet, Wi-Fi.",
};

const POWER: Readonly<Record<System, (name: string) => string>> = {
  linux: (name) =>
    `Switch ${name} on with \`sudo ip link set ${name} up\`, and a Wi-Fi with \`sudo rfkill unblock wifi\`, too.`,
  darwin: (name) => `Switch ${name} on: System Settings, Network, its service, “Make Service Active”.`,
  win32: (name) => `Switch ${name} on: Settings, Network & internet, Advanced network settings, “Enable”.`,
};

const LINKS: Readonly<Record<System, (name: string) => string>> = {
  linux: (name) => `Run doctor again in a moment; \`nmcli device status\` says what ${name} waits for.`,
  darwin: (name) => `Run doctor again in a moment; System Settings, Network says what ${name} waits for.`,
  win32: (name) => `Run doctor again in a moment; Settings, Network & internet says what ${name} waits for.`,
};

const SETTINGS: Readonly<Record<System, (name: string) => string>> = {
  linux: (name) => `\`sudo ip address add ADDRESS/24 broadcast + dev ${name}\` (until the next start)`,
  darwin: (name) => `System Settings, Network, the service of ${name}, Details, TCP/IP, Manually`,
  win32: (name) => `Settings, Network & internet, ${name}, IP assignment, Manual`,
};

const DHCP: Readonly<Record<System, (name: string) => string>> = {
  linux: (name) => `\`sudo nmcli device connect ${name}\` or \`sudo dhclient ${name}\``,
  darwin: (name) => `\`sudo ipconfig set ${name} DHCP\``,
  win32: () => "`ipconfig /renew`",
};

const addressRemedy = (name: string, system: System): string =>
  `Ask a router for an address: ${DHCP[system](name)}; where there is none, set 192.168.50.1, 192.168.50.2 and so on: ${SETTINGS[system](name)}.`;

const CARDS: Readonly<Record<IdleCard["lacks"], (name: string, system: System) => string>> = {
  cable: (name) =>
    `Plug the cable of ${name} in at both ends: the lamps beside both sockets must be lit, and the switch needs power.`,
  "Wi-Fi": (_, system) => WIFI[system],
  power: (name, system) => POWER[system](name),
  link: (name, system) => LINKS[system](name),
  IPv4: addressRemedy,
  address: addressRemedy,
};

const NO_CARD: Readonly<Record<System, string>> = {
  linux:
    "Plug a cable in or join a Wi-Fi; `ip link` lists the cards: if there is only lo, a card or its driver is missing.",
  darwin: "Plug a cable in or join a Wi-Fi; System Settings, Network shows what each service lacks.",
  win32: "Plug a cable in or join a Wi-Fi; Settings, Network & internet shows what each adapter lacks.",
};

const FIREWALLS: Readonly<Record<System, (name: string, port: number) => string>> = {
  linux: (name, port) =>
    `Allow UDP port ${port} on ${name} in this machine's firewall, in both directions: \`sudo ufw allow ${port}/udp\`, or \`sudo firewall-cmd --add-port=${port}/udp\`.`,
  darwin: (name, port) =>
    `Allow UDP port ${port} on ${name} in this machine's firewall, in both directions: System Settings, Network, Firewall, Options, incoming connections for node.`,
  win32: (name, port) =>
    `Allow UDP port ${port} on ${name} in Windows Firewall (the network must be “Private”), in both directions: “Allow an app through the firewall”, node.exe.`,
};

const FILES: Readonly<Record<System, string>> = {
  linux: "Raise the limit with `ulimit -n 4096`, or end programs that this one shares it with.",
  darwin: "Raise the limit with `ulimit -n 4096`, or end programs that this one shares it with.",
  win32: "End programs that hold many files or connections; Task Manager, Details, column “Handles” shows which do.",
};

const FAILURES: readonly (readonly [words: string, advice: string | Readonly<Record<System, string>>])[] = [
  [
    "another program holds",
    "End the program that holds it, or choose another port: --tcp-port (ZOCP_TCP_PORT), --port (ZOCP_PORT).",
  ],
  ["need more rights", "Choose a port of 1024 or more: --tcp-port or ZOCP_TCP_PORT."],
  ["does not have the address", "Name an address that this machine has with --interface, or leave the choice to zocp."],
  ["too many files", FILES],
  ["does not permit", "Allow this program to use the network in this machine's firewall, sandbox or container."],
];

/** Sentences: more than these nobody reads at once. */
const MOST = 3;
