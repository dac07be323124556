import { onTestFinished } from "vitest";
import { LiveShow } from "../../composer/model/show/live-show.ts";
import { showsIn } from "../../composer/model/show/shows.ts";
import { readShow as readShowFile, ShowNode } from "../../src/show.ts";
import { Bench } from "./stage.ts";

export const HARBOUR: object = {
  zocp: 1,
  title: "The Harbour",
  cues: [
    { id: "a", cue: "1", name: "House out", values: { "lamp/level": 0.25 } },
    {
      id: "b",
      cue: "2",
      name: "Dusk",
      over: 2,
      values: { "lamp/level": 0.5, "cam@foyer/pan": 1 },
      note: "after the horn",
    },
    { id: "c", cue: "3", name: "Night", over: 60, follow: { end: 0 }, values: { "lamp/level": 1 } },
  ],
};

/** A page that looks at a show of three cues, which moves a lamp. */
export async function openShow({ bench = new Bench(), file = HARBOUR }: { bench?: Bench; file?: object } = {}) {
  const lamp = await bench.add("lamp", (node) => node.float("level", 0, { access: "rws", min: 0, max: 1 }));
  let played: ShowNode | undefined;
  const node = await bench.add("show", (one) => {
    played = ShowNode.from(one, readShowFile(JSON.stringify(file)), { guard: 0 });
  });
  if (played === undefined) throw new Error("there is no show");
  const show = played;
  await show.start();
  onTestFinished(() => show.stop());
  const { composer, stage } = bench;
  await bench.until(() => showsIn(composer.network.nodes).length === 1, "the show is found");
  const [shown] = showsIn(composer.network.nodes);
  if (shown === undefined) throw new Error("no show");
  const timing = { now: () => stage.now(), pause: () => new Promise<void>((resolve) => setTimeout(resolve, 2)) };
  const live = new LiveShow(shown, { node: bench.node, lock: composer.lock, timing });
  onTestFinished(live.follow());
  await bench.until(() => live.state !== undefined, "it has told of itself");
  return { bench, lamp, node, show, live };
}
