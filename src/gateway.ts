// The public names of `zocp/gateway`: the web server through which pages join, and the bridge between a network and a broker. What is not listed here may change at any time.

export { Gateway, type GatewayLink } from "./gateway/gateway.ts";
export type { GatewayLimits, GatewayNetwork, GatewayOptions } from "./gateway/options.ts";
export type { DropReason } from "./mesh-bridge/border.ts";
export type { Side as BridgeSide } from "./mesh-bridge/crossing.ts";
export type { MeshBridgeEvent, MeshBridgeEvents } from "./mesh-bridge/events.ts";
export { MeshBridge } from "./mesh-bridge/mesh-bridge.ts";
export type { BridgeNetwork, MeshBridgeLimits, MeshBridgeOptions } from "./mesh-bridge/options.ts";
