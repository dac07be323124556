import { spawn } from "node:child_process";

import { Gateway, type GatewayLink } from "../../gateway/gateway.ts";
import type { GatewayOptions } from "../../gateway/options.ts";
import { carriedFile, carriedFolder } from "../carried-files.ts";
import { Demo, type DemoState } from "../demo/demo.ts";
import { demoNetwork } from "../demo/loopback.ts";
import { move } from "../demo/motion.ts";
import { Narrator } from "../demo/narrator.ts";
import { notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { dashboardHash, type FoundDashboard, watchDashboards } from "../show/dashboard-links.ts";
import { startOperatorNode } from "../show/operator-node.ts";
import { describeLink, showToPhones } from "../show/tell-links.ts";
import { tellServiceManager } from "../streams/service-manager.ts";
import { ended, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { refuseBroker } from "../targets/local-only.ts";
import { networkNote } from "../targets/network-note.ts";
import { nodeOptions, once } from "../targets/observe.ts";

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
  if (options.demo === true) refuseBroker(options, "the demo");
  const network = options.demo === true ? demoNetwork(options) : nodeOptions(options);
  const gateway = new Gateway({ ...gatewayOptions(options), network, note: once(session) });
  if (!gateway.built && options.serve === undefined)
    throw notFound("the composer's page is not built: run `npm run build` where zocp was fetched");
  const show = options.demo === true ? new Demo(network, { whole: true }) : undefined;
  let operators: Awaited<ReturnType<typeof startOperatorNode>> | undefined;
  let stopWatching = (): void => {};
  const timer = options.seconds === undefined ? undefined : setTimeout(() => session.end(), options.seconds * 1000);
  try {
    await gateway.start();
    await show?.start();
    if (gateway.built && options.readOnly !== true) operators = await startOperatorNode(network);
    announce(session, gateway);
    if (operators !== undefined)
      stopWatching = watchDashboards(operators.node, (found) => announceDashboard(session, gateway, found));
    const networkTold = show === undefined ? networkNote(options) : undefined;
    if (networkTold !== undefined) session.note(networkTold);
    tellServiceManager(session.signal);
    await (show === undefined ? ended(session) : move(show, session.signal, narration(session)));
  } finally {
    clearTimeout(timer);
    stopWatching();
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
    composer: carriedFolder("composer"),
    library: carriedFile("web/zocp.js"),
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
    for (const link of composer) out.line(describeLink("composer", link));
    for (const link of pages) out.line(describeLink("your pages", link));
    showToPhones(session, [...composer, ...pages]);
    if (options.demo === true)
      out.line(
        `the demo keeps to this machine: nodes started with ZOCP_INTERFACE=loopback are in it, your network is in the page of "zocp composer"`,
      );
    out.line("Ctrl-C ends it");
  }
  const [first] = [...composer, ...pages];
  if (options.open === true && first !== undefined) openBrowser(first.url, note);
}

/** A link for whoever performs: its page shows the dashboard, and nothing else; whatever it tries, it patches nothing. */
function announceDashboard(session: Session<ComposerOptions>, gateway: Gateway, { show, name }: FoundDashboard): void {
  const { options, out } = session;
  const looking = gateway.links().filter((link) => link.readOnly);
  const links = [...gateway.performLinks(), ...looking].map(({ url, readOnly }) => {
    return { url: url + dashboardHash(name), readOnly };
  });
  if (options.json) out.line(toJsonText({ event: "dashboard", show, name, links }));
  else {
    for (const link of links) out.line(printable(describeLink(`dashboard ${name}`, link)));
    showToPhones(session, links);
  }
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
/** Seconds. */
const NARRATION = 6;
