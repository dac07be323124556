import type { Net } from "../net.ts";
import { hostAgreement } from "./agreement.ts";
import { broadcast } from "./broadcast.ts";
import { hostClock } from "./clock.ts";
import { hostInterfaces } from "./interfaces.ts";
import { hostRandom } from "./random.ts";
import { resolve } from "./resolve.ts";
import { connect, listen, listens } from "./tcp.ts";
import { hostTrace } from "./trace.ts";

/** The network, clock and chance of this machine. */
export function hostNet(): Net {
  return {
    clock: hostClock,
    random: hostRandom,
    agreement: hostAgreement,
    trace: hostTrace,
    interfaces: hostInterfaces,
    listen,
    listens,
    connect,
    broadcast,
    resolve,
  };
}
