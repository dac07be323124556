// The public names of `zocp/sim`: a pretend network to test shows on. What is not listed here may change at any time.

export type { Conditions } from "./net/sim/conditions.ts";
export type { Figures } from "./net/sim/figures.ts";
export type { PretendHost } from "./net/sim/pretend-host.ts";
export { PretendNetwork, type PretendNetworkOptions, type UntilOptions } from "./net/sim/pretend-network.ts";
export type { PretendProgram } from "./net/sim/pretend-program.ts";
