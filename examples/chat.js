// A group chat on ZRE alone, without ZOCP: `node examples/chat.js ada`. Also zyre and pyre programs can take part.
// Lines that you type go to everyone in the group; the end of the input (Ctrl-D) or Ctrl-C ends it.
import { createInterface } from "node:readline";
import { ZreNode } from "zocp";

const GROUP = "CHAT";
const node = new ZreNode(process.argv[2] ?? "somebody", { groups: [GROUP] });
node.on("join", ({ name, group }) => group === GROUP && console.log(`* ${name} is here`));
node.on("exit", ({ name }) => console.log(`* ${name} is gone`));
node.on("shout", ({ name, group, content }) => group === GROUP && console.log(`${name}: ${content.text(0)}`));
// A peer may also write to us alone.
node.on("whisper", ({ name, content }) => console.log(`${name} (only to you): ${content.text(0)}`));

await node.start();
const lines = createInterface({ input: process.stdin });
process.once("SIGINT", () => lines.close());
for await (const line of lines) node.shout(GROUP, line);
await node.stop();
