// How shows begin: who is there, on which machines, and whose values go to whom. Each returns when all is well.
import { fileURLToPath } from "node:url";

/** @typedef {import("./stage.js").Stage} Stage */

/**
 * A machine for each of these nodes and one for a peer on libzmq; every node takes the values of every other.
 *
 * @param {Stage} stage @param {readonly string[]} names @param {{ zre?: boolean, options?: object }} [options]
 */
export async function open(stage, names, { zre = true, options = {} } = {}) {
  await stage.world.open();
  for (const name of names) await stage.world.plug(name);
  if (zre) await stage.world.plug("zed");
  await Promise.all(names.map((name) => stage.start(name, options)));
  if (zre) await stage.startZre("zed");
  await aimAll(stage, names);
  const [first, second, third] = names;
  if (first && second && third) {
    // And one that a third node asks for.
    await stage.ask(third, "sensor", "third-party");
    await stage.ask(first, "wire", `${second}/out`, `${third}/third-party`);
  }
  await stage.begin();
}

/**
 * A machine for each of these nodes, and one with a gateway and a page on it that is a node like the others. Returns the process
 * of the gateway.
 *
 * @param {Stage} stage @param {readonly string[]} names @param {string} page
 */
export async function openWithPage(stage, names, page) {
  await stage.world.open();
  for (const name of [...names, page]) await stage.world.plug(name);
  await Promise.all(names.map((name) => stage.start(name)));
  const gateway = await stage.host(page).run(GATEWAY, {});
  await stage.startPage(page, await gateway.ask("url"));
  await aimAll(stage, [...names, page]);
  await stage.begin();
  return gateway;
}

/**
 * A machine for each of these nodes and one for a hub, on a network where no beacon arrives.
 *
 * @param {Stage} stage @param {readonly string[]} names @param {string} hub
 */
export async function openWithHub(stage, names, hub) {
  await stage.world.open();
  const host = await stage.world.plug(hub);
  for (const name of names) await stage.world.plug(name);
  for (const one of stage.world.hosts.values()) await one.drop({ protocol: "udp" });
  const start = () => host.run(HUB, {});
  const options = { gossip: [`tcp://${host.address}:5670`] };
  const program = await start();
  await Promise.all(names.map((name) => stage.start(name, options)));
  await aimAll(stage, names);
  await stage.begin();
  return { program, start, options };
}

/** @param {Stage} stage @param {readonly string[]} names */
async function aimAll(stage, names) {
  for (const name of names) await stage.aim(name, but(names, name));
  await stage.pace(RATE);
}

/** @param {readonly string[]} names @param {string} name */
function but(names, name) {
  return names.filter((other) => other !== name);
}

const HUB = fileURLToPath(new URL("../workers/hub.js", import.meta.url));
const GATEWAY = fileURLToPath(new URL("../workers/gateway.js", import.meta.url));
/** Values that each node emits in a second. */
const RATE = 20;
