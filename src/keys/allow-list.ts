import { toHex } from "../bytes/hex.ts";
import { NetworkError } from "../errors.ts";
import { type Folder, readFolder } from "../net/host/folder.ts";
import type { Clock } from "../net/net.ts";
import { holdsSecret, readPublicKey } from "./key-file.ts";

/** The public keys in a folder, one a file: whose owners may come in. Looked at again while it is used. */
export class AllowList {
  readonly folder: string;
  readonly #clock: Clock;
  #files: Folder | undefined;
  /** The keys that may come in, and since when each is missing. */
  readonly #keys = new Map<string, number>();
  /** The key that each file held last. */
  #held = new Map<string, string>();
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
      this.#settle(now);
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
    this.#hold(folder);
    const odd = [
      ...folder.files.flatMap(({ name, text }) => oddityOf(`${this.folder}/${name}`, text) ?? []),
      ...folder.unread.map(({ name, why }) => `${this.folder}/${name} is not read: it ${why}`),
    ];
    const message = odd.slice(0, 5).join("; ");
    if (this.#trouble?.message === message) return;
    this.#told = false;
    this.#trouble = odd.length === 0 ? undefined : new NetworkError("network-failure", message);
  }

  /** What cannot be read at this moment holds what it held. */
  #hold({ files, unread }: Folder): void {
    const held = new Map<string, string>();
    for (const { name, text } of files) {
      const key = readPublicKey(text);
      if (key !== undefined) held.set(name, toHex(key));
    }
    for (const { name } of unread) {
      const key = this.#held.get(name);
      if (key !== undefined) held.set(name, key);
    }
    this.#held = held;
    const present = new Set(held.values());
    for (const [key, missingSince] of this.#keys) {
      if (!present.has(key) && missingSince === PRESENT) this.#keys.set(key, this.#looked);
    }
    for (const key of present) this.#keys.set(key, PRESENT);
  }

  /** A file that is written anew is empty or half full for a moment: only what stays away was taken away. */
  #settle(now: number): void {
    for (const [key, missingSince] of this.#keys) if (now - missingSince >= SETTLED) this.#keys.delete(key);
  }
}

/** What people should know of a file that was put there; undefined for one that is as it should be. */
function oddityOf(path: string, text: string): string | undefined {
  if (holdsSecret(text))
    return `${path} holds a secret key: put only its public half there, and make the owner a new one`;
  return readPublicKey(text) === undefined ? `${path} holds no public key` : undefined;
}

const LOOK_EVERY = 500;
/** A key that is missing for so long was taken away. */
const SETTLED = 900;
const PRESENT = Number.POSITIVE_INFINITY;
