import { toHex } from "../bytes/hex.ts";
import { NetworkError } from "../errors.ts";
import { type Folder, readFolder } from "../net/host/secret-file.ts";
import type { Clock } from "../net/net.ts";
import { readPublicKey } from "./key-file.ts";

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

  /** What is wrong with the folder, told once: meanwhile what was read last holds. */
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
      this.#trouble = undefined;
    } catch (cause) {
      const reason = `${cause instanceof Error ? cause.message : cause}; the keys that were read last stay valid`;
      this.#trouble = new NetworkError("network-failure", reason, { cause });
    }
  }

  #read(): void {
    const files = readFolder(this.folder, this.#files);
    if (files === undefined) return;
    this.#files = files;
    this.#keys = new Set(files.texts.flatMap((text) => toHex(readPublicKey(text) ?? NO_KEY) || []));
  }
}

const LOOK_EVERY = 500;
const NO_KEY = new Uint8Array(0);
