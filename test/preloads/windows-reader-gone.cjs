// As on Windows: a pipe whose reader has gone fails with EOF, where others say EPIPE. The first text still arrives.
Object.defineProperty(process, "platform", { value: "win32" });
const fs = require("node:fs");
const { write } = fs;
let texts = 0;
Reflect.set(fs, "write", (/** @type {any[]} */ ...given) => {
  const [fd, , done] = given;
  if (fd !== 1 || texts++ === 0) return Reflect.apply(write, fs, given);
  setImmediate(
    done,
    Object.assign(new Error("EOF: end of file, write"), { code: "EOF", errno: -4095, syscall: "write" }),
  );
});
require("node:module").syncBuiltinESMExports();
