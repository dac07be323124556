// Every row, in the order of the table.
import { fanOut } from "./rows/fan-out.js";
import { roundTrip } from "./rows/round-trip.js";
import { signals } from "./rows/signals.js";

/** @type {readonly import("./harness/row.js").Row[]} */
export const rows = [signals, roundTrip, fanOut];
