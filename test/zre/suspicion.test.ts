import { describe, expect, test } from "vitest";

import type { Mesh } from "../../src/zre/mesh/mesh.ts";
import type { MeshOptions } from "../../src/zre/mesh/mesh-options.ts";
import { ADA, BOB, bobsHello, CY, framesOf, hear, meshWithBob, story } from "./samples.ts";

const PROMPT = { interval: 1_000_000, promptFor: () => true };

describe("a peer that answers at once, and is silent", () => {
  test("is asked, asked everywhere, and suspected", () => {
    expect(tellings(meshWithBob(PROMPT), 4000)).toEqual(["505 ask", "810 ask everywhere", "900 suspected"]);
  });

  test("is asked later by the one with the greater id, which hears the questions of the other", () => {
    const mesh = meshWithBob({ ...PROMPT, peer: CY });
    expect(tellings(mesh, 4000)).toEqual(["603 ask", "810 ask everywhere", "900 suspected"]);
  });

  test("is suspected after the time that was chosen", () => {
    expect(tellings(meshWithBob({ ...PROMPT, suspect: 2000 }), 4000).at(-1)).toBe("2000 suspected");
  });

  test("is asked once and never suspected, when it is a node of our own process", () => {
    const own = { ...PROMPT, sameProcess: ({ port }: { port: number }) => port === 50000 };
    expect(tellings(meshWithBob(own), 4000)).toEqual(["505 ask"]);
    expect(tellings(meshWithBob({ ...PROMPT, sameProcess: ({ port }) => port === 50001 }), 4000)).toHaveLength(3);
  });

  test("shows its state until it is heard again", () => {
    const mesh = meshWithBob(PROMPT);
    tellings(mesh, 1000);
    expect(mesh.peers.get(BOB)?.state).toBe("suspected");
    expect(story(mesh.handleHeard(BOB, 1200))).toEqual(["recovered"]);
    expect(mesh.peers.get(BOB)?.state).toBe("ready");
    expect(mesh.handleHeard(BOB, 1201)).toEqual([]);
  });

  test("recovers with a message, before what it says", () => {
    const mesh = meshWithBob(PROMPT);
    tellings(mesh, 1000);
    expect(story(hear(mesh, { type: "PING", sequence: 2 }, 1200))).toEqual(["recovered", "send PING-OK 2"]);
  });

  test("recovers with a beacon", () => {
    const mesh = meshWithBob(PROMPT);
    tellings(mesh, 1000);
    expect(story(mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 1200))).toEqual(["recovered"]);
  });

  test("is suspected anew when it falls silent again", () => {
    const mesh = meshWithBob(PROMPT);
    tellings(mesh, 1000);
    mesh.handleHeard(BOB, 1200);
    expect(tellings(mesh, 3000, 1201).at(-1)).toBe("2100 suspected");
  });

  test("is evasive after that as any other", () => {
    const mesh = meshWithBob(PROMPT);
    tellings(mesh, 6100);
    expect(mesh.peers.get(BOB)?.state).toBe("evasive");
  });
});

describe("of a hundred peers that answer at once and are silent", () => {
  test("one is left alone for longer before it is asked, and then suspected as soon as any", () => {
    const mesh = amongAHundred({ ...PROMPT, needs: () => false });
    expect(tellings(mesh, 4990).filter((_, i) => i % 100 === 0)).toEqual([
      "4537 ask",
      "4842 ask everywhere",
      "4932 suspected",
    ]);
  });

  test("one on which something depends is asked and suspected as among few", () => {
    const mesh = amongAHundred({ ...PROMPT, needs: (peer) => peer === BOB });
    expect(tellings(mesh, 1000)).toEqual(["505 ask", "810 ask everywhere", "900 suspected"]);
  });
});

describe("nobody is suspected", () => {
  test("who answers what he is asked, and each is asked no more than twice a second", () => {
    const mesh = meshWithBob(PROMPT);
    const told: string[] = [];
    for (let now = 0; now < 60_000; now++) {
      const effects = story(mesh.handleTimeout(now));
      told.push(...effects);
      if (effects.includes("ask")) mesh.handleHeard(BOB, now + 1);
    }
    expect(new Set(told)).toEqual(new Set(["ask"]));
    expect(told.length).toBeLessThan(120);
  });

  test("who does not promise to answer at once", () => {
    expect(tellings(meshWithBob({ interval: 1_000_000 }), 4000)).toEqual([]);
  });

  test("when that was not wanted", () => {
    expect(tellings(meshWithBob({ ...PROMPT, suspect: false }), 4000)).toEqual([]);
  });

  test("because our own host was busy: what has come meanwhile is read first", () => {
    const mesh = meshWithBob(PROMPT);
    expect(story(mesh.handleTimeout(1300))).toEqual(["ask"]);
    expect(story(mesh.handleTimeout(2000))).toEqual(["ask everywhere"]);
    mesh.handleHeard(BOB, 2001);
    expect(tellings(mesh, 2500, 2002)).toEqual([]);
  });

  test("because our own host slept: peers have all the time to show themselves", () => {
    const mesh = meshWithBob(PROMPT);
    tellings(mesh, 600);
    expect(tellings(mesh, 100_890, 100_000)).toEqual(["100504 ask", "100810 ask everywhere"]);
  });
});

test("a peer that sends without a pause is asked all the same, because that tells it that we are well", () => {
  const mesh = meshWithBob(PROMPT);
  const told: string[] = [];
  for (let sequence = 2; sequence < 1000; sequence++) {
    told.push(...story(hear(mesh, { type: "PING-OK", sequence }, sequence)));
  }
  expect(told).toEqual(["ask", "ask"]);
});

test("a node with a beaconing peer of the smaller id asks nothing", () => {
  const mesh = meshWithBob({ ...PROMPT, peer: CY });
  const told: string[] = [];
  for (let now = 0; now < 10_000; now++) {
    told.push(...story(mesh.handleTimeout(now)));
    if (now % 504 === 0) mesh.handleHeard(BOB, now);
  }
  expect(told).toEqual([]);
});

test("signs of life of strangers, and of peers that do not promise anything, count for nothing", () => {
  const mesh = meshWithBob();
  expect(mesh.handleHeard(ADA, 100)).toEqual([]);
  mesh.handleHeard(BOB, 4000);
  mesh.handleTimeout(1000);
  expect(story(mesh.handleTimeout(3500))).toEqual(["beacon 49152"]);
  expect(story(mesh.handleTimeout(5000))).toContain("send PING 2");
});

function amongAHundred(options: Partial<MeshOptions>): Mesh {
  const mesh = meshWithBob(options);
  for (let i = 1; i < 100; i++) {
    const hello = bobsHello({ endpoint: `tcp://10.0.1.${i}:1000` });
    mesh.handleMessage(`bb${i.toString().padStart(30, "0")}`, framesOf(hello), `10.0.1.${i}`, 0);
  }
  return mesh;
}

/** What a mesh does about suspicion as time goes by, millisecond by millisecond. */
function tellings(mesh: Mesh, until: number, from = 1): string[] {
  const lines: string[] = [];
  for (let now = from; now <= until; now++) {
    const effects = story(mesh.handleTimeout(now));
    lines.push(...effects.filter((line) => /ask|suspected|recovered/.test(line)).map((line) => `${now} ${line}`));
  }
  return lines;
}
