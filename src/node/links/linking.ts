import type { JsonObject } from "../../bytes/json.ts";
import { NetworkError } from "../../errors.ts";
import type { Emitter } from "../../events/emitter.ts";
import type { WaitOptions, Waits } from "../../events/waiting.ts";
import type { Link, LinkState } from "../../zocp/core/link.ts";
import type { LinkRequest, UnlinkRequest } from "../../zocp/links/deciding.ts";
import type { ZocpDriver } from "../driver/zocp-driver.ts";
import type { NodeEvents } from "../node-events.ts";
import { type LinkOptions, toLinkRequest } from "./link-options.ts";

/** Makes and cuts links for the user, and waits until that is so. */
export class Linking {
  readonly #events: Emitter<NodeEvents>;
  readonly #driver: ZocpDriver;
  readonly #waits: Waits;

  constructor(events: Emitter<NodeEvents>, driver: ZocpDriver, waits: Waits) {
    this.#events = events;
    this.#driver = driver;
    this.#waits = waits;
  }

  connect(link: Link, { timeout, signal, ...options }: WaitOptions & LinkOptions): Promise<void> {
    return this.#make(link, toLinkRequest(options), { timeout, signal }, () => false);
  }

  /** Decides that a link is to be, also while one of its nodes is away: then those that are here keep it for that one. */
  keep(link: Link, options: JsonObject, wait: WaitOptions): Promise<void> {
    return this.#make(link, { as: "decide", options }, wait, () => this.#driver.machine.agreed(link));
  }

  #make(link: Link, request: LinkRequest, wait: WaitOptions, isEnough: () => boolean): Promise<void> {
    const state = (): LinkState | undefined => this.#driver.machine.linkState(link);
    const why = (): string => `not connected: ${state()?.reason ?? "no answer"}`;
    return this.#waits.begin(wait, why, (resolve, reject) => {
      const look = (): void => {
        const now = state()?.state;
        if (now === "made") resolve(undefined);
        else if (now === "cut") reject(new NetworkError("link-cut", why()));
        else if (now === "refused" || now === "disputed") reject(new NetworkError("refused-by-peer", why()));
        else if (isEnough()) resolve(undefined);
      };
      const hear = (event: NodeEvents["refused"][0]): void => {
        if (event.outgoing && event.verb === "SUB" && this.#isAbout(event, link))
          reject(new NetworkError("refused-by-peer", `not connected: ${event.reason}`));
        look();
      };
      const end = this.#follow(look, hear);
      this.#driver.act((machine, now) => machine.link(link, now, request));
      look();
      return end;
    });
  }

  /** `options` take the place of what the link has. */
  disconnect(link: Link, wait: WaitOptions, request: UnlinkRequest = {}): Promise<void> {
    return this.#waits.begin(
      wait,
      () => "still connected",
      (resolve, reject) => {
        const look = (): void => {
          if (!this.#driver.machine.linked(link)) resolve(undefined);
        };
        const hear = (event: NodeEvents["refused"][0]): void => {
          if (event.outgoing && event.verb === "UNSUB" && this.#isAbout(event, link))
            reject(new NetworkError("refused-by-peer", `still connected: ${event.reason}`));
        };
        const overruled = ({ by, on, link: about }: NodeEvents["overruled"][0]): void => {
          if (on && this.#isAbout({ link: about }, link))
            reject(new NetworkError("refused-by-peer", `still connected: ${by} made it`));
        };
        const end = this.#follow(look, hear);
        this.#events.on("overruled", overruled);
        this.#driver.act((machine, now) => machine.unlink(link, now, request));
        look();
        return () => {
          end();
          this.#events.off("overruled", overruled);
        };
      },
    );
  }

  /** Everything that may tell that a link is, or is no longer. Returns how to stop. */
  #follow(look: () => void, hear: (event: NodeEvents["refused"][0]) => void): () => void {
    const events = this.#events;
    for (const type of SIGNS) events.on(type, look);
    events.on("refused", hear);
    return () => {
      for (const type of SIGNS) events.off(type, look);
      events.off("refused", hear);
    };
  }

  #isAbout({ link: told }: { readonly link?: Link | undefined }, link: Link): boolean {
    const { machine } = this.#driver;
    return told !== undefined && formatLink(machine.locate(told)) === formatLink(machine.locate(link));
  }
}

function formatLink({ emitter, sensor }: Link): string {
  return JSON.stringify([emitter.node, emitter.parameter, sensor.node, sensor.parameter]);
}

const SIGNS = ["linked", "unlinked", "agreed", "overruled", "modified", "exit", "unsubscribed"] as const;
