import { NetworkError } from "../../errors.ts";
import { chooseNow } from "../../net/choose.ts";
import type { Broadcast, Interface, Listener, Net, Receive, Stream } from "../../net/net.ts";

export interface InterfaceWatchOptions {
  readonly net: Net;
  /** A name or an address; undefined for every suitable one. */
  readonly wanted: string | undefined;
  /** The UDP port of the beacons; undefined when none are sent and heard. */
  readonly beaconPort: number | undefined;
  readonly multicastTtl: number | undefined;
  /** The TCP port to listen on; 0 lets the system choose. */
  readonly port: number;
  readonly accept: (stream: Stream) => void;
  readonly receive: Receive;
  /** The addresses under which we can be reached have changed. */
  readonly changed: (listening: readonly Listening[]) => void;
  /**
   * Something could not be opened, or beacons do not leave; it is tried again every second, and told again when the reason is
   * another one.
   */
  readonly failed: (error: NetworkError) => void;
  /** Something threw that we rely on. */
  readonly threw: (cause: unknown) => void;
}

/** One interface that we are reachable on. */
export interface Listening {
  readonly interface: Interface;
  readonly port: number;
}

/**
 * Keeps a listener on each chosen interface and one set of beacon sockets, while interfaces come and go: looks once a second,
 * so Wi-Fi that returns is in use again within moments. What cannot be opened does not keep the rest from working.
 */
