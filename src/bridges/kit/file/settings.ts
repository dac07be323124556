import { resolve } from "node:path";

import { hint } from "../../../arguments/suggest.ts";
import { nameFault, told } from "../../core/control.ts";
import { REGISTRATION_FIELDS, readRegistration } from "../../core/description.ts";
import { Fields } from "../../core/fields.ts";
import type { ImportRule } from "../../core/machine/rules.ts";

export interface WatchedFile {
  readonly name: string;
  readonly path: string;
  readonly typeHint: string;
}

export const FILE_FIELDS = ["files"] as const;

/** Throws `DescriptionError`. */
export function readFiles(own: Fields, folder: string): readonly WatchedFile[] {
  return eachOf(own).map(({ name, fields }) => ({
    name,
    path: resolve(folder, fields.text("path") ?? ""),
    typeHint: typeOf(fields).typeHint,
  }));
}

export function controlsOfFiles(own: Fields): readonly ImportRule[] {
  return eachOf(own).flatMap(({ name, fields }) => {
    const { typeHint, ...about } = typeOf(fields);
    return [
      told(`${name}.content`, typeHint, { ...about, event: undefined }),
      told(`${name}.changed`, "bool", { event: true, description: "the file is another one now" }),
      told(`${name}.exists`, "bool"),
    ];
  });
}

function typeOf(fields: Fields): ReturnType<typeof readRegistration> {
  return fields.has("type") ? readRegistration(fields) : { typeHint: "string", value: "" };
}

function eachOf(own: Fields): readonly { readonly name: string; readonly fields: Fields }[] {
  const all = own.fields("files");
  if (all.names.length === 0) throw own.wrong("files", 'it is missing: {"score": "score.txt"}');
  return all.names.map((name) => {
    const fault = nameFault(name);
    if (fault !== undefined) throw all.wrong(name, fault);
    const given = all.get(name);
    const fields = typeof given === "string" ? new Fields(new Map([["path", given]]), all.at(name)) : all.fields(name);
    fields.checkNames(["path", ...REGISTRATION_FIELDS], (one, known) => hint(one, known, "there are"));
    if (fields.text("path") === undefined) throw fields.wrong("path", 'it is missing: a path such as "score.txt"');
    return { name, fields };
  });
}
