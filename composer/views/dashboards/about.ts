import type { Composer } from "../../model/composer.ts";
import type { Tile } from "../../model/dashboards/dashboard.ts";
import { describeOwner } from "../../model/network/owners.ts";
import { whyFixed } from "../../model/network/rules.ts";
import type { ShownParameter } from "../../model/network/shown-parameter.ts";

/** What a tile shows, and why it rests. */
export interface About {
  readonly parameter: ShownParameter | undefined;
  readonly name: string;
  /** Why a hand cannot move it; undefined when it can. */
  readonly fixed: string | undefined;
  /** What a person has to know: why it rests, who holds it, why its node did not take the last value. */
  readonly told: string;
  readonly tone: "plain" | "warn" | "bad";
  /** Its node is not here, or has no such parameter. */
  readonly gone: boolean;
}

export function aboutTile({ parameter: named, label }: Tile, { network, lock, drivers, valves }: Composer): About {
  const parameter = named === undefined ? undefined : network.find(named.node, named.path);
  const name = label === "" ? (named?.path ?? "") : label;
  if (parameter === undefined) {
    const here = named !== undefined && network.nodeOf(named.node)?.present === true;
    const why = named === undefined ? "it has no parameter" : here ? `${named.node} has no ${named.path}` : "";
    const told = why === "" ? `${named?.node} is not here` : why;
    return { parameter, name, fixed: told, told, tone: "warn", gone: true };
  }
  const gone = !parameter.node.present;
  const driven = drivers.why(parameter);
  const resting = whyFixed(parameter);
  const fixed = gone || lock.sets ? (resting ?? driven) : lock.reason;
  const owner = describeOwner(parameter.remote?.owner);
  const refused = valves.of(parameter).refusal;
  const shown = parameter.access.includes("w") || gone ? (resting ?? driven) : driven;
  const told = refused || owner || shown || "";
  return { parameter, name, fixed, told, tone: refused !== "" ? "bad" : gone ? "warn" : "plain", gone };
}
