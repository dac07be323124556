// A web page whose device freezes: the show goes on, and the page comes back.
import { openWithPage } from "../harness/openings.js";
import { pause } from "../harness/pause.js";

/** @type {import("../harness/runner.js").Scenario[]} */
export const scenarios = [freeze("page-8", 8), freeze("page-45", 45)];

/** @param {string} name @param {number} seconds */
function freeze(name, seconds) {
  return {
    name,
    about: `a web page on the gateway stops reading for ${seconds} s while it is sent 2,000 values/s of one node`,
    run: async (/** @type {import("../harness/stage.js").Stage} */ stage) => {
      const gateway = await openWithPage(stage, ["ada", "bob", "cy"], "page");
      await stage.pace(2000, "ada");
      await pause(1000);
      const before = await gateway.ask("memory");
      await Promise.all(["ada", "bob", "cy"].map((node) => stage.ask(node, "forget")));
      stage.actor("page").program.signal("SIGSTOP");
      await pause(seconds * 500);
      await stage.mark(["page"]);
      await pause(seconds * 500);
      for (const node of ["ada", "bob", "cy"]) {
        const { gap } = await stage.ask(node, "report");
        if (gap > 1500) stage.fault(`${node} got no value of somebody for ${gap.toFixed(0)} ms`);
      }
      const grown = (await gateway.ask("memory")) - before;
      stage.note(`the gateway grew by ${grown.toFixed(0)} MiB`);
      if (grown > MOST) stage.fault(`the gateway grew by ${grown.toFixed(0)} MiB while a page was frozen`);
      stage.actor("page").program.signal("SIGCONT");
      await stage.returns();
    },
  };
}

/** What may wait for a page at most, with everything around it: MiB. */
const MOST = 64;
