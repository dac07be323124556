// As on Windows, where a terminal is a console. SIGUSR2 stands for Ctrl-Break.
Object.defineProperty(process, "platform", { value: "win32" });
process.on("SIGUSR2", () => process.emit("SIGBREAK", "SIGBREAK"));
