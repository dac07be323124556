import { describe, expect, test } from "vitest";
import { CuePlayer, type PlayerEffect, readShow, type ShowFile } from "../../../src/show.ts";

const DARK = show({
  scenes: {
    blackout: { values: { "lamp/level": 0, "par/level": 0 }, over: 1 },
    dusk: { values: { "lamp/level": 0.3, "house/level": 0.2 }, over: 2 },
    panic: { values: { "lamp/level": 0.9 } },
  },
  cues: [
    { id: "a", cue: "1", over: 4, values: { "lamp/level": 1, "par/level": 1 } },
    { id: "b", cue: "2", values: { "lamp/level": 0.5, "par/level": 0.5 } },
    { id: "c", cue: "3", values: { "lamp/level": 0 } },
  ],
});

describe("a blackout", () => {
  test("lies on top of nodes that know such a thing; plain ones are sent it, and nothing else of that meanwhile", () => {
    const player = ready();
    expect(brief(player.black(true))).toEqual([
      "yes blackout",
      "lamp show/blackout on top: level 0 over 1",
      "par show/blackout: level 0 over 1",
    ]);
    expect(brief(player.go({}, 0))).toEqual(["yes 1", "lamp show/1#2: level 1 over 4", "a running"]);
    expect(brief(player.black(false))).toEqual([
      "yes no blackout",
      "release show/blackout over 1",
      "par show/release#3: level 1 over 1",
    ]);
  });

  test("is put once, and released to a node that was out of reach meanwhile", () => {
    const player = ready();
    player.black(true);
    expect(brief(player.black(true))).toEqual(["yes blackout"]);
    player.handleExit("lamp");
    player.black(false);
    expect(brief(player.handleNode({ name: "lamp", id: "id of lamp" }, 0))).toEqual([
      "release show/blackout over 1 lamp",
    ]);
    expect(brief(player.handleNode({ name: "lamp", id: "another" }, 0))).toEqual([]);
  });

  test("that an earlier run of the show has put can be released", () => {
    const before = ready();
    before.black(true);
    const player = new CuePlayer(DARK, { position: before.position });
    expect(brief(player.handleNode({ name: "lamp", id: "id of lamp" }, 0))).toEqual([]);
    expect(brief(player.handleNode({ name: "lamp", id: "another" }, 0))[0]).toBe(
      "lamp show/blackout on top: level 0 over 1",
    );
    expect(player.blackout).toBe(true);
    expect(brief(player.black(false))).toContain("release show/blackout over 1");
  });

  test("without a scene for it is refused", () => {
    expect(brief(new CuePlayer(show({})).black(true))).toEqual(["no the show has no scene blackout"]);
  });

  test("is there again when a panic is released that lay on it", () => {
    const player = ready();
    player.black(true);
    player.panic(0);
    expect(brief(player.release())).toEqual([
      "yes released",
      "release show/panic#* over 1",
      "lamp show/blackout on top: level 0 over 1",
      "par show/blackout: level 0 over 1",
    ]);
  });
});

describe("a rate", () => {
  test("paces what runs, what begins, and the time of the show itself", () => {
    const player = ready();
    player.go({}, 0);
    expect(brief(player.pace(2, 1000))).toEqual(["yes 2 times as fast", "pace show/* 2"]);
    // Three seconds were left.
    expect([player.deadline, player.remaining(1000)]).toEqual([2500, 1.5]);
    player.handleTimeout(2500);
    expect(brief(player.goto("1", {}, 3000))).toContain("pace show/1#2 2");
    player.pause(3500);
    expect(brief(player.pace(0.5, 3600))).toEqual(["yes 0.5 times as fast"]);
    expect(brief(player.resume(4000))).toEqual(["yes goes on", "pace show/* 0.5"]);
    expect(brief(player.pace(20, 4000))).toEqual(["no the rate is not from 0.1 to 10"]);
  });
});

