// Nodes that find each other through a hub, which dies.
import { pause } from "../harness/pause.js";

/** @type {import("../harness/runner.js").Scenario[]} */
export const scenarios = [
  {
    name: "hub",
    about:
      "no beacon arrives anywhere; the hub is killed for 20 s, and a program is killed and started again meanwhile",
    run: async (stage) => {
      await stage.openWithHub(["ada", "bob", "cy"], "hub");
      const exits = await stage.exits();
      await stage.killHub();
      await pause(12_000);
      if ((await stage.exits()) > exits)
        stage.fault("nodes that have met gave each other up because their hub was gone");
      await stage.leave("bob");
      await stage.startWithHub("bob", { count: 1_000_000 });
      await stage.ask("bob", "aim", ["ada", "cy"]);
      await stage.ask("bob", "pace", 20);
      await pause(8000);
      await stage.mark();
      await stage.startHub();
      // Nodes try a hub that is away again after five seconds at most.
      await stage.returns({ within: 8 });
    },
  },
];
