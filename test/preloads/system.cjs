// @ts-nocheck: it replaces what the types of Node.js promise.
// Makes Node.js answer as another system does, for what is documented of it: `node -r test/preloads/system.cjs …`.
const os = require("node:os");
const dgram = require("node:dgram");
const net = require("node:net");
const { syncBuiltinESMExports } = require("node:module");

const { SYSTEM_PLATFORM, SYSTEM_INTERFACES, SYSTEM_UNLISTED, SYSTEM_UNSENT, SYSTEM_RESERVED, SYSTEM_UNHEARD } =
  process.env;

function failure(code, syscall, address, port) {
  return Object.assign(new Error(`${syscall} ${code} ${address}:${port}`), { code, syscall, address, port });
}

// `darwin` and `win32` bind their receivers to 0.0.0.0, and say other things about the same codes.
if (SYSTEM_PLATFORM) Object.defineProperty(process, "platform", { value: SYSTEM_PLATFORM });

// Names and addresses of another machine: {"Wi-Fi": ["192.168.1.7", "255.255.255.0"]}.
if (SYSTEM_INTERFACES) {
  const listed = Object.entries(JSON.parse(SYSTEM_INTERFACES)).map(([name, [address, netmask]]) => {
    const internal = address.startsWith("127.");
    return [name, [{ address, netmask, family: "IPv4", mac: "00:00:00:00:00:00", internal, cidr: null }]];
  });
  os.networkInterfaces = () => Object.fromEntries(listed);
}

// Android 11 and later do not let programs look at the interfaces; some systems fail at one look ("once") and not at the next.
if (SYSTEM_UNLISTED) {
  const real = os.networkInterfaces;
  let looks = 0;
  os.networkInterfaces = () => {
    if (SYSTEM_UNLISTED === "once" && ++looks > 1) return real();
    const message = "A system error occurred: uv_interface_addresses returned Unknown system error 13";
    throw Object.assign(new Error(message), { name: "SystemError", code: "ERR_SYSTEM_ERROR", errno: 13 });
  };
}

// Nothing leaves to addresses that begin so: macOS without the permission for the local network, loopback without broadcast.
if (SYSTEM_UNSENT) {
  const [code, ...addresses] = SYSTEM_UNSENT.split(" ");
  const unsent = (address) => typeof address === "string" && addresses.some((start) => address.startsWith(start));
  const { send, addMembership } = dgram.Socket.prototype;
  dgram.Socket.prototype.send = function (bytes, port, address, done) {
    if (!unsent(address)) return send.call(this, bytes, port, address, done);
    process.nextTick(() => done?.(failure(code, "send", address, port)));
  };
  dgram.Socket.prototype.addMembership = function (group, on) {
    if (unsent(group)) throw failure("EADDRNOTAVAIL", "addMembership", group, 0);
    return addMembership.call(this, group, on);
  };
  const { connect } = net;
  net.connect = (options) => {
    if (!unsent(options.host)) return connect(options);
    const socket = new net.Socket();
    process.nextTick(() => socket.destroy(failure(code, "connect", options.host, options.port)));
    return socket;
  };
}

// Windows keeps ranges of ports for virtual machines.
if (SYSTEM_RESERVED) {
  const { bind } = dgram.Socket.prototype;
  dgram.Socket.prototype.bind = function (options, done) {
    if (options.port === 0) return bind.call(this, options, done);
    process.nextTick(() => this.emit("error", failure("EACCES", "bind", options.address, options.port)));
    return this;
  };
}

// Nobody may listen on these TCP ports: "8470-8472", or "0-65535" for none at all.
if (SYSTEM_UNHEARD) {
  const [first, last] = SYSTEM_UNHEARD.split("-").map(Number);
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (options, ...more) {
    if (!(options.port >= first && options.port <= last)) return listen.call(this, options, ...more);
    process.nextTick(() => this.emit("error", failure("EACCES", "listen", options.host, options.port)));
    return this;
  };
}

syncBuiltinESMExports();
