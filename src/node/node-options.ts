import {
  checkFunction,
  checkGiven,
  checkLimits,
  checkSwitch,
  checkText,
  checkTexts,
  type OptionNames,
} from "../arguments/check.ts";
import type { ZocpLimits } from "../zocp/core/core.ts";
import type { TransportNodeOptions } from "./transport-node.ts";

/** Throws `UsageError`. */
export function checkNodeOptions({
  allowRegistration,
  locked,
  let: through,
  accept,
  permit,
  zocpLimits,
}: TransportNodeOptions): void {
  checkSwitch("allowRegistration", allowRegistration);
  if (typeof locked !== "boolean") checkGiven("locked", locked, checkText);
  checkGiven("let", through, checkTexts);
  checkGiven("accept", accept, checkTexts);
  checkGiven("permit", permit, checkFunction);
  checkLimits("zocpLimits", zocpLimits, ZOCP_LIMITS);
}

export const NODE_OPTIONS: OptionNames<TransportNodeOptions> = {
  allowRegistration: true,
  locked: true,
  let: true,
  accept: true,
  permit: true,
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
