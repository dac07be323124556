import { expect, test } from "vitest";

import type { Session } from "../../src/cli/streams/session.ts";
import { endsOf } from "../../src/cli/targets/betweens.ts";
import { connectVia } from "../../src/cli/targets/via.ts";
import { type Attempt, NetworkError, ZocpNode } from "../../src/index.ts";
import { Operators } from "../../src/show.ts";
import { SimulatedNetwork } from "../../src/sim.ts";

/** A desk, a lamp, a box that refuses something, and somebody who connects the two through it. */
async function connectThrough(permit: (attempt: Attempt) => boolean) {
  const network = new SimulatedNetwork({ seed: 11 });
  const open = (name: string, options: object = {}) => new ZocpNode(name, { net: network.host().net, ...options });
  const host = network.host();
  const nodes = [open("desk"), open("lamp"), new ZocpNode("box", { net: host.net, permit }), open("tool")] as const;
  const [desk, lamp, box, tool] = nodes;
  desk.float("fader", 0.4, { access: "re" });
  lamp.float("level", 0, { access: "rws" });
  const operators = new Operators(box, { clock: host.net.clock, offer: {} });
  await network.until(Promise.all(nodes.map((node) => node.start())));
  const [from, to, node] = await network.until(Promise.all(["desk", "lamp", "box"].map((name) => tool.waitFor(name))));
  const emitter = from?.parameter("fader");
  const sensor = to?.parameter("level");
  if (emitter === undefined || sensor === undefined || node === undefined) throw new Error("somebody is missing");
  const notes: string[] = [];
  const session = { signal: new AbortController().signal, note: (text: string) => notes.push(text) };
  const between = { node, operator: "between", ...endsOf(emitter, sensor) };
  const wire = { emitter, sensor };
  const linkOptions = { map: [{ scale: 2 }] };
  const made = connectVia(session as unknown as Session, tool, wire, { between, linkOptions }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { network, desk, lamp, operators, notes, failure: await network.until(made) };
}

test("an operator and both links are made", async () => {
  const { network, lamp, operators, failure } = await connectThrough(() => true);
  expect([failure, operators.names]).toEqual([undefined, ["between"]]);
  await network.until(() => lamp.parameters.get("level")?.value === 0.8);
});

test.each(["between.in", "between.out"])("nothing is left over where %s may not be wired", async (parameter) => {
  const permit = (attempt: Attempt): boolean => attempt.action !== "connect" || attempt.parameter !== parameter;
  const { network, desk, lamp, operators, notes, failure } = await connectThrough(permit);
  expect(failure).toBeInstanceOf(NetworkError);
  expect([operators.names, notes]).toEqual([[], []]);
  await network.until(() => desk.parameters.get("fader")?.subscribers.length === 0);
  expect(lamp.parameters.get("level")?.value).toBe(0);
});
