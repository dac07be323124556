// The public names of `zocp/gateway`: the web server through which pages join. What is not listed here may change at any time.

export { Gateway, type GatewayLink } from "./gateway/gateway.ts";
export type { GatewayLimits, GatewayNetwork, GatewayOptions } from "./gateway/options.ts";
