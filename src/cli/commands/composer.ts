import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { Gateway, type GatewayLink } from "../../gateway/gateway.ts";
import type { GatewayOptions } from "../../gateway/options.ts";
import { Demo, type DemoState } from "../demo/demo.ts";
import { demoNetwork } from "../demo/loopback.ts";
import { move } from "../demo/motion.ts";
import { Narrator } from "../demo/narrator.ts";
import { notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { qrCode } from "../format/qr-code.ts";
import { startOperatorNode } from "../show/operator-node.ts";
import { ended, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { refuseBroker } from "../targets/local-only.ts";
import { networkNote } from "../targets/network-note.ts";
import { networkOptions, once } from "../targets/observe.ts";

interface ComposerOptions extends CommonOptions {
  readonly host?: string;
  readonly httpPort?: number;
  readonly allowName?: readonly string[];
  readonly trustProxy?: boolean;
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
  refuseBroker(options, "the composer");
  const network = options.demo === true ? demoNetwork(options) : networkOptions(options);
  const gateway = new Gateway({ ...gatewayOptions(options), network, note: once(session) });
  if (!gateway.built && options.serve === undefined)
    throw notFound("the composer's page is not built: run `npm run build` where zocp was fetched");
  const show = options.demo === true ? new Demo(network) : undefined;
  let operators: { stop(): Promise<void> } | undefined;
  const timer = options.seconds === undefined ? undefined : setTimeout(() => session.end(), options.seconds * 1000);
  try {
    await gateway.start();
    await show?.start();
    if (gateway.built && options.readOnly !== true) operators = await startOperatorNode(network);
    announce(session, gateway);
    const networkTold = show === undefined ? networkNote(options) : undefined;
    if (networkTold !== undefined) session.note(networkTold);
    await (show === undefined ? ended(session) : move(show, session.signal, narration(session)));
  } finally {
    clearTimeout(timer);
    await Promise.all([gateway.stop(), show?.stop(), operators?.stop()]);
  }
}

/** The options of the command that the gateway has too: it refuses every other one. */
function gatewayOptions({
  host,
  httpPort,
  allowName,
  trustProxy,
  readOnly,
  rate,
  serve,
}: ComposerOptions): GatewayOptions {
  return {
    host,
    httpPort,
    allowNames: allowName,
    trustProxy,
    readOnly,
    rate,
    serve,
    composer: BUILT,
    library: LIBRARY,
  };
}

/** Tells how the demo's nodes find and wire each other, and for a while what they do; after that the page shows it. */
function narration({ options, out }: Session<ComposerOptions>): (scene: DemoState) => void {
  const narrator = new Narrator({ valuesFor: NARRATION });
  return (scene) => {
    if (options.json === true) return;
    for (const line of narrator.tell(scene)) out.line(line, true);
  };
}

function announce(session: Session<ComposerOptions>, gateway: Gateway): void {
  const { options, out, note } = session;
  const composer = gateway.built ? gateway.links() : [];
  const pages = options.serve === undefined ? [] : gateway.links("/show/");
  if (options.json) {
    const plain = (links: readonly GatewayLink[]) => links.map(({ url, readOnly }) => ({ url, readOnly }));
    out.line(toJsonText({ event: "ready", composer: plain(composer), pages: plain(pages) }));
  } else {
    for (const link of composer) out.line(describe("composer", link));
    for (const link of pages) out.line(describe("your pages", link));
    showToPhones(session, [...composer, ...pages]);
    if (options.demo === true)
      out.line(`the demo keeps to this machine; your own nodes are in the page of "zocp composer"`);
    out.line("Ctrl-C ends it");
  }
  const [first] = [...composer, ...pages];
  if (options.open === true && first !== undefined) openBrowser(first.url, note);
}

/** A phone opens the first link that it can reach by its camera. */
function showToPhones({ out, colours, columns = 0 }: Session, links: readonly GatewayLink[]): void {
  const link = links.find(({ url }) => !LOOPBACK.test(new URL(url).hostname));
  if (link === undefined) return;
  const { inked } = colours;
  const code = qrCode(link.url, inked !== undefined);
  if ((code[0]?.length ?? 0) > columns) return;
  for (const line of code) out.line(inked === undefined ? line : inked(line));
}

function describe(what: string, { url, readOnly }: GatewayLink): string {
  return `${`${what}${readOnly ? ", only looking" : ""}:`.padEnd(WIDTH)} ${url}`;
}

/** The link is printed in any case, so that nothing is lost where there is no browser. */
function openBrowser(url: string, note: (message: string) => void): void {
  const [program, ...words] = openerOn(process.platform, process.env);
  const child = spawn(program, [...words, url], { stdio: "ignore", detached: true });
  child.once("error", () => note(`no browser could be opened (there is no ${program}): open the link yourself`));
  // It ends at once with another code where there is no browser.
  child.once("exit", (code) => {
    if (code !== 0) note(`no browser could be opened (${program} found none): open the link yourself`);
  });
  child.unref();
}

/** In WSL the browser is that of Windows. */
function openerOn(platform: NodeJS.Platform, { WSL_DISTRO_NAME }: NodeJS.ProcessEnv): readonly [string, ...string[]] {
  if (platform === "linux" && WSL_DISTRO_NAME) return ["rundll32.exe", "url.dll,FileProtocolHandler"];
  return OPENERS[platform] ?? ["xdg-open"];
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;
const BUILT = fileURLToPath(new URL("../../composer/", import.meta.url));
const LIBRARY = fileURLToPath(new URL("../../web/zocp.js", import.meta.url));
/** Seconds. */
const NARRATION = 6;
const WIDTH = "your pages, only looking:".length;
