import type { ArtNetPacket, SacnPacket } from "../../../../src/dmx.ts";

// Valid packets of every kind.

const cid = Uint8Array.from({ length: 16 }, (_, index) => index + 1);

export const artNetSamples: readonly ArtNetPacket[] = [
  { type: "dmx", sequence: 7, physical: 1, portAddress: 0x1234, levels: Uint8Array.from([1, 2, 3, 255]) },
  { type: "dmx", sequence: 0, physical: 0, portAddress: 0x7fff, levels: new Uint8Array(512).fill(9) },
  { type: "poll", flags: 2, priority: 0x10 },
  { type: "sync" },
  {
    ...{ type: "poll-reply", address: Uint8Array.of(10, 0, 0, 5), port: 6454, firmware: 0x0102, portAddress: 0x1230 },
    ...{
      oem: 0xffff,
      status: 0xd0,
      manufacturer: 0x7ff0,
      shortName: "hall",
      longName: "a node in the hall",
      report: "#0001",
    },
    ports: [{ kind: 0x80, goodInput: 0, goodOutput: 0x80, input: 0, output: 4 }],
    ...{
      style: 0,
      mac: Uint8Array.of(2, 0, 0, 0, 0, 1),
      bindAddress: Uint8Array.of(10, 0, 0, 5),
      bindIndex: 3,
      status2: 8,
    },
  },
];

export const sacnSamples: readonly SacnPacket[] = [
  {
    ...{ type: "data", cid, source: "desk", priority: 100, synchronization: 0, sequence: 9, universe: 1, startCode: 0 },
    ...{ preview: false, terminated: false, forceSynchronization: false, slots: Uint8Array.from([1, 2, 3]) },
  },
  {
    ...{ type: "data", cid, source: "Pult Süd", priority: 200, synchronization: 7, sequence: 255, universe: 63_999 },
    ...{
      startCode: 0xdd,
      preview: true,
      terminated: true,
      forceSynchronization: true,
      slots: new Uint8Array(512).fill(200),
    },
  },
  { type: "sync", cid, sequence: 3, synchronization: 7 },
  { type: "discovery", cid, source: "desk", page: 0, lastPage: 1, universes: [1, 2, 300, 63_999] },
];
