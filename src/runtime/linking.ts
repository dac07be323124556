import { NetworkError } from "../errors.ts";
import type { Link } from "../zocp/link.ts";
import type { Emitter } from "./emitter.ts";
import type { NodeEvents } from "./node-events.ts";
import { type WaitOptions, waiting } from "./waiting.ts";
import { toWish, type WishOptions } from "./wish-options.ts";
import type { ZocpDriver } from "./zocp-driver.ts";

/** Makes and cuts links for the user, and waits until that is so. */
export class Linking {
  readonly #events: Emitter<NodeEvents>;
  readonly #driver: ZocpDriver;

  constructor(events: Emitter<NodeEvents>, driver: ZocpDriver) {
    this.#events = events;
    this.#driver = driver;
  }

  connect(link: Link, options: WaitOptions & WishOptions): Promise<void> {
    const wish = toWish(options);
    this.#driver.act((machine, now) => machine.link(link, now, wish));
    const why = (): string => `not connected: ${this.#driver.machine.linkState(link)?.reason ?? "no answer"}`;
    return waiting(this.#schedule, options, why, (resolve, reject) => {
      const look = (): void => {
        const { state } = this.#driver.machine.linkState(link) ?? {};
        if (state === "made") resolve(undefined);
        else if (state === "refused") reject(new NetworkError("refused-by-peer", why()));
      };
      this.#events.on("linked", look).on("refused", look);
      look();
      return () => this.#events.off("linked", look).off("refused", look);
    });
  }

  disconnect(link: Link, options: WaitOptions): Promise<void> {
    const ends = this.#driver.machine.locate(link);
    this.#driver.act((machine, now) => machine.unlink(link, now));
    return waiting(
      this.#schedule,
      options,
      () => "still connected",
      (resolve, reject) => {
        const look = (): void => {
          if (!this.#driver.machine.linked(link)) resolve(undefined);
        };
        const hear = ({ verb, outgoing, reason, link: refused }: NodeEvents["refused"][0]): void => {
          if (verb === "UNSUB" && outgoing && isSame(refused, ends))
            reject(new NetworkError("refused-by-peer", `still connected: ${reason}`));
        };
        this.#events.on("refused", hear).on("modified", look).on("exit", look).on("unsubscribed", look);
        look();
        return () =>
          this.#events.off("refused", hear).off("modified", look).off("exit", look).off("unsubscribed", look);
      },
    );
  }

  readonly #schedule = (delay: number, callback: () => void): (() => void) =>
    this.#driver.realm.schedule(delay, callback);
}

function isSame(one: Link | undefined, other: Link | undefined): boolean {
  return one !== undefined && other !== undefined && formatLink(one) === formatLink(other);
}

function formatLink({ emitter, sensor }: Link): string {
  return JSON.stringify([emitter.node, emitter.parameter, sensor.node, sensor.parameter]);
}
