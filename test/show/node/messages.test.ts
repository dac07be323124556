import { afterEach, expect, test } from "vitest";
import type { Frames } from "../../../src/bytes/frames.ts";
import { TransportNode } from "../../../src/index.ts";
import { ShowNode } from "../../../src/show.ts";
import { MemoryTransport, Room } from "../../node/memory-transport.ts";
import { settled } from "../../patience.ts";
import { show } from "./stage.ts";

/** A transport that remembers what is whispered through it. */
class Listening extends MemoryTransport {
  readonly whispered: string[] = [];

  override whisper(peer: string, content: Frames): void {
    this.whispered.push(content.text(0));
    super.whisper(peer, content);
  }
}

class ListeningRoom extends Room {
  listening(name: string): Listening {
    return new Listening(this, this.makeId(), name);
  }
}

const PATHS = Array.from({ length: 400 }, (_, index) => `level${index}`);
const BIG = show({
  scenes: {
    all: {
      values: Object.fromEntries(PATHS.map((path, index) => [`wall/${path}`, index / 400])),
      timing: { "wall/level1*": { over: 0.05, curve: "smooth" }, "wall/level2*": { over: 0.05, delay: 0.02 } },
    },
  },
  cues: [{ id: "a", cue: "1", scene: "all", over: 0.1, values: { "lamp/level": 1 } }],
});

const nodes: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop();
});

test("400 values of one node, each in its own time, are one message a cue", async () => {
  const room = new ListeningRoom();
  const transport = room.listening("show");
  const [wall, lamp, own] = [
    new TransportNode(room.transport("wall")),
    new TransportNode(room.transport("lamp")),
    new TransportNode(transport),
  ];
  nodes.push(wall, lamp, own);
  for (const path of PATHS) wall.float(path, 0, { access: "rw" });
  lamp.float("level", 0, { access: "rw" });
  const played = ShowNode.from(own, BIG);
  nodes.unshift(played);
  for (const node of [wall, lamp, own]) await node.start();
  await played.start();
  await settled(() => expect(played.state.nodes.map(({ id }) => id)).toEqual([lamp.id, wall.id]));
  transport.whispered.length = 0;
  await played.go();
  await settled(() => expect(played.state.running).toEqual([]));
  expect(transport.whispered.filter((text) => text.includes('"SET"'))).toHaveLength(2);
  expect(PATHS.map((path) => wall.parameter(path).value)).toEqual(PATHS.map((_, index) => index / 400));
  expect(lamp.parameter("level").value).toBe(1);
});
