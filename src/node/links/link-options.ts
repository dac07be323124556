import { checkObject, checkSwitch, type OptionNames, show } from "../../arguments/check.ts";
import type { Json } from "../../bytes/json.ts";
import { UsageError } from "../../errors.ts";
import { FRESHEST, isFresh, optionsOf, STALEST } from "../../zocp/codec/sampling.ts";
import { HIGHEST_PRIORITY, isPriority, USUAL_PRIORITY } from "../../zocp/codec/weight.ts";
import type { LinkRequest } from "../../zocp/links/deciding.ts";
import { fitsRecord } from "../../zocp/links/record.ts";
import { LinkMap } from "../../zocp/maps/link-map.ts";
import { checkSender, SENDER_OPTIONS, type SenderOptions } from "../fading/sender.ts";
import { type JsonInput, toJson } from "../json-input.ts";
import type { MapStage } from "./compile-map.ts";
import { SAMPLING_OPTIONS, type SamplingOptions, toSampling } from "./sampling-options.ts";

/** How somebody asks for a link. */
export interface LinkOptions extends SamplingOptions, SenderOptions {
  /**
   * More about how its values travel, for nodes that understand it: kept with the link and told to both ends. 4,096 characters of JSON. An
   * empty object takes away what was said before.
   */
  readonly options?: { readonly [name: string]: JsonInput } | undefined;
  /**
   * What its values count for at the sensor, from 0 (none is taken) to 200; 100 without it. Of the sources that are there, those of the highest
   * priority count; what is set, faded or given by the sensor's program is one of 100.
   */
  readonly priority?: number | undefined;
  /**
   * Seconds, 0.01 to 3600: a value that waited longer at the emitter, because the sensor's node is slow or does not answer, is dropped, and the emitter's
   * node tells so by `dropped`. 2 without it where the sensor is an event; any other sensor takes values of any age.
   */
  readonly fresh?: number | undefined;
  /** Keeps the link and lets nothing through. False takes that back. */
  readonly mute?: boolean | undefined;
  /** What its values become on the way, stage by stage; an empty list takes that back. Runs at the sensor's node, so emitters of every make take part. */
  readonly map?: readonly MapStage[] | undefined;
  /** A person wants it now, whatever was decided before. What a node that is no end asks for is decided without this, too. */
  readonly decide?: boolean | undefined;
  /** It is wanted wherever nobody has decided otherwise. What an end asks for is declared without this, too. */
  readonly declare?: boolean | undefined;
}

export const LINK_OPTIONS: OptionNames<LinkOptions> = {
  ...SAMPLING_OPTIONS,
  options: true,
  priority: true,
  fresh: true,
  mute: true,
  map: true,
  decide: true,
  declare: true,
  ...SENDER_OPTIONS,
};

/** Throws `UsageError` for what cannot be kept. */
export function toLinkRequest({
  options,
  priority,
  fresh,
  mute,
  map,
  decide,
  declare,
  show: name,
  term,
  ...sampling
}: LinkOptions): LinkRequest {
  checkSwitch("mute", mute);
  if (priority !== undefined && !isPriority(priority))
    throw new UsageError(
      "invalid-argument",
      `the priority ${show(priority)} is not a number from 0 to ${HIGHEST_PRIORITY}`,
    );
  if (fresh !== undefined && !(typeof fresh === "number" && isFresh(fresh)))
    throw new UsageError(
      "invalid-argument",
      `fresh ${show(fresh)} is no number of seconds from ${FRESHEST} to ${STALEST}`,
    );
  checkSwitch("decide", decide);
  checkSwitch("declare", declare);
  if (options !== undefined) checkObject("the options of a link", options);
  if (decide === true && declare === true)
    throw new UsageError("invalid-argument", "a link is either decided or declared, not both");
  const wanted = toSampling(sampling);
  const all = new Map<string, Json>([
    ...Object.entries(options ?? {}).map(([name, value]) => [name, toJson(value)] as const),
  ]);
  // What has a name of its own counts, whatever the open record says of it.
  if (wanted !== undefined) for (const name of ["rate", "every"]) all.delete(name);
  for (const [name, value] of optionsOf(wanted)) all.set(name, value);
  if (priority !== undefined) put(all, "priority", priority === USUAL_PRIORITY ? undefined : priority);
  if (fresh !== undefined) all.set("fresh", fresh);
  if (mute !== undefined) put(all, "mute", mute || undefined);
  if (map !== undefined) all.set("map", toJson(map));
  checkMap(all);
  if (!fitsRecord(all)) throw new UsageError("invalid-argument", `the options ${show(options)} are too long`);
  const as = decide === true ? "decide" : declare === true ? "declare" : undefined;
  // That there are none can be said, too.
  const said = [options, priority, fresh, mute, map].some((one) => one !== undefined);
  const sender = checkSender("connect", { show: name, term });
  return all.size === 0 && !said ? { as, sender } : { as, sender, options: all };
}

function put(options: Map<string, Json>, name: string, value: Json | undefined): void {
  if (value === undefined) options.delete(name);
  else options.set(name, value);
}

/** A list without stages is no map. Throws `UsageError` ("invalid-map"). */
function checkMap(options: Map<string, Json>): void {
  const map = options.get("map");
  if (map === undefined) return;
  new LinkMap(map);
  if (Array.isArray(map) && map.length === 0) options.delete("map");
}
