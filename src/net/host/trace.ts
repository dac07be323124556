import { channel } from "node:diagnostics_channel";

import type { Trace } from "../net.ts";

/** Publishes on the channel `zocp:message` of the host. @see node:diagnostics_channel */
export const hostTrace: Trace = {
  get watched() {
    return messages.hasSubscribers;
  },
  publish: (entry) => messages.publish(entry),
};

const messages = channel("zocp:message");
