import { existsSync } from "node:fs";
import { release } from "node:os";

import type { CommonOptions } from "../table/options.ts";

/** What the nodes of this command line use: options, else the environment. Mistakes in it are told by the node that starts. */
export interface Settings {
  readonly interface: string | undefined;
  /** The UDP port of the beacons, and whether somebody chose it. */
  readonly port: number;
  readonly portChosen: boolean;
  readonly keyed: boolean;
  readonly beacons: boolean;
  readonly hubs: readonly string[];
  readonly peers: readonly string[];
  /** Whether other commands are to be shown as nodes are. */
  readonly all: boolean;
  /** The variables of the environment that count, as NAME=value; a key itself without its value. */
  readonly environment: readonly string[];
}

/** What kind of machine this is, as far as the network of it is special. */
export interface Host {
  readonly platform: NodeJS.Platform;
  /** A Linux inside Windows, or inside a container: its network is not that of the machine around it. */
  readonly inside: "WSL" | "container" | undefined;
}

export function readSettings(options: CommonOptions, env: NodeJS.ProcessEnv = process.env): Settings {
  const keyed = (options.key || env.ZOCP_KEY || env.ZOCP_KEY_TEXT || "") !== "";
  const chosen = options.port ?? (Number(env.ZOCP_PORT) || undefined);
  return {
    interface: options.interface ?? (env.ZOCP_INTERFACE || undefined),
    port: chosen ?? (keyed ? SECURE_BEACON_PORT : BEACON_PORT),
    portChosen: chosen !== undefined,
    keyed,
    beacons: options.beacons ?? env.ZOCP_BEACONS !== "off",
    hubs: options.gossip ?? list(env.ZOCP_GOSSIP),
    peers: options.peer ?? list(env.ZOCP_PEER),
    all: options.all === true,
    environment: [
      ...VARIABLES.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : [])),
      ...SECRETS.filter((name) => env[name]),
    ],
  };
}

export function readHost(): Host {
  const { platform } = process;
  if (/microsoft/i.test(release())) return { platform, inside: "WSL" };
  const contained = CONTAINER_MARKS.some((path) => existsSync(path));
  return { platform, inside: contained ? "container" : undefined };
}

/** Other ports on which somebody may be: those of nodes without and with a key, what the guide names, and slips of the finger. */
export function otherPorts({ port }: Settings): readonly number[] {
  const near = [port - 1, port + 1].filter((one) => one > 0 && one < 65_536);
  return [...new Set([BEACON_PORT, SECURE_BEACON_PORT, ...COMMON_PORTS, ...near])].filter((one) => one !== port);
}

function list(text = ""): readonly string[] {
  return text.split(/[\s,]+/).filter((one) => one !== "");
}

/** On which port nodes without a key are, and those with one. */
const BEACON_PORT = 5670;
const SECURE_BEACON_PORT = 5671;
const COMMON_PORTS = [5672, 5680];
const VARIABLES = [
  ...["ZOCP_INTERFACE", "ZOCP_PORT", "ZOCP_BEACONS", "ZOCP_GOSSIP", "ZOCP_PEER", "ZOCP_ENDPOINT", "ZOCP_TCP_PORT"],
  ...["ZOCP_MULTICAST_TTL", "ZOCP_KEYS", "ZOCP_KEY"],
];
/** They hold what nobody is to read over a shoulder. */
const SECRETS = ["ZOCP_KEY_TEXT"];
const CONTAINER_MARKS = ["/.dockerenv", "/run/.containerenv"];
