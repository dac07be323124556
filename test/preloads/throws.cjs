// Where nobody catches it something is thrown, when a test says so.
process.on("SIGUSR2", () => {
  throw new Error("thrown on purpose");
});
