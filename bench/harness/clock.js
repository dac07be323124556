// Time and cost as every process of this machine sees them.

/** Milliseconds of a clock that all processes share, unlike that of `performance`. */
export function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Milliseconds of processor time that this process has used. */
export function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @param {number} milliseconds */
export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
