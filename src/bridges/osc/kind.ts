import type { BridgeKind } from "../core/node/bridge-kind.ts";
import { OscProtocol } from "./osc-protocol.ts";
import { checkOscAddress, OSC_FIELDS, readOscSettings } from "./settings.ts";

export const OSC: BridgeKind = {
  name: "osc",
  fields: OSC_FIELDS,
  checkAddress: checkOscAddress,
  rate: 60,
  packets: 2000,
  open: ({ own }, on) => new OscProtocol(readOscSettings(own), on),
};
