import type { Fields } from "../core/fields.ts";
import { BROADCAST, type DmxPlace, formatPlace, parsePlace } from "./place.ts";

/** What a description says of DMX alone. */
export interface DmxSettings {
  readonly input: readonly DmxPlace[];
  readonly output: readonly DmxPlace[];
  /** Of what it sends by sACN. */
  readonly priority: number;
  /** What counts of sources of one priority: the highest level, or the latest change. */
  readonly merge: "htp" | "ltp";
  /** The port-address of universe 1. */
  readonly offset: number;
}

export const DMX_FIELDS = ["input", "output", "fixtures", "channels", "priority", "merge", "offset"] as const;

/** Throws `DescriptionError`. */
export function readDmxSettings(fields: Fields): DmxSettings {
  const [input, output] = [placesOf(fields, "input"), placesOf(fields, "output")];
  if (input.length + output.length === 0)
    throw fields.wrong("output", 'it is missing, and so is "input": the bridge would hear and say nothing');
  const everybody = [...input, ...output].find(
    (one) => one.host === BROADCAST && (one.protocol === "sacn" || input.includes(one)),
  );
  if (everybody !== undefined)
    throw fields.wrong(
      input.includes(everybody) ? "input" : "output",
      `${formatPlace(everybody)}: only artnet is sent to everybody`,
    );
  for (const one of output) {
    const other = input.find((in_) => in_.protocol === one.protocol && in_.first <= one.last && one.first <= in_.last);
    if (other !== undefined)
      throw fields.wrong(
        "output",
        `${formatPlace(one)} is an input, too (${formatPlace(other)}): it would hear itself`,
      );
  }
  const priority = fields.number("priority", 0, 200) ?? 100;
  if (!Number.isInteger(priority))
    throw fields.wrong("priority", `it must be a whole number from 0 to 200, not ${priority}`);
  return {
    input,
    output,
    priority,
    merge: fields.oneOf("merge", ["htp", "ltp"]) ?? "htp",
    offset: fields.number("offset", 0, 32_767) ?? 0,
  };
}

function placesOf(fields: Fields, name: "input" | "output"): readonly DmxPlace[] {
  const places = (fields.texts(name) ?? []).map((text) => {
    const place = parsePlace(text);
    if (typeof place === "string") throw fields.wrong(name, place);
    return place;
  });
  places.forEach((one, index) => {
    const twin = places.slice(0, index).find((other) => clash(one, other));
    if (twin !== undefined) throw fields.wrong(name, `${formatPlace(one)} overlaps ${formatPlace(twin)}`);
  });
  return places;
}

function clash(one: DmxPlace, other: DmxPlace): boolean {
  const same = one.protocol === other.protocol && one.host === other.host && one.port === other.port;
  return same && one.first <= other.last && other.first <= one.last;
}
