import { speaksExtensions, speaksPace, speaksPacks } from "./headers.ts";
import { RemoteTree } from "./remote-tree.ts";

/** Another ZOCP node, while it is present. */
export class Peer {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Whether it understands what the reference does not; see {@link speaksExtensions}. */
  readonly extensions: boolean;
  /** Whether it understands wishes; see {@link speaksPace}. */
  readonly pace: boolean;
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

  constructor(id: string, name: string, headers: ReadonlyMap<string, string>, limit: number) {
    this.id = id;
    this.name = name;
    this.headers = headers;
    this.extensions = speaksExtensions(headers);
    this.pace = speaksPace(headers);
    this.packs = speaksPacks(headers);
    this.tree = new RemoteTree(limit);
  }
}
