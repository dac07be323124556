import type { BridgeKind } from "./core/node/bridge-kind.ts";
import { DMX } from "./dmx/kind.ts";
import { CLOCK } from "./kit/clock/kind.ts";
import { EXEC } from "./kit/exec/kind.ts";
import { FILE } from "./kit/file/kind.ts";
import { MPV } from "./kit/mpv/kind.ts";
import { SAY } from "./kit/say/kind.ts";
import { MQTT } from "./mqtt/kind.ts";
import { OSC } from "./osc/kind.ts";

const KINDS = [DMX, OSC, MQTT, EXEC, FILE, SAY, MPV, CLOCK];

/** Every kind of bridge by its name. */
export const BRIDGE_KINDS: ReadonlyMap<string, BridgeKind> = new Map(KINDS.map((kind) => [kind.name, kind]));
