import type { Json } from "../../../src/bytes/json.ts";
import type { FadeRequest } from "../../../src/zocp/fades/fading.ts";
import type { Timing } from "../../../src/zocp/fades/timing.ts";
import type { Inhabitant, OurNode } from "../simulated-transport.ts";

/** A timing as it is without anything asked. */
export function timing(asked: Partial<Timing> = {}): Timing {
  return { over: 0, delay: 0, curve: "linear", priority: 100, tag: "", ...asked };
}

let requests = 1000;

/** Asks a peer for fades; `accepted` and `ended` tell how each went, by path. */
export function fade(
  from: OurNode,
  to: Inhabitant,
  values: Readonly<Record<string, Json>>,
  asked: Partial<Timing> = {},
) {
  const tag = asked.tag ?? from.machine.nextTag();
  const fades = Object.entries(values).map(
    ([path, value]): FadeRequest => ({
      accepted: ++requests,
      ended: ++requests,
      path,
      value,
      timing: timing({ ...asked, tag }),
    }),
  );
  from.act((machine, now) => machine.fadeRemote(fades, to.id, { timeout: 5000, now }));
  const outcomes = (which: "accepted" | "ended"): Record<string, Json | undefined> =>
    Object.fromEntries(fades.map((one) => [one.path, from.outcome(one[which])]));
  return { tag, accepted: () => outcomes("accepted"), ended: () => outcomes("ended") };
}

/** The values that a parameter had, and when, from now on. */
export function record(node: OurNode, path: string): { readonly at: number; readonly value: Json }[] {
  const steps: { readonly at: number; readonly value: Json }[] = [];
  const { push } = node.events;
  node.events.push = (...events) => {
    for (const event of events)
      if (event.type === "changed" && event.parameter === path) steps.push({ at: event.at, value: event.value });
    return push.apply(node.events, events);
  };
  return steps;
}
