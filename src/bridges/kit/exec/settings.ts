import { isAbsolute, resolve } from "node:path";

import { hint } from "../../../arguments/suggest.ts";
import { control, nameFault, told } from "../../core/control.ts";
import { REGISTRATION_FIELDS, readRegistration } from "../../core/description.ts";
import { Fields } from "../../core/fields.ts";
import type { ImportRule } from "../../core/machine/rules.ts";

/** A command of the owner's file. */
export interface Command {
  readonly name: string;
  readonly argv: readonly string[];
  /** Milliseconds that it may take. */
  readonly limit: number;
}

export const EXEC_FIELDS = ["run"] as const;

/** Throws `DescriptionError`. */
export function readCommands(own: Fields, folder: string): readonly Command[] {
  return eachOf(own).map(({ name, fields }) => {
    const [program = "", ...words] = fields.texts("program") ?? [];
    return {
      name,
      argv: [placed(program, folder), ...words],
      limit: (fields.number("seconds", 0.1, 3600) ?? 10) * 1000,
    };
  });
}

/** The parameters of each command: one that starts it, and what came of it. */
export function controlsOfCommands(own: Fields): readonly ImportRule[] {
  return eachOf(own).flatMap(({ name, fields }) => [
    startOf(name, fields),
    told(`${name}.running`, "bool"),
    told(`${name}.code`, "int", { event: true, description: "0 is well; told at each end" }),
    told(`${name}.output`, "string", { description: "what it wrote, its first 4,000 characters" }),
  ]);
}

function startOf(name: string, fields: Fields): ImportRule {
  const run = `${name}.run`;
  if (!fields.has("type")) return control(run, "bool", { event: true, description: "starts the program" });
  const { typeHint, ...about } = readRegistration(fields);
  return control(run, typeHint, about);
}

function eachOf(own: Fields): readonly { readonly name: string; readonly fields: Fields }[] {
  const all = own.fields("run");
  if (all.names.length === 0) throw own.wrong("run", 'it is missing: {"blackout": ["./blackout.sh", "--now"]}');
  return all.names.map((name) => {
    const fault = nameFault(name);
    if (fault !== undefined) throw all.wrong(name, fault);
    const given = all.get(name);
    const fields = Array.isArray(given) ? new Fields(new Map([["program", given]]), all.at(name)) : all.fields(name);
    fields.checkNames(["program", "seconds", ...REGISTRATION_FIELDS], (one, known) => hint(one, known, "there are"));
    const [program] = fields.texts("program") ?? [];
    if (program === undefined || program === "")
      throw fields.wrong("program", 'it must be a list of the program and its arguments: ["./blackout.sh", "--now"]');
    return { name, fields };
  });
}

/** A name alone is looked for where programs are; one with a slash is where it says. */
function placed(program: string, folder: string): string {
  return /[\\/]/.test(program) && !isAbsolute(program) ? resolve(folder, program) : program;
}
