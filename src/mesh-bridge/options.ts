import {
  checkGiven,
  checkLimits,
  checkObject,
  checkOptions,
  checkTexts,
  type OptionNames,
  show as print,
} from "../arguments/check.ts";
import { UsageError } from "../errors.ts";
import type { BrokerOptions } from "../transport/broker/broker-options.ts";
import type { ZreOptions } from "../transport/zre/zre-options.ts";

/** Which nodes a bridge carries between a local network and a message broker. */
export interface MeshBridgeOptions extends BrokerOptions {
  /** What it is called on the local network; "bridge" without it. */
  readonly name?: string | undefined;
  /** Globs of the names of nodes on the local network that are on the broker too. */
  readonly share?: readonly string[] | undefined;
  /** Globs of the names of nodes on the broker that are on the local network too. */
  readonly import?: readonly string[] | undefined;
  /** Where the local network is, and with which key. */
  readonly network?: BridgeNetwork | undefined;
  readonly limits?: Partial<MeshBridgeLimits> | undefined;
}

/** What the nodes of a bridge have in common on the local network. Each is a node of its own, so none can have an endpoint that is told beforehand. */
export type BridgeNetwork = Omit<ZreOptions, "id" | "headers" | "groups" | "limits" | "port" | "endpoint">;

/** What a broker can make a bridge hold. */
export interface MeshBridgeLimits {
  /** Nodes of the broker that are on the local network at a time; 200. */
  readonly imports: number;
  /** Nodes on the broker of which it knows; 20,000. */
  readonly records: number;
}

/** Throws `UsageError` that names what is wrong. */
export function checkBridgeOptions(options: MeshBridgeOptions): void {
  checkOptions("MeshBridge", options, OPTIONS);
  const { share = [], import: imported = [], limits } = options;
  checkGlobs("share", share);
  checkGlobs("import", imported);
  checkGiven("network", options.network, checkObject);
  checkGiven("limits", limits, () => checkLimits("limits", limits, LIMIT_NAMES));
  if (share.length + imported.length > 0) return;
  throw new UsageError(
    "invalid-argument",
    "a bridge without share and import would carry nothing: name the nodes of the local network that are to be on the broker, or those of the broker that are to be here",
  );
}

function checkGlobs(what: string, globs: readonly string[]): void {
  checkTexts(what, globs);
  if (globs.includes(""))
    throw new UsageError("invalid-argument", `one of ${what} is ${print("")}: it must be a name, or a glob as "lamp*"`);
}

const OPTIONS: OptionNames<MeshBridgeOptions> = {
  ...{ name: true, share: true, import: true, network: true, limits: true },
  ...{ broker: true, show: true },
};
const LIMIT_NAMES: OptionNames<MeshBridgeLimits> = { imports: true, records: true };
export const LIMITS: MeshBridgeLimits = { imports: 200, records: 20_000 };
