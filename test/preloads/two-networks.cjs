// @ts-nocheck: it replaces what the types of Node.js promise.
// A machine with a network besides loopback, of which nothing leaves this one: 127.77.0.2 stands for it.
const os = require("node:os");
const four = (address, netmask, internal) => [
  { address, netmask, family: "IPv4", mac: "00:00:00:00:00:00", internal, cidr: null },
];
os.networkInterfaces = () => ({
  lo: four("127.0.0.1", "255.0.0.0", true),
  eth7: four("127.77.0.2", "255.255.255.0", false),
});
require("node:module").syncBuiltinESMExports();
