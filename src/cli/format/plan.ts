import type { JsonObject } from "../../index.ts";
import type { Change, Plan, PlannedWire, Refusal } from "../../show.ts";
import type { Colours } from "./colours.ts";
import type { Printable } from "./json.ts";
import { showApart } from "./moved.ts";
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
          : `; ${fits.join(", ")} ${fits.length === 1 ? "fits" : "fit"}: --replace ${word(`${part(name)}=${part(first)}`)}`;
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
      const [file, now] = from === undefined ? [showQuoted(to), "nothing"] : showApart(to, from);
      return difference("~", address, `${file} in the file, ${now} now`, {
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
      return difference(
        "~",
        node,
        `stands elsewhere: ${showQuoted(to)} in the file, ${from === undefined ? "none" : showQuoted(from)} now`,
        {
          ...{ change: kind, node, file: to, now: from },
        },
      );
    }
    case "cut":
      return difference("-", wireOf(change.wire), "is to be cut", { change: "cut", ...endsOf(change.wire) });
    case "options": {
      const { options, before = new Map() } = change.wire;
      const text = `${showOptions(options)} in the file, ${showOptions(before)} now`;
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

function showOptions(options: JsonObject): string {
  return options.size === 0 ? "no options" : showQuoted(options);
}

function optionsOf(options: JsonObject): Printable {
  return options.size === 0 ? undefined : options;
}

/** As `--replace` takes it: a name with a sign of its own stands in quotes. */
function part(name: string): string {
  return /[="]/.test(name) ? JSON.stringify(name) : name;
}

/** As a shell takes it: double quotes are quotes in every one, but some look for signs of theirs inside. */
function word(text: string): string {
  if (/^[\w@.=-]+$/.test(text)) return text;
  return /["$`\\!%]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}

/** Columns of what a line is about: one long name must not push all others to the right. */
const MOST = 50;
