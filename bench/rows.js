// Every row, in the order of the table.
import { burst } from "./rows/burst.js";
import { detection } from "./rows/detection.js";
import { discovery } from "./rows/discovery.js";
import { fanOut } from "./rows/fan-out.js";
import { lateJoiner } from "./rows/late-joiner.js";
import { roundTrip } from "./rows/round-trip.js";
import { signals } from "./rows/signals.js";
import { slowConsumer } from "./rows/slow-consumer.js";
import { startUp } from "./rows/start-up.js";

/** @type {readonly import("./harness/row.js").Row[]} */
export const rows = [signals, roundTrip, fanOut, burst, slowConsumer, discovery, lateJoiner, detection, startUp];
