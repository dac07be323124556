// Every row, in the order of the table.
import { signals } from "./rows/signals.js";

/** @type {readonly import("./harness/row.js").Row[]} */
export const rows = [signals];
