import {
  checkFunction,
  checkGiven,
  checkLimits,
  checkSwitch,
  checkText,
  checkTexts,
  type OptionNames,
  show,
} from "../arguments/check.ts";
import { UsageError } from "../errors.ts";
import { NEVER } from "../zocp/clock/rank.ts";
import type { ZocpLimits } from "../zocp/core/core.ts";
import type { TransportNodeOptions } from "./transport-node.ts";

/** Throws `UsageError`. */
export function checkNodeOptions({
  allowRegistration,
  locked,
  let: through,
  accept,
  permit,
  clockRank,
  meet,
  zocpLimits,
}: TransportNodeOptions): void {
  checkSwitch("allowRegistration", allowRegistration);
  if (typeof locked !== "boolean") checkGiven("locked", locked, checkText);
  checkGiven("let", through, checkTexts);
  checkGiven("accept", accept, checkTexts);
  checkGiven("permit", permit, checkFunction);
  checkGiven("clockRank", clockRank, checkRank);
  checkGiven("meet", meet, checkMeet);
  checkLimits("zocpLimits", zocpLimits, ZOCP_LIMITS);
}

function checkMeet(what: string, given: unknown): void {
  if (given === "everybody" || given === "wanted") return;
  throw new UsageError("invalid-argument", `${what} is ${show(given)}, not "everybody" or "wanted"`);
}

function checkRank(what: string, given: unknown): void {
  if (Number.isInteger(given) && Number(given) >= 0 && Number(given) <= NEVER) return;
  throw new UsageError("invalid-argument", `${what} is ${show(given)}, not a whole number from 0 to ${NEVER}`);
}

export const NODE_OPTIONS: OptionNames<TransportNodeOptions> = {
  allowRegistration: true,
  locked: true,
  let: true,
  accept: true,
  permit: true,
  clockRank: true,
  meet: true,
  zocpLimits: true,
};

const ZOCP_LIMITS: OptionNames<ZocpLimits> = {
  message: true,
  parameters: true,
  totalTrees: true,
  tree: true,
  subscriptions: true,
  totalSubscriptions: true,
  pending: true,
  totalPending: true,
};
