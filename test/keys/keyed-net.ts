import { guardNet } from "../../src/net/guarded/net.ts";
import { hostAgreement } from "../../src/net/host/agreement.ts";
import type { Net } from "../../src/net/net.ts";
import type { SimulatedHost } from "../../src/net/sim/simulated-host.ts";

/** The net of a simulated host on which nodes can have keys, too. */
export function keyedNet({ net }: SimulatedHost): Net {
  const failed = (cause: unknown): never => {
    throw cause;
  };
  return { ...guardNet(net, failed), agreement: hostAgreement };
}
