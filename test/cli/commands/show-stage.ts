import type { ZocpNode } from "../../../src/index.ts";
import { ShowNode, type ShowNodeOptions } from "../../../src/show.ts";
import { Room } from "../in-process.ts";

/** A lamp and a show that moves it, in the process of the test. */
export interface ShowStage {
  readonly room: Room;
  readonly lamp: ZocpNode;
  readonly show: ShowNode;
  close(): Promise<void>;
}

export async function openShowStage(): Promise<ShowStage> {
  const room = await Room.open();
  const lamp = await room.node("lamp", {
    level: { typeHint: "flt", value: 0, access: "rws", min: 0, max: 1 },
    gain: { typeHint: "flt", value: 0, access: "rws" },
  });
  const show = await startShow(room, "harbour");
  return {
    room,
    lamp,
    show,
    async close() {
      await show.stop();
      await room[Symbol.asyncDispose]();
    },
  };
}

export async function startShow(room: Room, name: string, options: Partial<ShowNodeOptions> = {}): Promise<ShowNode> {
  const show = new ShowNode(name, {
    file: room.file(`${name}.json`, SHOW),
    interface: "lo",
    beaconPort: room.port,
    // Commands press as quickly as they can.
    guard: 0,
    ...options,
  });
  await show.start();
  return show;
}

const SHOW = {
  zocp: 1,
  title: "The Harbour",
  nodes: { lamp: {} },
  scenes: {
    dusk: { over: 2, values: { "lamp/level": 0.5 } },
    night: { values: { "lamp/level": 0.1, "lamp/gain": 1 } },
  },
  cues: [
    { id: "a", cue: "1", name: "House out", values: { "lamp/level": 0.25 } },
    { id: "b", cue: "2", name: "Dusk", values: { "lamp/level": 0.5, "cam@foyer/pan": 1 }, note: "after the horn" },
    { id: "c", cue: "3", name: "Night", over: 60, values: { "lamp/level": 1 } },
  ],
};
