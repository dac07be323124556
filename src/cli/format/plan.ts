import type { JsonObject } from "../../index.ts";
import type { Change, Plan, PlannedWire, Refusal } from "../../show.ts";
import type { Colours } from "./colours.ts";
import type { Printable } from "./json.ts";
import { pad, printable, showQuoted, widthOf } from "./text.ts";

/** One thing that is not as a file says. */
export interface Difference {
  /** `~` it is otherwise, `+` it lacks, `-` it is too much, `?` nobody can say, `!` it cannot be. */
  readonly sign: "~" | "+" | "-" | "?" | "!";
  readonly subject: string;
  readonly text: string;
  /** The same for programs. */
  readonly json: Printable;
}

/** Everything that is not as the file says, in the order in which it would be repaired. */
export function differencesOf(plan: Plan): readonly Difference[] {
  return [
    ...plan.changes.map(differenceOf),
    ...plan.extras.map((wire) =>
      difference("-", wireOf(wire), "is not in the file (--exact cuts it)", { extra: endsOf(wire) }),
    ),
    ...plan.problems.map(({ address, reason }) => difference("!", address, reason, { problem: address, reason })),
    ...plan.missing.map(({ name, reason, fits }) => {
      const [first] = fits;
      const advice =
        first === undefined
          ? ""
          : `; ${fits.join(", ")} ${fits.length === 1 ? "fits" : "fit"}: --replace ${word(name)}=${word(first)}`;
      return difference("?", name, `${reason}${advice}`, { missing: name, reason, fits });
    }),
  ];
}

/** Lines with their columns below each other. */
export function formatDifferences(differences: readonly Difference[], colours: Colours): readonly string[] {
  const width = Math.min(MOST, Math.max(0, ...differences.map(({ subject }) => widthOf(printable(subject)))));
  const paint = { "~": colours.yellow, "+": colours.green, "-": colours.red, "?": colours.yellow, "!": colours.red };
  return differences.map(
    ({ sign, subject, text }) => `${paint[sign](sign)} ${pad(printable(subject), width)}  ${printable(text)}`,
  );
}

/** What was refused, for people and for programs. */
export function refusalOf({ change, reason }: Refusal): Difference {
  const { subject, json } = differenceOf(change);
  return difference("!", subject, `refused: ${reason}`, { refused: json, reason });
}

export function differenceOf(change: Change): Difference {
  switch (change.kind) {
    case "value": {
      const { kind, address, from, to } = change;
      const now = from === undefined ? "nothing now" : `${showQuoted(from)} now`;
      return difference("~", address, `${showQuoted(to)} in the file, ${now}`, {
        change: kind,
        address,
        file: to,
        now: from,
      });
    }
    case "merge": {
      const { kind, address, from, to } = change;
      return difference("~", address, `merge ${showQuoted(to)} in the file, ${showQuoted(from)} now`, {
        ...{ change: kind, address, file: to, now: from },
      });
    }
    case "position": {
      const { kind, node, from, to } = change;
      return difference("~", node, `stands elsewhere: ${showQuoted(to)} in the file, ${showQuoted(from ?? null)} now`, {
        ...{ change: kind, node, file: to, now: from },
      });
    }
    case "cut":
      return difference("-", wireOf(change.wire), "is to be cut", { change: "cut", ...endsOf(change.wire) });
    case "options": {
      const { options, before = new Map() } = change.wire;
      const text = `${showQuoted(options)} in the file, ${showQuoted(before)} now`;
      return difference("~", wireOf(change.wire), text, { change: "options", ...endsOf(change.wire), now: before });
    }
    default: {
      const { waits } = change.wire;
      const text = waits === undefined ? "is not there" : `is to be kept until ${waits} comes`;
      return difference("+", wireOf(change.wire), text, { change: "make", ...endsOf(change.wire), waits });
    }
  }
}

function difference(sign: Difference["sign"], subject: string, text: string, json: Printable): Difference {
  return { sign, subject, text, json };
}

function wireOf({ emitter, sensor }: PlannedWire): string {
  return `${emitter} → ${sensor}`;
}

function endsOf({ emitter, sensor, options }: PlannedWire): { readonly [name: string]: Printable } {
  return { emitter, sensor, options: optionsOf(options) };
}

function optionsOf(options: JsonObject): Printable {
  return options.size === 0 ? undefined : options;
}

/** As a shell takes it. */
function word(name: string): string {
  return /^[\w@.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}

/** Columns of what a line is about: one long name must not push all others to the right. */
const MOST = 50;
