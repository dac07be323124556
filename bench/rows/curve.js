// What encryption costs: signals and round trips of two nodes with a key, beside those of two without.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyFile } from "zocp";

import { stream } from "../harness/counter.js";
import { startPingPong } from "./round-trip.js";
import { startZocp } from "./signals.js";

/** @type {import("../harness/row.js").Row} */
export const curve = {
  name: "curve",
  runs: { smoke: 1, quick: 5, full: 11 },
  warmups: 3,
  figures: [
    {
      row: "signals/s with a key",
      unit: "/s",
      value: (of) => of("keyed rate"),
      against: "without",
      control: (of) => of("plain rate"),
      target: { of: "value", atLeast: 100_000 },
    },
    {
      row: "signal with a key, CPU of the emitter",
      unit: "µs",
      value: (of) => of("keyed sender"),
      against: "without",
      control: (of) => of("plain sender"),
    },
    {
      row: "signal with a key, CPU of the sensor",
      unit: "µs",
      value: (of) => of("keyed receiver"),
      against: "without",
      control: (of) => of("plain receiver"),
    },
    {
      row: "round trip with a key p50",
      unit: "µs",
      value: (of) => of("keyed trips p50"),
      against: "without",
      control: (of) => of("plain trips p50"),
      target: { of: "ratio", atMost: 1.5 },
    },
    {
      row: "round trip with a key p99",
      unit: "µs",
      value: (of) => of("keyed trips p99"),
      against: "without",
      control: (of) => of("plain trips p99"),
    },
  ],
  prepare: async (lab) => {
    const count = lab.choose({ smoke: 2000, quick: 50_000, full: 400_000 });
    const trips = lab.choose({ smoke: 100, quick: 1000, full: 10_000 });
    const plain = await startZocp(lab);
    const plainTrips = await startPingPong(lab);
    const { keyed, keyedTrips } = await withKey(async (key) => ({
      keyed: await startZocp(lab, key),
      keyedTrips: await startPingPong(lab, key),
    }));
    return {
      plain: () => stream(plain.sender, plain.receiver, count),
      keyed: () => stream(keyed.sender, keyed.receiver, count),
      "plain trips": () => plainTrips.ask.trips(trips, 0),
      "keyed trips": () => keyedTrips.ask.trips(trips, 0),
    };
  },
};

/** A key file for as long as it is read. @template Result @param {(key: string) => Promise<Result>} body */
async function withKey(body) {
  const folder = mkdtempSync(join(tmpdir(), "zocp-bench-"));
  try {
    const key = join(folder, "show.key");
    createKeyFile(key);
    return await body(key);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
