import { NetworkError } from "../errors.ts";
import { chooseInterfaces } from "../net/choose.ts";
import type { Broadcast, Interface, Listener, Net, Receive, Stream } from "../net/net.ts";

export interface InterfaceWatchOptions {
  readonly net: Net;
  /** A name or an address; undefined for every suitable one. */
  readonly wanted: string | undefined;
  readonly beaconPort: number;
  /** The TCP port to listen on; 0 lets the system choose. */
  readonly port: number;
  readonly accept: (stream: Stream) => void;
  readonly receive: Receive;
  /** The addresses under which we can be reached have changed. */
  readonly changed: (listening: readonly Listening[]) => void;
  /** Something could not be opened; it is tried again. */
  readonly failed: (error: NetworkError) => void;
}

/** One interface that we are reachable on. */
export interface Listening {
  readonly interface: Interface;
  readonly port: number;
}

/**
 * Keeps a listener on each chosen interface and one set of beacon sockets, while interfaces come and go: looks once a second,
 * so Wi-Fi that returns is in use again within moments.
 */
export class InterfaceWatch {
  readonly #options: InterfaceWatchOptions;
  readonly #listeners = new Map<string, { readonly listener: Listener; readonly interface: Interface }>();
  #broadcast: Broadcast | undefined;
  #broadcastOn = "";
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: InterfaceWatchOptions) {
    this.#options = options;
  }

  get listening(): readonly Listening[] {
    return [...this.#listeners.values()].map(({ listener, interface: on }) => ({ interface: on, port: listener.port }));
  }

  /** Opens everything. Rejects with `NetworkError` when the wanted interface does not exist or nothing can be opened. */
  async start(): Promise<void> {
    await this.#follow(this.#choose());
    this.#lookAgain();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#broadcast?.close();
    for (const { listener } of this.#listeners.values()) listener.close();
    this.#listeners.clear();
  }

  send(datagram: Uint8Array, on: Interface): void {
    this.#broadcast?.send(datagram, on);
  }

  #choose(): readonly Interface[] {
    const choices = chooseInterfaces(this.#options.net.interfaces(), this.#options.wanted);
    return choices.filter((choice) => choice.used).map((choice) => choice.interface);
  }

  #lookAgain(): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.net.clock.schedule(LOOK_EVERY, () => {
      this.#look().then(
        () => this.#lookAgain(),
        (error: unknown) => {
          this.#options.failed(asNetworkError(error));
          this.#lookAgain();
        },
      );
    });
  }

  async #look(): Promise<void> {
    let chosen: readonly Interface[] = [];
    try {
      chosen = this.#choose();
    } catch (error) {
      // The wanted interface is away for now: whatever was open on it goes, and it is looked for again.
      if (!(error instanceof NetworkError)) throw error;
    }
    if (fingerprint(chosen) !== this.#broadcastOn) await this.#follow(chosen);
  }

  async #follow(chosen: readonly Interface[]): Promise<void> {
    this.#closeAllBut(chosen);
    for (const one of chosen) await this.#listen(one);
    this.#broadcast?.close();
    this.#broadcast = undefined;
    if (chosen.length > 0) this.#broadcast = await this.#open(chosen);
    this.#broadcastOn = fingerprint(chosen);
    if (this.#stopped) return this.stop();
    this.#options.changed(this.listening);
  }

  async #open(chosen: readonly Interface[]): Promise<Broadcast> {
    const { net, beaconPort, receive } = this.#options;
    return net.broadcast(chosen, beaconPort, receive);
  }

  #closeAllBut(chosen: readonly Interface[]): void {
    for (const [address, { listener }] of this.#listeners) {
      if (chosen.some((one) => one.address === address)) continue;
      listener.close();
      this.#listeners.delete(address);
    }
  }

  async #listen(on: Interface): Promise<void> {
    if (this.#listeners.has(on.address)) return;
    const { net, port, accept } = this.#options;
    this.#listeners.set(on.address, { listener: await net.listen(on.address, port, accept), interface: on });
  }
}

function fingerprint(interfaces: readonly Interface[]): string {
  return interfaces.map((one) => `${one.name} ${one.address}/${one.netmask}`).join(" ");
}

function asNetworkError(error: unknown): NetworkError {
  if (error instanceof NetworkError) return error;
  return new NetworkError("network-failure", `the network could not be opened: ${error}`, { cause: error });
}

const LOOK_EVERY = 1000;
