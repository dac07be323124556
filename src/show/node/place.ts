import { readFileSync } from "node:fs";

import { checkOptions } from "../../arguments/check.ts";
import { type AuthorityOptions, hostNet, type Net, type TransportNode, ZocpNode } from "../../index.ts";
import type { PlayerState } from "../cues/player-state.ts";
import { readShow } from "../file/read.ts";
import { emptyShow, type ShowFile } from "../file/show-file.ts";
import type { TakenRole } from "../understudy/watch.ts";
import type { Keeper } from "./keeper.ts";
import { type KeptPosition, type PositionKeeper, readPosition } from "./position.ts";
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
  /** Where it goes on in the place of another show. */
  readonly taken?: Taken | undefined;
}

/** What a show begins with that may take the place of another one. */
export interface Taken {
  /** As it was on the other machine; without it, as it stands in its file. */
  readonly show?: ShowFile | undefined;
  readonly state?: PlayerState | undefined;
  /** Since when the active cue is on stage, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Undefined for one that takes no other's place. */
  readonly role: TakenRole | undefined;
  /** Whether a cue that was to follow by itself does. */
  readonly follows: boolean;
  readonly keepers: { readonly file: Keeper | undefined; readonly positions: PositionKeeper | undefined };
}

/** A node of its own, with the show of a file. Throws what {@link readShow} throws, and the error of the system. */
export function placeOf(name: string, options: ShowNodeOptions, taken?: Taken): Place & { readonly node: ZocpNode } {
  checkOptions("ShowNode", options, SHOW_NODE_OPTIONS);
  const { file, autosave = true, guard, backTime, ...rest } = options;
  checkFileOptions({ file, autosave });
  const show = taken?.show ?? (file === undefined ? emptyShow() : readOrBegin(file));
  // It says who is there and who is not, and panics for all.
  const node = new ZocpNode(name, { meet: "everybody", ...rest });
  const { clock } = rest.net ?? hostNet();
  const position = file === undefined || taken?.state !== undefined ? undefined : readPosition(file);
  return { node, own: true, show, play: { guard, backTime }, clock, file, autosave, authority: rest, position, taken };
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
