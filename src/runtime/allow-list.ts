import { toHex } from "../bytes/hex.ts";
import { NetworkError } from "../errors.ts";
import { type Folder, readFolder } from "../net/host/secret-file.ts";
import type { Clock } from "../net/net.ts";
import { holdsSecret, readPublicKey } from "./key-file.ts";

/** The public keys in a folder, one a file: whose owners may come in. Looked at again while it is used. */
export class AllowList {
  readonly folder: string;
  readonly #clock: Clock;
  #files: Folder | undefined;
  #keys = new Set<string>();
  #looked: number;
  #trouble: NetworkError | undefined;
  #told = false;

  /** Throws `UsageError` when the folder cannot be read. */
  constructor(folder: string, clock: Clock) {
    this.folder = folder;
    this.#clock = clock;
    this.#looked = clock.now();
    this.#read();
  }

  /** Whether this key is in the folder, which is looked at again at most twice a second. */
  has(publicKey: Uint8Array): boolean {
    this.#refresh();
    return this.#keys.has(toHex(publicKey));
  }

  /** What is wrong with the folder or a file of it, told once for each change. */
  trouble(): NetworkError | undefined {
    this.#refresh();
    const news = this.#told ? undefined : this.#trouble;
    this.#told = this.#trouble !== undefined;
    return news;
  }

  #refresh(): void {
    const now = this.#clock.now();
    if (now - this.#looked < LOOK_EVERY) return;
    this.#looked = now;
    try {
      this.#read();
    } catch (cause) {
      const reason = `${cause instanceof Error ? cause.message : cause}; the keys that were read last stay valid`;
      this.#trouble = new NetworkError("network-failure", reason, { cause });
      // Whatever it holds when it is there again is news.
      this.#files = undefined;
    }
  }

  #read(): void {
    const folder = readFolder(this.folder, this.#files);
    if (folder === undefined) return;
    this.#files = folder;
    this.#keys = new Set(folder.files.flatMap(({ text }) => toHex(readPublicKey(text) ?? NO_KEY) || []));
    const odd = folder.files.flatMap(({ name, text }) => oddityOf(`${this.folder}/${name}`, text) ?? []);
    this.#told = false;
    this.#trouble = odd.length === 0 ? undefined : new NetworkError("network-failure", odd.slice(0, 5).join("; "));
  }
}

/** What people should know of a file that was put there; undefined for one that is as it should be. */
function oddityOf(path: string, text: string): string | undefined {
  if (holdsSecret(text))
    return `${path} holds a secret key: put only its public half there, and make the owner a new one`;
  return readPublicKey(text) === undefined ? `${path} holds no public key` : undefined;
}

const LOOK_EVERY = 500;
const NO_KEY = new Uint8Array(0);
