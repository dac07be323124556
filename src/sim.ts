// The public names of `zocp/sim`: a simulated network to test shows on, and a transport within one process. What is not listed here
// may change at any time.

export type { Conditions } from "./net/sim/conditions.ts";
export type { Figures } from "./net/sim/figures.ts";
export type { HostClockOptions, HostOptions } from "./net/sim/host-clock.ts";
export type { SimulatedHost } from "./net/sim/simulated-host.ts";
export { SimulatedNetwork, type SimulatedNetworkOptions, type UntilOptions } from "./net/sim/simulated-network.ts";
export type { SimulatedProgram } from "./net/sim/simulated-program.ts";
export { MemoryNetwork, type MemoryTransport } from "./transport/memory.ts";
