import { checkOptions, type OptionNames } from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";
import { hostNet } from "../../net/host/host-net.ts";
import type { Net } from "../../net/net.ts";
import { BROKER_OPTIONS, type BrokerOptions, chooseBroker, makeCarrier } from "./broker-options.ts";
import { checkDuration } from "./examine-broker.ts";
import { Onlooker, type PresentNode } from "./onlooker.ts";

/** Where to look, and for how long. */
export interface NodesOnBrokerOptions extends BrokerOptions {
  /** Milliseconds after which it ends although more are told of; it ends when nobody more is. 1,000. */
  readonly duration?: number | undefined;
  /** The world in which that happens; the host without it. */
  readonly net?: Net | undefined;
}

/**
 * Who is on a broker, by what it tells: nobody is met. What is not there any more may be among them for a while. Throws `UsageError` when
 * no broker is named, rejects with `NetworkError` when it cannot be reached.
 */
export async function nodesOnBroker(options: NodesOnBrokerOptions = {}): Promise<readonly PresentNode[]> {
  checkOptions("nodesOnBroker", options, OPTIONS);
  const { net = hostNet(), duration = DURATION } = options;
  checkDuration("duration", duration);
  const chosen = chooseBroker(options, false);
  if (chosen === undefined) throw new UsageError("invalid-argument", "no broker is named");
  const onlooker = new Onlooker(makeCarrier(chosen, net), net);
  try {
    await onlooker.open();
    await untilQuiet(onlooker, net, duration);
    return [...onlooker.nodes.values()];
  } finally {
    await onlooker.close();
  }
}

/** Answers come within 200 ms, or as fast as the broker can tell what it keeps. */
async function untilQuiet(onlooker: Onlooker, { clock }: Net, duration: number): Promise<void> {
  const begin = clock.now();
  const rest = (time: number): Promise<void> => new Promise((resolve) => void clock.schedule(time, resolve));
  for (;;) {
    const since = Math.max(begin + ANSWERS_MS, onlooker.lastAt);
    const end = Math.min(since + QUIET_MS, begin + duration);
    if (clock.now() >= end) return;
    await rest(end - clock.now());
  }
}

const OPTIONS: OptionNames<NodesOnBrokerOptions> = { ...BROKER_OPTIONS, duration: true, net: true };
const DURATION = 1000;
const ANSWERS_MS = 200;
const QUIET_MS = 100;
