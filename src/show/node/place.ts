import { readFileSync } from "node:fs";

import { checkOptions } from "../../arguments/check.ts";
import { type AuthorityOptions, hostNet, type Net, type TransportNode, ZocpNode } from "../../index.ts";
import { readShow } from "../file/read.ts";
import { emptyShow, type ShowFile } from "../file/show-file.ts";
import { type KeptPosition, readPosition } from "./position.ts";
import { checkFileOptions, type PlayOptions, SHOW_NODE_OPTIONS, type ShowNodeOptions } from "./show-options.ts";

/** Where a show lives, and what is known of it. */
export interface Place {
  readonly node: TransportNode;
  /** Whether the show starts and stops the node. */
  readonly own: boolean;
  readonly show: ShowFile;
  readonly play: PlayOptions;
  readonly clock: Net["clock"];
  readonly file: string | undefined;
  readonly autosave: boolean;
  /** Who may press and edit. */
  readonly authority: AuthorityOptions;
  readonly position: KeptPosition | undefined;
}

/** A node of its own, with the show of a file. Throws what {@link readShow} throws, and the error of the system. */
export function placeOf(name: string, options: ShowNodeOptions): Place {
  checkOptions("ShowNode", options, SHOW_NODE_OPTIONS);
  const { file, autosave = true, guard, backTime, ...rest } = options;
  checkFileOptions({ file, autosave });
  const show = file === undefined ? emptyShow() : readOrBegin(file);
  const node = new ZocpNode(name, rest);
  const { clock } = rest.net ?? hostNet();
  const position = file === undefined ? undefined : readPosition(file);
  return { node, own: true, show, play: { guard, backTime }, clock, file, autosave, authority: rest, position };
}

/** A show that is not there yet begins empty. */
function readOrBegin(file: string): ShowFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return emptyShow();
    throw error;
  }
  return readShow(text);
}
