// What the command line uses of bridges. What is not listed here may change at any time.

export { type BridgeDescription, readDescriptions } from "./bridges/core/description.ts";
export { planMappings } from "./bridges/core/dry-run.ts";
export { DescriptionError } from "./bridges/core/fields.ts";
export type { BridgeEvent } from "./bridges/core/machine/messages.ts";
export type { Pair } from "./bridges/core/machine/pair.ts";
export type { BridgeKind } from "./bridges/core/node/bridge-kind.ts";
export { BridgeNode } from "./bridges/core/node/bridge-node.ts";
export type { Protocol } from "./bridges/core/node/protocol.ts";
export { BRIDGE_KINDS } from "./bridges/kinds.ts";
export { topicsOf } from "./bridges/mqtt/settings.ts";
