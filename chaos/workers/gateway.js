// The gateway of web pages as `zocp composer` runs it, and what it costs.
import { Gateway } from "../../dist/gateway/gateway.js";
import { answer } from "./answer.js";

const gateway = new Gateway({ httpPort: 0 });
await gateway.start();

answer({
  url: () => gateway.links()[0]?.url,
  memory: () => process.memoryUsage().rss / 2 ** 20,
  stop: () => gateway.stop(),
});
