import { wrongUsage } from "../failure.ts";
import type { CommonOptions } from "../table/options.ts";

/** For commands that know the local network only: whoever asks for a broker must not be shown something else. */
export function refuseBroker({ broker }: CommonOptions, what: string): void {
  const [asked, by] = broker === undefined ? [process.env.ZOCP_BROKER, "ZOCP_BROKER"] : [broker, "--broker"];
  if (asked) throw wrongUsage(`${what} is for the local network, and not for a broker yet: leave ${by} out`);
}
