import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { Gateway, type GatewayLink } from "../../gateway/gateway.ts";
import { demoNetwork } from "../demo/loopback.ts";
import { move } from "../demo/motion.ts";
import { Narrator } from "../demo/narrator.ts";
import { type Scene, Show } from "../demo/show.ts";
import { notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { networkOptions, once } from "../observe.ts";
import type { CommonOptions } from "../options.ts";
import { ended, type Session } from "../session.ts";

interface ComposerOptions extends CommonOptions {
  readonly host?: string;
  readonly httpPort?: number;
  readonly rate?: number;
  readonly demo?: boolean;
  readonly readOnly?: boolean;
  readonly open?: boolean;
  readonly serve?: string;
  readonly seconds?: number;
}

/** Serves the composer and a show maker's own pages until it is told to end. */
export async function run(session: Session<ComposerOptions>): Promise<void> {
  const { options } = session;
  const network = options.demo === true ? demoNetwork(options) : networkOptions(options);
  const gateway = new Gateway({ ...options, network, note: once(session), composer: BUILT, library: LIBRARY });
  if (!gateway.built && options.serve === undefined)
    throw notFound("the composer's page is not built: run `npm run build` where zocp was fetched");
  const show = options.demo === true ? new Show(network) : undefined;
  const timer = options.seconds === undefined ? undefined : setTimeout(() => session.end(), options.seconds * 1000);
  try {
    await gateway.start();
    await show?.start();
    announce(session, gateway);
    await (show === undefined ? ended(session) : move(show, session.signal, narration(session)));
  } finally {
    clearTimeout(timer);
    await Promise.all([gateway.stop(), show?.stop()]);
  }
}

/** Tells how the demo's nodes find and wire each other, and for a while what they do; after that the page shows it. */
function narration({ options, out }: Session<ComposerOptions>): (scene: Scene) => void {
  const narrator = new Narrator({ valuesFor: NARRATION });
  return (scene) => {
    if (options.json === true) return;
    for (const line of narrator.tell(scene)) out.line(line, true);
  };
}

function announce({ options, out, note }: Session<ComposerOptions>, gateway: Gateway): void {
  const composer = gateway.built ? gateway.links() : [];
  const pages = options.serve === undefined ? [] : gateway.links("/show/");
  if (options.json) {
    const plain = (links: readonly GatewayLink[]) => links.map(({ url, readOnly }) => ({ url, readOnly }));
    out.line(toJsonText({ event: "ready", composer: plain(composer), pages: plain(pages) }));
  } else {
    for (const link of composer) out.line(describe("composer", link));
    for (const link of pages) out.line(describe("your pages", link));
  }
  const [first] = [...composer, ...pages];
  if (options.open === true && first !== undefined) openBrowser(first.url, note);
}

function describe(what: string, { url, readOnly }: GatewayLink): string {
  return `${`${what}${readOnly ? ", only looking" : ""}:`.padEnd(WIDTH)} ${url}`;
}

/** The link is printed in any case, so that nothing is lost where there is no browser. */
function openBrowser(url: string, note: (message: string) => void): void {
  const [program, ...words] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(program, [...words, url], { stdio: "ignore", detached: true });
  child.once("error", () => note(`no browser could be opened (there is no ${program}): open the link yourself`));
  // It ends at once with another code where there is no browser.
  child.once("exit", (code) => {
    if (code !== 0) note(`no browser could be opened (${program} found none): open the link yourself`);
  });
  child.unref();
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
const BUILT = fileURLToPath(new URL("../../composer/", import.meta.url));
const LIBRARY = fileURLToPath(new URL("../../web/zocp.js", import.meta.url));
/** Seconds. */
const NARRATION = 6;
const WIDTH = "your pages, only looking:".length;
