// A ZRE peer that shares nothing with the package: on the sockets of libzmq, as zyre is one.
import { answer, options } from "./answer.js";

const { name, address, broadcast, peer: file } = options;
/** @type {typeof import("../../interop/zmq-peer.ts")} */
const { ZmqPeer } = await import(file);
const peer = new ZmqPeer(name, { beaconPort: 5670, groups: ["CHAOS"], address, broadcast, expired: 30_000 });
await peer.start();
let shouted = 0;
setInterval(() => peer.shout("CHAOS", String(++shouted)), 200);

answer({
  report: () => ({
    id: peer.id,
    zre: [...peer.hellos.values()].map((hello) => hello.name).sort(),
    own: { shout: shouted },
    shouts: latestShouts(),
    problems: peer.troubles.slice(0, 20),
  }),
  stop: () => peer.goodbye(),
});

/** What each node that is known shouted last. */
function latestShouts() {
  /** @type {Record<string, number>} */
  const latest = {};
  for (const { from, name, content } of peer.heard.splice(0, Math.max(0, peer.heard.length - 500)))
    void [from, name, content];
  for (const { from, name, content } of peer.heard) {
    const hello = peer.hellos.get(from);
    if (name === "SHOUT" && hello !== undefined) latest[hello.name] = Number(String(content[0]));
  }
  return latest;
}
