import {
  checkFunction,
  checkGiven,
  checkLimits,
  checkOptions,
  checkSwitch,
  checkText,
  checkTexts,
  type OptionNames,
} from "../arguments/check.ts";
import type { GatewayLimits, GatewayOptions } from "./options.ts";

/** Throws `UsageError` for an option that does not exist or is of the wrong kind. What `network` holds is looked at by its nodes. */
export function checkGatewayOptions(options: GatewayOptions): void {
  checkOptions("Gateway", options, OPTIONS);
  for (const name of ["host", "composer", "library", "serve"] as const) checkGiven(name, options[name], checkText);
  for (const name of ["trustProxy", "readOnly"] as const) checkSwitch(name, options[name]);
  checkGiven("allowNames", options.allowNames, checkTexts);
  checkGiven("note", options.note, checkFunction);
  checkLimits("limits", options.limits, LIMIT_NAMES);
}

const OPTIONS: OptionNames<GatewayOptions> = {
  host: true,
  httpPort: true,
  allowNames: true,
  trustProxy: true,
  readOnly: true,
  rate: true,
  composer: true,
  library: true,
  serve: true,
  network: true,
  note: true,
  limits: true,
};

const LIMIT_NAMES: OptionNames<GatewayLimits> = {
  clients: true,
  strangers: true,
  message: true,
  messages: true,
  bytes: true,
  busy: true,
  joins: true,
  waiting: true,
  waitingTotal: true,
  linger: true,
  stall: true,
  join: true,
};