export class InterfaceWatch {
  readonly #options: InterfaceWatchOptions;
  readonly #listeners = new Map<string, { readonly listener: Listener; readonly interface: Interface }>();
  /** An interface that returns is reachable where it was, so that its peers need not start over. */
  readonly #ports = new Map<string, number>();
  #broadcast: Broadcast | undefined;
  #broadcastOn = "";
  #chosen: readonly Interface[] = [];
  #followed = "";
  #failures: NetworkError[] = [];
  #told: readonly string[] = [];
  #cancel: (() => void) | undefined;
  /** What is being opened or closed at this moment. */
  #following: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: InterfaceWatchOptions) {
    this.#options = options;
  }

  get listening(): readonly Listening[] {
    return [...this.#listeners.values()].map(({ listener, interface: on }) => ({ interface: on, port: listener.port }));
  }

  /**
   * Opens everything. Rejects with `NetworkError` when the wanted interface does not exist, none can be listened on, or the
   * system does not list them.
   */
  async start(): Promise<void> {
    const chosen = await this.#chooseFirst();
    await (this.#following = this.#follow(chosen));
    const [failure] = this.#failures;
    if (this.#listeners.size === 0 && failure !== undefined) throw failure;
    this.#tellFailures();
    this.#lookAgain();
  }

  /** Resolves when nothing is open any more, also of what was being opened. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    this.#close();
    await this.#following;
  }

  #close(): void {
    this.#broadcast?.close();
    this.#broadcast = undefined;
    for (const { listener } of this.#listeners.values()) listener.close();
    this.#listeners.clear();
  }

  send(datagram: Uint8Array, on: Interface): void {
    this.#broadcast?.send(datagram, on);
  }

  #choose(): readonly Interface[] {
    const choices = chooseNow(this.#options.net, this.#options.wanted);
    return choices.filter((choice) => choice.used).map((choice) => choice.interface);
  }

  /** A system that cannot list its interfaces at this moment is asked again before the start fails. */
  async #chooseFirst(): Promise<readonly Interface[]> {
    for (let tries = 1; ; tries++) {
      try {
        return this.#choose();
      } catch (error) {
        if (isMissing(error) || tries === TRIES || this.#stopped) throw error;
        await new Promise<void>((resolve) => this.#options.net.clock.schedule(TRY_EVERY, resolve));
      }
    }
  }

  #lookAgain(): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.net.clock.schedule(LOOK_EVERY, () => {
      // What goes wrong is told, and tried again: also in what is told of a change.
      void this.#look()
        .catch(this.#options.threw)
        .then(() => this.#lookAgain());
    });
  }

  async #look(): Promise<void> {
    let chosen = this.#chosen;
    let missing: NetworkError | undefined;
    try {
      chosen = this.#choose();
    } catch (error) {
      missing = asNetworkError(error);
      // The wanted interface is away for now: whatever was open on it goes. A system that only lists none changes nothing.
      if (isMissing(error)) chosen = [];
    }
    if (fingerprint(chosen) !== this.#followed || this.#failures.length > 0)
      await (this.#following = this.#follow(chosen));
    if (missing !== undefined) this.#failures.push(missing);
    if (!this.#stopped) this.#tellFailures();
  }

  async #follow(chosen: readonly Interface[]): Promise<void> {
    this.#failures = [];
    const before = this.#state;
    this.#closeAllBut(chosen);
    for (const one of chosen) await this.#attempt(() => this.#listen(one));
    await this.#attempt(() => this.#openBroadcast(chosen));
    this.#chosen = chosen;
    this.#followed = fingerprint(chosen);
    // Stopped meanwhile: what was opened since goes, too.
    if (this.#stopped) return this.#close();
    if (this.#state !== before) this.#options.changed(this.listening);
  }

  async #attempt(open: () => Promise<void>): Promise<void> {
    try {
      await open();
    } catch (error) {
      this.#failures.push(asNetworkError(error));
    }
  }

  async #openBroadcast(chosen: readonly Interface[]): Promise<void> {
    const wanted = fingerprint(chosen);
    if (wanted === this.#broadcastOn) return;
    const { net, beaconPort, receive, multicastTtl } = this.#options;
    this.#broadcast?.close();
    this.#broadcast = undefined;
    this.#broadcastOn = "";
    if (chosen.length > 0 && beaconPort !== undefined)
      this.#broadcast = await net.broadcast(chosen, beaconPort, receive, { multicastTtl });
    this.#broadcastOn = wanted;
  }

  #closeAllBut(chosen: readonly Interface[]): void {
    for (const [address, { listener }] of this.#listeners) {
      if (chosen.some((one) => one.address === address)) continue;
      listener.close();
      this.#listeners.delete(address);
    }
  }

  async #listen(on: Interface): Promise<void> {
    const present = this.#listeners.get(on.address);
    const listener = present?.listener ?? (await this.#openListener(on.address));
    this.#ports.set(on.address, listener.port);
    // Set anew also when it is there: the netmask may be another one.
    this.#listeners.set(on.address, { listener, interface: on });
  }

  async #openListener(address: string): Promise<Listener> {
    const { net, port, accept } = this.#options;
    const earlier = this.#ports.get(address);
    if (port !== 0 || earlier === undefined) return net.listen(address, port, accept);
    // Another program may have taken the port in the meantime.
    return net.listen(address, earlier, accept).catch(() => net.listen(address, 0, accept));
  }

  /** What our peers and our beacons depend on. */
  get #state(): string {
    const ports = this.listening.map(({ interface: on, port }) => `${fingerprint([on])}:${port}`);
    return [this.#broadcastOn, ...ports].join(" ");
  }

  /** Why beacons do not leave, for each interface on which they do not. */
  get #unsent(): readonly NetworkError[] {
    return this.#chosen.flatMap((one) => this.#broadcast?.failure?.(one) ?? []);
  }

  #tellFailures(): void {
    const told = this.#told;
    const failures = [...this.#failures, ...this.#unsent];
    this.#told = failures.map(({ message }) => message);
    for (const failure of failures) if (!told.includes(failure.message)) this.#options.failed(failure);
  }
}

function fingerprint(interfaces: readonly Interface[]): string {
  return interfaces.map((one) => `${one.name} ${one.address}/${one.netmask}`).join(" ");
}

function isMissing(error: unknown): boolean {
  return error instanceof NetworkError && error.code === "interface-not-found";
}

function asNetworkError(error: unknown): NetworkError {
  if (error instanceof NetworkError) return error;
  return new NetworkError("network-failure", `the network could not be opened: ${error}`, { cause: error });
}

const LOOK_EVERY = 1000;
const TRIES = 3;
const TRY_EVERY = 200;