describe("a scene that is recalled", () => {
  test("goes out beside the list, in part, in another time, and is what a node gets that comes late", () => {
    const player = ready(["house", "lamp"]);
    player.go({}, 0);
    expect(brief(player.recall("dusk", { only: ["lamp"], over: 5 }, 1000))).toEqual([
      "yes scene dusk",
      "lamp show/scene dusk#2: level 0.3 over 5",
    ]);
    player.handleExit("lamp");
    expect(brief(player.handleNode({ name: "lamp", id: "another" }, 2000))).toEqual([
      "lamp show/scene dusk#2: level 0.3 over 4",
    ]);
    expect(player.position).toMatchObject({ active: "a", next: "b" });
    expect(brief(player.recall("noon", {}, 1000))).toEqual(['no there is no scene "noon"']);
  });
});

describe("an edit", () => {
  test("moves nothing; what was next and is gone gives way to what stood behind it", () => {
    const player = ready();
    player.go({}, 0);
    expect(brief(player.handleEdited({ ...DARK, cues: DARK.cues.filter(({ id }) => id !== "b") }))).toEqual([]);
    expect(player.position).toMatchObject({ active: "a", next: "c" });
  });

  test("that takes away the cue on stage leaves its look there, and the next GO sends its whole look", () => {
    const player = ready();
    player.go({}, 0);
    player.handleEdited({ ...DARK, cues: DARK.cues.filter(({ id }) => id !== "a") });
    expect(player.position).toMatchObject({ active: "a", next: "b" });
    expect(brief(player.handleNode({ name: "lamp", id: "another" }, 9000))).toEqual([
      "lamp show/1#1: level 1 over 0.5",
    ]);
    expect(brief(player.go({}, 9000))).toEqual([
      "yes 2",
      "lamp show/2#2: level 0.5 over 0",
      "par show/2#2: level 0.5 over 0",
      "b running",
    ]);
  });

  test("that gives an empty list its first cue makes it the next one", () => {
    const player = new CuePlayer(show({}));
    player.handleEdited(DARK);
    expect(player.position.next).toBe("a");
  });
});

describe("a node that has just started", () => {
  test("is sent once more what it took from the show, and then asked once what else it did", () => {
    const player = ready(["par"]);
    player.go({}, 0);
    player.handleTimeout(5000);
    player.handleNode({ name: "lamp", id: "1" }, 10_000);
    const grabbed = { node: "lamp", parameter: "level", tag: "show/1#1", how: "grabbed", by: "lamp" } as const;
    expect(brief(player.handleEnded(grabbed, 10_100))).toEqual(["lamp show/1#1: level 1 over 0.5"]);
    expect(brief(player.handleEnded(grabbed, 10_200))).toEqual(["lamp/level: its own program sets it"]);
    expect(player.deadline).toBe(15_000);
    expect(brief(player.handleTimeout(15_000))).toEqual(["ask lamp"]);
    expect(brief(player.handleHands("lamp", new Map([["level", 14_000]]), 15_100))).toEqual([]);
  });
});

function show(content: object): ShowFile {
  return readShow(JSON.stringify({ zocp: 1, ...content }));
}

/** `par` is a plain node. */
function ready(nodes: readonly string[] = ["lamp", "par"]): CuePlayer {
  const player = new CuePlayer(DARK);
  for (const name of nodes) player.handleNode({ name, id: `id of ${name}`, plain: name === "par" }, -10_000);
  return player;
}

function brief(effects: readonly PlayerEffect[]): readonly string[] {
  return effects.map((effect) => {
    if (effect.type === "answer") return `${effect.accepted ? "yes" : "no"} ${effect.text}`;
    if (effect.type === "fade") {
      const values = [...effect.values].map(([path, { to, timing }]) => `${path} ${to} over ${timing.over}`);
      return `${effect.node} ${effect.tag}${effect.overlay ? " on top" : ""}: ${values.join(", ")}`;
    }
    if (effect.type === "release") return `release ${effect.tags} over ${effect.over}${suffix(effect.node)}`;
    if (effect.type === "pace") return `pace ${effect.tags} ${effect.rate}${suffix(effect.node)}`;
    if (effect.type === "cue") return `${effect.cue} ${effect.state}`;
    if (effect.type === "ask") return `ask ${effect.node}`;
    return effect.type === "note" ? effect.text : effect.type;
  });
}

function suffix(node: string | undefined): string {
  return node === undefined ? "" : ` ${node}`;
}
