// Calls: a node offers methods by name, others call them and get the result, or the reason why there is none.
import { NetworkError, ZocpNode } from "zocp";

const player = new ZocpNode("player");
const clips = ["intro", "rain", "finale"];
player.handle("play", ([clip], { name }) => {
  if (typeof clip !== "string" || !clips.includes(clip)) throw new Error(`there is no clip "${clip}"`);
  console.log(`player: ${name} starts ${clip}`);
  return { clip, seconds: 12.5 };
});

const desk = new ZocpNode("desk");
await Promise.all([player.start(), desk.start()]);
const remote = await desk.waitFor("player", { timeout: 5000 });

// Objects arrive as a Map: any name is an ordinary name, and the order stays.
const result = await remote.call("play", ["rain"], { timeout: 2000 });
if (result instanceof Map) console.log(`desk: it lasts ${result.get("seconds")} s`);

try {
  await remote.call("play", ["snow"]);
} catch (error) {
  // What the other side threw, an absent method, a time-out and a peer that left all arrive as a NetworkError.
  if (!(error instanceof NetworkError)) throw error;
  console.log(`desk: ${error.code}: ${error.message}`);
}

await Promise.all([player.stop(), desk.stop()]);
