import type { Happening } from "../stdio/happenings.ts";
import type { Manner } from "./clock.ts";
import { type Printable, toJsonText } from "./json.ts";
import { printable } from "./text.ts";

/** One line for a program; for a person too, but without what only programs care for: then undefined. */
export function formatHappening(happening: Happening, { json, colours, clock, now }: Manner): string | undefined {
  if (json) return toJsonText(happening);
  const words = Object.hasOwn(WORDS, happening.event) ? WORDS[happening.event]?.(happening) : undefined;
  if (words === undefined) return undefined;
  const at = typeof happening.at === "string" ? new Date(happening.at) : now;
  return `${colours.dim(clock.stamp(at))}  ${printable(words)}`;
}

function show(value: Printable): string {
  return typeof value === "string" ? value : toJsonText(value);
}

const WORDS: Readonly<Record<string, (happening: Happening) => string>> = {
  ready: ({ name, endpoints, broker }) => `${show(name)} ${whereabouts(endpoints, broker)}; Ctrl-C ends it`,
  enter: ({ node }) => `${show(node)} is here`,
  exit: ({ node, reason }) => `${show(node)} left (${show(reason)})`,
  suspected: ({ node }) => `${show(node)} does not answer`,
  recovered: ({ node }) => `${show(node)} answers again`,
  edited: (happening) => {
    const { action, by, times } = happening;
    const count = typeof times === "number" && times > 1 ? `, the last of ${times} times` : "";
    return `${EDITS[show(action)]?.(happening) ?? show(action)} by ${show(by)}${count}`;
  },
  linked: ({ emitter, sensor }) => `${show(emitter)} → ${show(sensor)}`,
  unlinked: ({ emitter, sensor, reason }) => `${show(emitter)} ✗ ${show(sensor)}: ${show(reason)}`,
  overruled: ({ emitter, sensor, made, by }) =>
    `${show(emitter)} ${made === true ? "→" : "✗"} ${show(sensor)}: ${show(by)} decided so, against this node`,
  cut: ({ emitter, sensor, reason }) => `${show(emitter)} ✗ ${show(sensor)}: ${show(reason)}`,
  refused: ({ parameter, reason, from, node }) => `${show(parameter)} (${show(from ?? node)}) refused: ${show(reason)}`,
  cycle: ({ path }) => `links form a ring: ${Array.isArray(path) ? path.join(" → ") : ""}`,
  lost: ({ parameter, node, count, from, reason }) =>
    from === undefined
      ? `${show(node)} is too slow: ${values(count)} of ${show(parameter)} ${count === 1 ? "was" : "were"} lost`
      : `${show(from)} ⇢ ${show(parameter)}: ${values(count)} ${count === 1 ? "was" : "were"} lost: ${show(reason)}`,
  failed: ({ message }) => show(message),
};

function values(count: Printable): string {
  return `${show(count)} ${count === 1 ? "value" : "values"}`;
}

function whereabouts(endpoints: Printable | undefined, broker: Printable | undefined): string {
  if (broker !== undefined) return `is on ${show(broker)}`;
  if (Array.isArray(endpoints) && endpoints.length > 0) return `is at ${endpoints.join(", ")}`;
  return "waits for a network: no interface with an address is up on this machine";
}

/** What others did to the node. */
const EDITS: Readonly<Record<string, (happening: Happening) => string>> = {
  set: ({ parameter, value }) => `${named(parameter)} was set${value === undefined ? "" : ` to ${toJsonText(value)}`}`,
  register: ({ parameter, value }) =>
    `${named(parameter)} was registered${value === undefined ? "" : ` as ${toJsonText(value)}`}`,
  connect: ({ emitter, sensor }) => `${show(emitter)} → ${show(sensor)} was wired`,
  disconnect: ({ emitter, sensor }) => `${show(emitter)} ✗ ${show(sensor)} was cut`,
};

/** There may be more changes than can be told one by one. */
function named(parameter: Printable): string {
  return parameter === null ? "much else" : show(parameter);
}
