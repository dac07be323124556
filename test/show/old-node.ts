import { ZreNode } from "../../src/index.ts";
import { ReferenceNode } from "../zocp/reference-node.ts";

// A program as people wrote it with pyZOCP, as the model of it: `old-node.ts NAME`. What would end the real one ends it.
const [name = "old"] = process.argv.slice(2);
const zre = new ZreNode(name, { headers: { "X-ZOCP": "1" } });
const node = new ReferenceNode(zre.id);
node.register("emit", 1, "flt", "rwe");
node.register("sens", 0, "flt", "rws");
node.register("knob", 3n, "int", "rw");

function act(deed: () => void): void {
  deed();
  for (const { to, text } of node.take()) zre.whisper(to, text);
}

zre.on("enter", ({ peer }) => act(() => node.handleEnter(peer)));
zre.on("exit", ({ peer }) => act(() => node.handleExit(peer)));
zre.on("whisper", ({ peer, content }) => act(() => node.handleMessage(peer, content.text(0))));
await zre.start();
console.log(JSON.stringify({ event: "ready", name }));
process.once("SIGTERM", () => zre.stop());
