// As where the terminal of a background job has gone: standard input cannot be read any more.
const { stdin } = process;
stdin.on("newListener", (event) => {
  if (event !== "data") return;
  setTimeout(() => stdin.destroy(Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" })), 300);
});
