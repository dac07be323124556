import type { BridgeKind } from "./core/node/bridge-kind.ts";
import { DMX } from "./dmx/kind.ts";
import { OSC } from "./osc/kind.ts";

/** Every kind of bridge by its name. */
export const BRIDGE_KINDS: ReadonlyMap<string, BridgeKind> = new Map([DMX, OSC].map((kind) => [kind.name, kind]));
