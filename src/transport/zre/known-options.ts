import {
  checkGiven,
  checkLimits,
  checkObject,
  checkOptions,
  checkSwitch,
  checkText,
  checkTexts,
  type OptionNames,
  show,
} from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";
import type { HeartbeatOptions } from "../../zmtp/heartbeat.ts";
import type { HubLimits } from "../../zre/gossip/hub-events.ts";
import type { GossipHubOptions } from "./gossip/gossip-hub.ts";
import type { ZreLimits, ZreOptions } from "./zre-options.ts";

// What may be handed to the constructors, and that it is of the right kind. Whether a number or an address fits is decided where
// it is used.

/** Throws `UsageError` that names the option that is wrong. `known`: those of a node that knows more than ZRE's. */
export function checkZreOptions<Options extends ZreOptions>(
  what: string,
  options: Options,
  known: OptionNames<Options>,
): void {
  checkOptions(what, options, known);
  const { headers, groups, gossip, peers, heartbeat, limits, net } = options;
  for (const name of ["interface", "key", "keys", "id"] as const) checkGiven(name, options[name], checkText);
  if (options.endpoint !== false) checkGiven("endpoint", options.endpoint, checkText);
  checkGiven("groups", groups, checkTexts);
  checkGiven("gossip", gossip, checkTexts);
  checkGiven("peers", peers, checkTexts);
  checkGiven("the headers", headers, checkObject);
  checkSwitch("beacons", options.beacons);
  if (heartbeat !== undefined && heartbeat !== false) checkHeartbeat(heartbeat);
  checkLimits("limits", limits, ZRE_LIMITS);
  checkNet(net);
}

/** Throws `UsageError`. */
export function checkHubOptions(options: GossipHubOptions): void {
  checkOptions("GossipHub", options, HUB_OPTIONS);
  for (const name of ["interface", "key", "keys"] as const) checkGiven(name, options[name], checkText);
  checkGiven("gossip", options.gossip, checkTexts);
  checkLimits("limits", options.limits, HUB_LIMITS);
  checkTime("linger", options.linger);
  checkNet(options.net);
}

function checkHeartbeat(heartbeat: HeartbeatOptions): void {
  checkOptions("heartbeat", heartbeat, HEARTBEAT_OPTIONS);
  for (const name of Object.keys(HEARTBEAT_OPTIONS) as (keyof HeartbeatOptions)[]) {
    if (name !== "idle" || heartbeat.idle !== undefined)
      checkTime(`${name} of heartbeat`, heartbeat[name] ?? Number.NaN);
  }
}

function checkTime(what: string, time: unknown): void {
  if (time === undefined || (typeof time === "number" && time >= 0 && Number.isFinite(time))) return;
  throw new UsageError("invalid-argument", `${what} is ${show(time)}: it must be a number of milliseconds from 0`);
}

function checkNet(net: unknown): void {
  if (net === undefined || (typeof net === "object" && net !== null && "clock" in net && "listen" in net)) return;
  throw new UsageError(
    "invalid-argument",
    `net is ${show(net)}: it must be a network, such as \`net\` of a simulated host`,
  );
}

export const ZRE_OPTIONS: OptionNames<ZreOptions> = {
  interface: true,
  beaconPort: true,
  port: true,
  key: true,
  keys: true,
  id: true,
  headers: true,
  groups: true,
  interval: true,
  evasive: true,
  silent: true,
  expired: true,
  suspect: true,
  heartbeat: true,
  handshakeTimeout: true,
  limits: true,
  net: true,
  gossip: true,
  peers: true,
  endpoint: true,
  beacons: true,
  multicastTtl: true,
};

const HUB_OPTIONS: OptionNames<GossipHubOptions> = {
  interface: true,
  port: true,
  gossip: true,
  linger: true,
  limits: true,
  key: true,
  keys: true,
  net: true,
};

const ZRE_LIMITS: OptionNames<ZreLimits> = {
  message: true,
  buffer: true,
  totalBuffer: true,
  peers: true,
  places: true,
};
const HEARTBEAT_OPTIONS: OptionNames<HeartbeatOptions> = { interval: true, idle: true, ttl: true, timeout: true };
const HUB_LIMITS: OptionNames<HubLimits> = {
  clients: true,
  clientsPerAddress: true,
  tuples: true,
  tuplesPerClient: true,
  value: true,
  messages: true,
  changes: true,
  buffer: true,
  totalBuffer: true,
};
