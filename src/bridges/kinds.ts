import type { BridgeKind } from "./core/node/bridge-kind.ts";
import { DMX } from "./dmx/kind.ts";
import { MQTT } from "./mqtt/kind.ts";
import { OSC } from "./osc/kind.ts";

/** Every kind of bridge by its name. */
export const BRIDGE_KINDS: ReadonlyMap<string, BridgeKind> = new Map([DMX, MQTT, OSC].map((kind) => [kind.name, kind]));
