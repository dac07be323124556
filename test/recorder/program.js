// Loaded into programs that tests start (`node --import`): what they must not send ends up in a file that the test reads.
import { appendFileSync } from "node:fs";

import { watchHost } from "./host.js";
import { Recorder } from "./recorder.js";

const folder = process.env.ZOCP_RECORDER;
if (folder !== undefined) {
  const file = `${folder}/${process.pid}.txt`;
  watchHost(new Recorder((breach) => appendFileSync(file, `${process.argv.slice(1).join(" ")}: ${breach}\n\n`)));
}
