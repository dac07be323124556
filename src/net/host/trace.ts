import { channel } from "node:diagnostics_channel";

import type { Trace } from "../net.ts";

/** The channel `zocp:message` of the host. @see node:diagnostics_channel */
export const hostTrace: Trace = channel("zocp:message");
