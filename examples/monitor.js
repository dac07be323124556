// A monitor: prints everything that happens on the network, until Ctrl-C. It has no parameters of its own.
import { formatJson, ZocpNode } from "zocp";

const monitor = new ZocpNode("monitor");
const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort());

await monitor.start();
console.log("monitor: Ctrl-C ends it");

for await (const event of monitor.events({ signal: stopping.signal })) {
  switch (event.type) {
    case "described": {
      const peer = monitor.peers.get(event.peer);
      for (const [path, { value, typeHint, access }] of peer?.parameters ?? [])
        console.log(`${event.name}/${path} = ${formatJson(value ?? null)} (${typeHint}, ${access})`);
      // From here on the node tells us each value that it emits and each parameter that comes and goes.
      peer?.monitor();
      break;
    }
    case "signal":
      console.log(`${event.name}/${event.emitter} sends ${formatJson(event.value)}`);
      break;
    // A sensor, for instance, that took a value.
    case "value":
      console.log(`${event.name}/${event.parameter} is ${formatJson(event.value)}`);
      break;
    case "modified":
      console.log(`${event.name} changed ${[...event.parameters, ...event.removed].join(", ")}`);
      break;
    case "enter":
      console.log(`${event.name} is here`);
      break;
    case "exit":
      console.log(`${event.name} is gone: ${event.reason}`);
  }
}
await monitor.stop();
