import { readStanding, type Standing } from "./authority.ts";
import { speaksExtensions, speaksOrigin, speaksPace, speaksPacks } from "./headers.ts";
import { RemoteTree } from "./remote-tree.ts";

/** A peer that appears. */
export interface Newcomer {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The public key that it has proved to own; undefined where no keys are used. */
  readonly key?: string | undefined;
}

/** Another ZOCP node, while it is present. */
export class Peer {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The public key that it has proved to own; undefined where no keys are used. */
  readonly key: string | undefined;
  /** Whether it understands what the reference does not; see {@link speaksExtensions}. */
  readonly extensions: boolean;
  /** Whether it understands wishes; see {@link speaksPace}. */
  readonly pace: boolean;
  /** Whether it understands stamps; see {@link speaksOrigin}. */
  readonly origin: boolean;
  /** Whether each frame of a whisper of it is a message; see {@link speaksPacks}. */
  readonly packs: boolean;
  readonly tree: RemoteTree;
  /** Whether its whole tree has come. */
  complete = false;
  /** Whether it gave no sign of life lately although it should have. */
  suspected = false;
  /** Whether a GET of ours is under way. */
  asked = false;
  /** When we asked for its tree last. */
  askedAt = Number.NEGATIVE_INFINITY;
  /** It spoke of something that we do not know, a moment after we asked: it has to be asked once more. */
  stale = false;

  constructor({ id, name, headers, key }: Newcomer, limit: number) {
    this.id = id;
    this.name = name;
    this.headers = headers;
    this.key = key;
    this.extensions = speaksExtensions(headers);
    this.pace = speaksPace(headers);
    this.origin = speaksOrigin(headers);
    this.packs = speaksPacks(headers);
    this.tree = new RemoteTree(limit);
  }

  /** Whether it lets others change it, as far as it says so. Old nodes know no authority. */
  get standing(): Standing {
    return readStanding(this.extensions ? this.tree.metadata : NOTHING);
  }

  /** Whether it may refuse a wire: then it wants to hear of it from the node that wishes it. */
  get guarded(): boolean {
    return this.standing.state !== "open";
  }
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
