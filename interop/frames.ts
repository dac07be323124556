// `npm run interop:frames -- --frames 20000000`: so many frames each way between libzmq and ours under CURVE, in both roles.
import { parseArgs } from "node:util";

import { closeEnds } from "./curve-end.ts";
import { exchangeFrames } from "./curve-frames.ts";

const { values } = parseArgs({ options: { frames: { type: "string", default: "1000000" } } });
const frames = Number(values.frames);
let right = true;
for (const role of ["client", "server"] as const) {
  const begin = performance.now();
  const { sent, received, connections, wrong } = await exchangeFrames({ role, frames });
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`ours as ${role}: ${sent} sent, ${received} received, ${connections} connection(s), ${seconds} s`);
  if (wrong !== undefined) console.log(wrong);
  right &&= wrong === undefined && connections === 1 && sent === frames && received === frames;
  await closeEnds();
}
process.exit(right ? 0 : 1);
