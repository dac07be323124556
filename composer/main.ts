import "./look.css";
import { joinMesh } from "../src/browser.ts";
import { follow } from "./gateway.ts";
import { dashboardIn } from "./model/dashboards/link.ts";
import { PAGE_HEADER } from "./model/network/company.ts";
import { Connection } from "./model/network/connection.ts";
import { withJoined } from "./model/network/joined.ts";
import { Inspector } from "./model/render/inspector.ts";
import { Settings } from "./model/view/settings.ts";
import { messageOf } from "./model/view/words.ts";
import { openShelf, stage } from "./stage.ts";
import { followTheme } from "./views/theme.ts";

const shelf = openShelf();
const settings = new Settings(shelf);
const inspector = new Inspector(stage);
const connection = new Connection();
followTheme(settings);

/** Joins as a node of its own, and shows the page; while there is no way in it says why and tries again. */
async function begin(): Promise<void> {
  say("Joining the show …");
  try {
    const joining = joinMesh({
      name: nameOfPage(),
      headers: { [PAGE_HEADER]: "composer" },
      onText: (direction, peer, text) => inspector.note(direction, peer, text),
    });
    // The other nodes come while the larger part of the page is still being read.
    const page = LARGER[asked === undefined ? "composer" : "dashboard"]();
    // It is told when the node has joined, if ever.
    page.catch(() => {});
    await withJoined(joining, async (node) => {
      say("The rest of the page is on its way …");
      const opened = await page;
      stand(undefined);
      const { readOnly, performs } = node.gateway;
      const given = { node, inspector, connection, settings, shelf, readOnly, performs };
      const composer =
        "openDashboard" in opened
          ? opened.openDashboard(asked ?? "", given)
          : opened.open({ ...given, ...(readOnly || performs ? {} : { startDemo: begun }) });
      follow(node, composer);
      // For the browser's console: everything behind the page.
      Object.assign(globalThis, { composer });
    });
  } catch (error) {
    stand(noWayIn(messageOf(error)));
    setTimeout(() => void begin(), AGAIN);
  }
}

/** What the frame that came first says, for as long as it is there. */
function say(what: string): void {
  const status = document.querySelector(".coming [role=status]");
  if (status !== null) status.textContent = what;
}

/** Puts something in the place of the frame, or takes that away. What else is in the body stays: the styles of the page. */
function stand(element: HTMLElement | undefined): void {
  for (const old of document.querySelectorAll(".coming, .no-way-in")) old.remove();
  if (element !== undefined) document.body.prepend(element);
}

/** Nodes in this page, for somebody who has none yet. */
async function begun(): Promise<void> {
  const { startDemo } = await import("./demo.ts");
  await startDemo();
}

/** Says why, and what to do about it. */
function noWayIn(reason: string): HTMLElement {
  const told = document.createElement("section");
  told.className = "no-way-in";
  told.setAttribute("role", "alert");
  const lines: readonly (readonly ["h1" | "p", string])[] = [
    ["h1", "There is no way into the network"],
    ["p", reason],
    [
      "p",
      "Open the whole link that `zocp composer` prints: it ends in the token that lets a page in. A link is good for as long as the composer that printed it runs.",
    ],
    ["p", "This page tries again by itself."],
  ];
  for (const [type, text] of lines) {
    const line = document.createElement(type);
    line.textContent = text;
    told.append(line);
  }
  return told;
}

/** The same for as long as the tab is open, so that its wires and its place are found again after a reload. */
function nameOfPage(): string {
  const name = `composer-${crypto.getRandomValues(new Uint16Array(1))[0]?.toString(16).padStart(4, "0")}`;
  try {
    const kept = sessionStorage.getItem(NAME);
    if (kept !== null) return kept;
    sessionStorage.setItem(NAME, name);
  } catch {
    // A browser may forbid a page to keep anything: then each load is another node.
  }
  return name;
}

/** Looked up, and not chosen in an expression: what chooses is made one import by the bundler, with the styles of the first. */
const LARGER = { composer: () => import("./page.ts"), dashboard: () => import("./dashboard.ts") } as const;
/** The dashboard that the link leads to. */
const asked = dashboardIn(location.hash);
addEventListener("hashchange", () => {
  if (dashboardIn(location.hash) !== asked) location.reload();
});
const NAME = "zocp composer name";
const AGAIN = 3000;
void begin();
