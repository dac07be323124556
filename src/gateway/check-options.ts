import {
  checkFunction,
  checkGiven,
  checkLimits,
  checkOctets,
  checkOptions,
  checkSwitch,
  checkText,
  checkTexts,
  type OptionNames,
  show,
} from "../arguments/check.ts";
import { UsageError } from "../index.ts";
import type { GatewayLimits, GatewayOptions } from "./options.ts";

/** Throws `UsageError` for an option that does not exist or is of the wrong kind. What `network` holds is looked at by its nodes. */
export function checkGatewayOptions(options: GatewayOptions): void {
  checkOptions("Gateway", options, OPTIONS);
  for (const name of ["host", "serve"] as const) checkGiven(name, options[name], checkText);
  checkGiven("composer", options.composer, checkFiles);
  checkGiven("library", options.library, checkFile);
  checkGiven("httpPort", options.httpPort, checkPort);
  for (const name of ["trustProxy", "readOnly"] as const) checkSwitch(name, options[name]);
  checkGiven("allowNames", options.allowNames, checkTexts);
  checkGiven("note", options.note, checkFunction);
  checkLimits("limits", options.limits, LIMIT_NAMES);
}

/** A folder, or what its files hold by their paths. */
function checkFiles(what: string, given: unknown): void {
  if (!(given instanceof Map)) return checkText(what, given);
  for (const [path, content] of given) {
    checkText(`a path of ${what}`, path);
    checkOctets(`what ${path} of ${what} holds`, content);
  }
}

function checkFile(what: string, given: unknown): void {
  if (!(given instanceof Uint8Array)) checkText(what, given);
}

function checkPort(what: string, given: unknown): void {
  if (Number.isInteger(given) && Number(given) >= 0 && Number(given) <= 65535) return;
  throw new UsageError("invalid-argument", `${what} is ${show(given)}: it must be a whole number from 0 to 65535`);
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
