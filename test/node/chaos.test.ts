import { expect, test } from "vitest";

import { SeededRandom } from "../../src/net/sim/seeded-random.ts";
import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";
import { type Actor, act } from "./show.ts";

// One mishap after the other, by chance, and then peace: whatever happened, in the end everybody knows everybody and every
// link works. A seed that fails is a test case for ever.
test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "after a minute of mishaps (seed %i) a ring of six nodes is whole again",
  async (seed) => {
    const network = new SimulatedNetwork({ seed, delay: 1, jitter: 3, loss: 0.2, duplication: 0.05 });
    const chance = new SeededRandom(seed, "mishaps");
    const pick = (count: number): number => Math.floor(chance.next() * count);
    const actors: Actor[] = [];
    for (let i = 0; i < RING; i++) actors.push(await enter(network, i));
    await network.run(3000);
    for (let i = 0; i < 20; i++) {
      await mishap(pick(6), pick(RING));
      await network.run(pick(6000));
    }
    for (let i = 0; i < RING; i++) if (!(actors[i] as Actor).host.on) await restart(i);
    network.heal();
    for (const { host } of actors) {
      host.plug();
      host.wake();
    }
    await network.run(45_000);
    for (const { node } of actors) node.emit("out", 0.5 + pick(1000));
    await network.run(1000);
    expect(actors.map(({ node }) => node.peers.size)).toEqual(actors.map(() => RING - 1));
    expect(actors.map(({ node }) => node.parameter("in").value)).toEqual(
      actors.map((_, i) => actors[(i + RING - 1) % RING]?.node.parameter("out").value),
    );

    async function mishap(kind: number, victim: number): Promise<void> {
      const { host } = actors[victim] as Actor;
      if (kind === 0) network.partition(actors.slice(0, 1 + pick(RING - 1)).map((actor) => actor.host));
      else if (kind === 1) network.heal();
      else if (kind === 2) host.unplug();
      else if (kind === 3) host.plug();
      else if (kind === 4) {
        if (host.awake) host.sleep();
        else host.wake();
      } else await restart(victim);
    }

    async function restart(victim: number): Promise<void> {
      const { host } = actors[victim] as Actor;
      if (chance.next() < 0.5) host.kill();
      else host.powerOff();
      host.wake();
      host.powerOn();
      host.plug();
      actors[victim] = await enter(network, victim, host);
    }
  },
);

/** Each node has an emitter, and a sensor that it wires to the emitter of its predecessor. */
async function enter(network: SimulatedNetwork, number: number, host = network.host(`10.0.0.${number + 1}`)) {
  const actor = await act(host, `n${number}`, { port: number % 2 === 0 ? 50_000 : 0 });
  actor.node.float("out", 0, { access: "re" });
  actor.node.float("in", 0, { access: "rs" });
  void actor.node.connect(`n${(number + RING - 1) % RING}/out`, `n${number}/in`);
  return actor;
}

const RING = 6;
