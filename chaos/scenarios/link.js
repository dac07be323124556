// What happens to the wires: links that go down, networks that fall apart, packets that are lost.
import { open } from "../harness/openings.js";
import { pause } from "../harness/pause.js";

const NAMES = ["ada", "bob", "cy"];
/** What a flood is here: values that one node emits in a second, to each of two others. */
const FLOOD = 20_000;

/** @type {import("../harness/runner.js").Scenario[]} */
export const scenarios = [
  down("link-2", 2, FLOOD),
  down("link-20", 20, FLOOD),
  down("link-60", 60, FLOOD),
  {
    name: "cable-9",
    about: "a cable is pulled out at the switch for 9 s",
    run: async (stage) => {
      await open(stage, NAMES);
      await stage.host("bob").cable("down");
      await pause(9000);
      await stage.mark();
      await stage.host("bob").cable("up");
      await stage.returns();
    },
  },
  partition("partition-4", 4, FLOOD),
  partition("partition-7", 7, 20),
  partition("partition-15", 15, FLOOD),
  {
    name: "partition-40",
    about: "the network falls apart in two halves for 40 s, each goes on, and they come together",
    run: async (stage) => {
      await open(stage, [...NAMES, "dee"]);
      for (const name of ["cy", "dee"]) await stage.host(name).replug("br2");
      await pause(33_000);
      await stage.sees({ ada: ["bob", "zed"], bob: ["ada", "zed"], cy: ["dee"], dee: ["cy"] }, 5);
      await stage.mark();
      await pause(2000);
      for (const name of ["cy", "dee"]) await stage.host(name).replug("br0");
      await stage.returns();
    },
  },
  loss("loss-1", 1, 60, FLOOD),
  loss("loss-5", 5, 60, 500),
  loss("loss-20", 20, 60, 100),
  oneWay("one-way-8", 8),
  oneWay("one-way-20", 20),
  oneWay("one-way-45", 45),
  {
    name: "no-beacons",
    about: "no beacon arrives anywhere for 40 s, as on Wi-Fi that throws broadcasts away",
    run: async (stage) => {
      await open(stage, NAMES);
      const hosts = [...stage.world.hosts.values()];
      for (const host of hosts) await host.drop({ protocol: "udp" });
      await pause(40_000);
      const lost = await stage.exits();
      if (lost > 0) stage.fault(`${lost} times a peer was given up, although the connections were well`);
      await stage.mark();
      for (const host of hosts) await host.heal();
      await stage.returns();
    },
  },
  scenario("no-tcp", "beacons arrive and nothing else at one machine for 20 s", FLOOD, async (stage) => {
    await stage.host("bob").drop({ protocol: "tcp" });
    await pause(20_000);
    await stage.mark();
    await stage.host("bob").heal();
    await stage.returns();
  }),
];

/** @param {string} name @param {number} seconds @param {number} flood */
function down(name, seconds, flood) {
  return scenario(name, `a link is down for ${seconds} s`, flood, async (stage) => {
    await stage.host("bob").link("down");
    await pause(seconds * 1000);
    await stage.mark();
    await stage.host("bob").link("up");
    await stage.returns();
  });
}

/** @param {string} name @param {number} seconds @param {number} flood */
function partition(name, seconds, flood) {
  return scenario(name, `a machine is cut off unseen for ${seconds} s`, flood, async (stage) => {
    await stage.host("bob").replug("br2");
    await pause((seconds * 1000) / 2);
    await stage.mark();
    await pause((seconds * 1000) / 2);
    await stage.host("bob").replug("br0");
    await stage.returns();
  });
}

/** @param {string} name @param {number} percent @param {number} seconds @param {number} rate */
function loss(name, percent, seconds, rate) {
  return scenario(name, `each machine loses ${percent} % of what arrives, for ${seconds} s`, rate, async (stage) => {
    const hosts = [...stage.world.hosts.values()];
    for (const host of hosts) await host.drop({ percent });
    await pause(seconds * 1000);
    const lost = await stage.exits();
    const gaps = [...(await stage.reports()).values()].map(({ gap = 0 }) => gap);
    stage.note(`${lost} times a peer was given up, longest pause of values ${Math.max(...gaps).toFixed(0)} ms`);
    if (percent === 1 && lost > 0) stage.fault(`1 % of loss made nodes give up peers ${lost} times`);
    await stage.mark();
    for (const host of hosts) await host.heal();
    await stage.returns();
  });
}

/** @param {string} name @param {number} seconds */
function oneWay(name, seconds) {
  return scenario(
    name,
    `for ${seconds} s one machine hears nothing of another, which hears everything`,
    20,
    async (stage) => {
      await stage.host("bob").drop({ from: [stage.host("ada"), stage.host("zed")] });
      await pause(seconds * 500);
      await stage.mark();
      await pause(seconds * 500);
      await stage.host("bob").heal();
      await stage.returns();
    },
  );
}

/**
 * @param {string} name @param {string} about @param {number} rate values that the first node emits in a second
 * @param {(stage: import("../harness/stage.js").Stage) => Promise<void>} run
 */
function scenario(name, about, rate, run) {
  return {
    name,
    about: rate > 20 ? `${about}; ${rate} signals/s go to each of two nodes` : about,
    run: async (/** @type {import("../harness/stage.js").Stage} */ stage) => {
      await open(stage, NAMES);
      await stage.pace(rate, "ada");
      await pause(500);
      await run(stage);
    },
  };
}
