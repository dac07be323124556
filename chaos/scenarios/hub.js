// Nodes that find each other through a hub, which dies.
import { openWithHub } from "../harness/openings.js";
import { pause } from "../harness/pause.js";

/** @type {import("../harness/runner.js").Scenario[]} */
export const scenarios = [
  {
    name: "hub",
    about:
      "no beacon arrives anywhere; the hub is killed for 20 s, and a program is killed and started again meanwhile",
    run: async (stage) => {
      const hub = await openWithHub(stage, ["ada", "bob", "cy"], "hub");
      const exits = await stage.exits();
      await hub.program.kill();
      await pause(12_000);
      if ((await stage.exits()) > exits)
        stage.fault("nodes that have met gave each other up because their hub was gone");
      await stage.leave("bob");
      await stage.start("bob", { ...hub.options, count: 1_000_000 });
      await stage.aim("bob", ["ada", "cy"]);
      await stage.pace(20, "bob");
      await pause(8000);
      await stage.mark();
      await hub.start();
      // Nodes try a hub that is away again after five seconds at most.
      await stage.returns({ within: 8 });
    },
  },
];
