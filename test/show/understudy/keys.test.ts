import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

import { createKeyFile, ZocpNode } from "../../../src/index.ts";
import { Understudy } from "../../../src/show.ts";
import { freePort } from "../../../tools/ports.js";
import { PATIENCE, settled } from "../../patience.ts";
import { show } from "../node/stage.ts";
import { playedOn, written } from "./machines.ts";

const folder = mkdtempSync(join(tmpdir(), "understudy-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A key file, and its public half in the folder of those who may enter. */
function makeKey(name: string): { readonly key: string; readonly publicKey: string } {
  const key = join(folder, `${name}.key`);
  const publicKey = createKeyFile(key);
  mkdirSync(join(folder, "allowed"), { recursive: true });
  writeFileSync(join(folder, "allowed", name), `${publicKey}\n`);
  return { key, publicKey };
}

const HARBOUR = show({
  cues: [
    { id: "a", cue: "1", values: { "lamp/level": 0.25 } },
    { id: "b", cue: "2", values: { "lamp/level": 0.5 }, wires: { make: [["desk/fader", "lamp/other"]] } },
    { id: "c", cue: "3", values: { "lamp/level": 0.75 } },
  ],
});

test("a show and its understudy with keys of their own: nodes that accept both obey whoever plays, and nobody else", async () => {
  const [main, ready, rig, stranger] = ["main", "ready", "rig", "stranger"].map(makeKey) as [
    ReturnType<typeof makeKey>,
    ReturnType<typeof makeKey>,
    ReturnType<typeof makeKey>,
    ReturnType<typeof makeKey>,
  ];
  const common = { interface: "lo", beaconPort: await freePort(), keys: join(folder, "allowed") };
  const accept = [main.publicKey, ready.publicKey];
  const [lamp, desk] = ["lamp", "desk"].map((name) => new ZocpNode(name, { ...common, key: rig.key, accept })) as [
    ZocpNode,
    ZocpNode,
  ];
  const level = lamp.float("level", 0, { access: "rws" });
  lamp.float("other", 0, { access: "rws" });
  desk.float("fader", 0, { access: "re" });
  const visitor = new ZocpNode("visitor", { ...common, key: stranger.key });
  const file = await written(folder, HARBOUR);
  const first = new Understudy("show", { ...common, key: main.key, accept, file, guard: 0, plays: true });
  const second = new Understudy("show", { ...common, key: ready.key, accept, guard: 0 });
  const all = [lamp, desk, visitor, first, second];
  try {
    for (const one of all) await one.start();
    const knows = async (machine: Understudy): Promise<void> => {
      const { node } = playedOn({ understudy: machine });
      await Promise.all(["lamp", "desk"].map((name) => node.waitFor(name, { timeout: PATIENCE })));
    };
    await knows(first);
    await settled(() => expect(second.follows).toBe(first.show?.node.id));
    await playedOn({ understudy: first }).go();
    await settled(() => expect(level.value).toBe(0.25));
    // It has been told how the show stands by now: it answers before it is told the next thing.
    await settled(() => expect(first.show?.state.understudies).toMatchObject([{ follows: true }]));
    await settled(() => expect(first.show?.state.running).toEqual([]));
    await second.takeOver();
    await settled(() => expect(first.show).toBeUndefined());
    await knows(second);
    expect(second.show?.state.active).toBe("a");
    await playedOn({ understudy: second }).go();
    await settled(() => expect(level.value).toBe(0.5));
    await settled(() => expect(desk.links.map(({ state }) => state)).toEqual(["made"]));
    await settled(() => expect(first.follows).toBe(second.show?.node.id));
    const [showNode, remote] = await Promise.all(
      [second.show?.node.id ?? "", "lamp"].map((name) => visitor.waitFor(name, { timeout: PATIENCE })),
    );
    await expect(showNode?.call("show.takeover")).rejects.toThrow("takes this only from some keys");
    await expect(showNode?.call("show.go", [{}])).rejects.toThrow("takes this only from some keys");
    await expect(remote?.set("level", 1, { show: "show", term: 9 })).rejects.toThrow("only from named keys");
    await playedOn({ understudy: second }).go();
    await settled(() => expect(level.value).toBe(0.75));
  } finally {
    await Promise.all(all.map((one) => one.stop()));
  }
});
