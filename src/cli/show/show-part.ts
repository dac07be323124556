import { parseAddress } from "../../index.ts";
import type { DiffOptions } from "../../show.ts";
import { wrongUsage } from "../failure.ts";
import type { CommonOptions } from "../table/options.ts";

/** Which part of a file is meant, and who stands for whom. */
export interface PartOptions extends CommonOptions {
  readonly only?: readonly string[];
  readonly values?: boolean;
  readonly wires?: boolean;
  readonly exact?: boolean;
  readonly replace?: readonly string[];
  readonly guess?: boolean;
}

/** Throws a failure for a replacement that is none. */
export function partOf({ only, values, wires, exact, replace = [], guess }: PartOptions): DiffOptions {
  return {
    only: only?.map(checkPattern),
    values,
    wires,
    exact,
    guess,
    replace: Object.fromEntries(replace.map(readReplacement)),
  };
}

/** An address among patterns is looked up as one: it must be one. */
function checkPattern(pattern: string): string {
  if (!/[*?]/.test(pattern) && pattern.includes("/")) parseAddress(pattern);
  return pattern;
}

/** `old=new`; a name that holds "=" stands in quotes. */
function readReplacement(text: string): readonly [string, string] {
  const [, from, to] = /^((?:"(?:[^"\\]|\\.)*"|[^"=])+)=(.+)$/s.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw wrongUsage(
      `--replace ${text}: it must be of the form OLD=NEW, for instance cam@foyer=cam@stage or lamp/bright=lamp/level`,
    );
  return [plain(from), plain(to)];
}

function plain(text: string): string {
  return /^"(?:[^"\\]|\\.)*"$/.test(text) ? String(JSON.parse(text)) : text;
}
