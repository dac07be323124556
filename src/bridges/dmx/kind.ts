import { chooseNow, hostNet, NetworkError } from "../../index.ts";
import type { BridgeKind } from "../core/node/bridge-kind.ts";
import { parseDmxAddress } from "./address.ts";
import { DmxProtocol } from "./dmx-protocol.ts";
import { importsOf } from "./fixtures.ts";
import { formatPlace } from "./place.ts";
import { DMX_FIELDS, readDmxSettings } from "./settings.ts";

export const DMX: BridgeKind = {
  name: "dmx",
  fields: DMX_FIELDS,
  checkAddress: (address) => {
    // Places for captures are signs by now.
    const parsed = parseDmxAddress(address.replaceAll("x", "1"));
    return typeof parsed === "string" ? parsed : undefined;
  },
  imports: importsOf,
  rate: 44,
  packets: 1_000_000,
  open: (description, on) => {
    const settings = readDmxSettings(description.own);
    const everybody = settings.output.find(({ host }) => host === undefined || host === "broadcast");
    const networks = on === undefined && everybody !== undefined ? networksHere() : [];
    // Lamps of another hall must not be lit by a guess.
    if (everybody !== undefined && networks.length > 1)
      throw description.own.wrong(
        "output",
        `${formatPlace(everybody)} goes to a whole network, and this machine is in several: --interface says in which the lamps are (${networks.join(", ")})`,
      );
    return new DmxProtocol(description, settings, on);
  },
};

function networksHere(): readonly string[] {
  try {
    const used = chooseNow(hostNet()).filter((one) => one.used);
    return used.map(({ interface: { name, address } }) => `${name} ${address}`);
  } catch (error) {
    if (error instanceof NetworkError) return [];
    throw error;
  }
}
