import { checkSwitch, type OptionNames, show } from "../../arguments/check.ts";
import { type Net, UsageError, type ZocpOptions } from "../../index.ts";
import type { PlayerPosition } from "../cues/inputs.ts";

/** How a show is played. */
export interface PlayOptions {
  /** Milliseconds in which a second press without `standby` is taken for a slip; 250 unless said. */
  readonly guard?: number | undefined;
  /** Seconds that BACK takes; 3 unless said. */
  readonly backTime?: number | undefined;
}

/** How a show is played on a node that is there already. */
export interface ShowFromOptions extends PlayOptions {
  /** Where an earlier run of it was. */
  readonly position?: PlayerPosition | undefined;
  /** The clock of the world in which the node lives; that of the host unless said. */
  readonly clock?: Net["clock"] | undefined;
}

/** A show node of its own: everything that a node takes, and its file. */
export interface ShowNodeOptions extends ZocpOptions, PlayOptions {
  /** The show file. It need not be there yet; where the show is, is kept beside it, in a file that ends in `.position`. */
  readonly file?: string | undefined;
  /** Whether edits are written to the file at once; yes unless said. */
  readonly autosave?: boolean | undefined;
}

const PLAY_OPTIONS: OptionNames<PlayOptions> = { guard: true, backTime: true };
export const FROM_OPTIONS: OptionNames<ShowFromOptions> = { ...PLAY_OPTIONS, position: true, clock: true };

/** Those of a node among them: people learn what they misspelt from all that there are. */
const NODE_OPTIONS: OptionNames<ZocpOptions> = {
  ...({ interface: true, beaconPort: true, port: true, endpoint: true, beacons: true, multicastTtl: true } as const),
  ...({ key: true, keys: true, id: true, headers: true, groups: true, gossip: true, peers: true, net: true } as const),
  ...({ interval: true, evasive: true, silent: true, expired: true, suspect: true, heartbeat: true } as const),
  ...({ handshakeTimeout: true, limits: true, zocpLimits: true, allowRegistration: true } as const),
  ...({ broker: true, show: true } as const),
  ...({ locked: true, let: true, accept: true, permit: true, clockRank: true, meet: true } as const),
};
export const SHOW_NODE_OPTIONS: OptionNames<ShowNodeOptions> = {
  ...NODE_OPTIONS,
  ...PLAY_OPTIONS,
  file: true,
  autosave: true,
};

/** Throws `UsageError`. */
export function checkPlayOptions({ guard, backTime }: PlayOptions): void {
  checkRange("guard", guard, 60_000);
  checkRange("backTime", backTime, 86_400);
}

/** Throws `UsageError`. */
export function checkFileOptions({ file, autosave }: Pick<ShowNodeOptions, "file" | "autosave">): void {
  if (file !== undefined && (typeof file !== "string" || file === ""))
    throw new UsageError("invalid-argument", `the file is ${show(file)}, not a path`);
  checkSwitch("autosave", autosave);
}

function checkRange(name: string, given: unknown, most: number): void {
  if (given !== undefined && !(typeof given === "number" && given >= 0 && given <= most))
    throw new UsageError("invalid-argument", `${name} is ${show(given)}, not a number from 0 to ${most}`);
}
