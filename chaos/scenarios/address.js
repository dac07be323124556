// What happens to addresses and interfaces: they change, they are two, one more appears, one goes.
import { open } from "../harness/openings.js";
import { pause } from "../harness/pause.js";

/** @type {import("../harness/runner.js").Scenario[]} */
export const scenarios = [
  {
    name: "address-change",
    about: "a machine gets another address",
    run: async (stage) => {
      await open(stage, ["ada", "bob", "cy"]);
      const bob = stage.host("bob");
      await bob.sh(`ip addr del ${bob.address}/24 dev eth0`);
      await stage.mark();
      await bob.sh("ip addr add 10.10.0.52/24 brd + dev eth0");
      await stage.returns();
    },
  },
  {
    name: "address-lease",
    about: "a machine loses its address for 12 s and gets another one",
    run: async (stage) => {
      await open(stage, ["ada", "bob", "cy"]);
      const bob = stage.host("bob");
      await bob.sh(`ip addr del ${bob.address}/24 dev eth0`);
      await pause(12_000);
      await stage.mark();
      await bob.sh("ip addr add 10.10.0.52/24 brd + dev eth0");
      await stage.returns();
    },
  },
  {
    name: "address-swap",
    about: "two machines exchange their addresses, and their nodes have the same TCP port",
    run: async (stage) => {
      await open(stage, ["ada", "bob", "cy"], { options: { port: 5999 } });
      const [ada, bob] = [stage.host("ada"), stage.host("bob")];
      for (const host of [ada, bob]) await host.sh(`ip addr del ${host.address}/24 dev eth0`);
      await stage.mark();
      await ada.sh(`ip addr add ${bob.address}/24 brd + dev eth0`);
      await bob.sh(`ip addr add ${ada.address}/24 brd + dev eth0`);
      // Others believe at first that one of the two pretends to be the other, which must not be easy.
      await stage.returns({ within: 12 });
    },
  },
  {
    name: "address-two",
    about: "a machine gets two more addresses on one interface, and loses the first",
    run: async (stage) => {
      await open(stage, ["ada", "bob", "cy"]);
      const bob = stage.host("bob");
      const exits = await stage.exits();
      await bob.sh("ip addr add 10.10.0.62/24 brd + dev eth0 && ip addr add 10.30.0.2/24 brd + dev eth0");
      await pause(6000);
      if ((await stage.exits()) > exits) stage.fault("a second address made nodes give up peers");
      await stage.mark();
      // The system takes the second address away with the first, unless it is told otherwise.
      await bob.sh(`ip addr del ${bob.address}/24 dev eth0; ip addr replace 10.10.0.62/24 brd + dev eth0`);
      // It listens on one network more than before, for connections and for beacons.
      await stage.returns({ more: 2 });
    },
  },
  {
    name: "interface-second",
    about: "two machines get a second network, lose the first one, and get it back",
    run: async (stage) => {
      await open(stage, ["ada", "bob"], { zre: false });
      const exits = await stage.exits();
      for (const name of ["ada", "bob"]) await addSecond(stage, name);
      await pause(6000);
      if ((await stage.exits()) > exits) stage.fault("a second network made nodes give up peers");
      await stage.host("bob").cable("down");
      await stage.mark();
      await stage.working();
      await pause(3000);
      await stage.host("bob").cable("up");
      await stage.returns({ more: 2 });
    },
  },
];

/** @param {import("../harness/stage.js").Stage} stage @param {string} name */
async function addSecond(stage, name) {
  const host = stage.host(name);
  await host.addInterface("eth1", "br1", `10.20.0.${host.number}/24`);
}
