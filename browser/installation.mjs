// `vestibule serve` as an operator runs it: a directory with a configuration, PostgreSQL, a mail server, no demo.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { setTimeout as later } from "node:timers/promises";
import { World, startServer } from "./world.mjs";

const SINK = fileURLToPath(new URL("./sink.py", import.meta.url));
// Debian's own Python is the one that Debian's aiosmtpd is for.
const PYTHON = process.env.VESTIBULE_PYTHON ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");
const PATIENCE = 20_000;

const freePort = () => new Promise((resolve, reject) => {
  const taken = createServer().once("error", reject);
  taken.listen(0, "127.0.0.1", () => {
    const { port } = taken.address();
    taken.close(() => resolve(port));
  });
});

export class Installation extends World {
  get beginsWithNothing() { return true; }

  async start() {
    this.arrived = [];
    await this.openMailbox();
    const port = await freePort();
    writeFileSync(join(this.directory, "vestibule.toml"), `
listen = "127.0.0.1:${port}"
base_url = "http://localhost:${port}"
support_address = "support@house.example"
database = "${this.options.database}"

[mail]
from = "Login <login@house.example>"
host = "127.0.0.1"
port = ${this.sink.port}
security = "none"
`);
  }

  // The mail server: what arrives is kept, oldest first.
  async openMailbox() {
    const child = spawn(PYTHON, [SINK], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    this.sink = { child, ended };
    this.sink.port = await new Promise((resolve, reject) => {
      child.once("error", reject);
      ended.then(() => reject(new Error("No mail server: apt-get install python3-aiosmtpd")));
      lines.once("line", (line) => resolve(Number(line)));
    });
    lines.on("line", (line) => this.arrived.push(JSON.parse(line)));
  }

  // One command of the operator's; what it says.
  run(...words) { return execFileSync(this.binary, words, { cwd: this.directory, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }); }

  async serve() {
    this.server = await startServer(this.binary, ["serve"], { cwd: this.directory });
    this.base = this.server.base;
  }

  // SIGKILL: nothing is answered, folded or said goodbye to.
  async kill() {
    const { child } = this.server;
    child.removeAllListeners("exit");
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  // The newest mail to somebody that has such a link or such words, once it has arrived.
  async mail(to, words) {
    for (const until = Date.now() + PATIENCE; Date.now() < until; await later(50)) {
      const found = this.arrived.findLast((mail) => mail.to.includes(to) && mail.text.includes(words));
      if (!found) continue;
      const link = found.text.match(/https?:\/\/\S+/g)?.find((one) => one.includes(words));
      return { ...found, link, code: found.text.match(/^\s*([0-9A-Z]{4}[ -][0-9A-Z]{4})\s*$/m)?.[1] };
    }
    throw new Error(`no mail to ${to} with ${words}; there are: ${this.arrived.map((mail) => `${mail.to}: ${mail.subject}`)}`);
  }

  async now() { return Date.now(); }

  async close() {
    const status = await super.close();
    this.sink?.child.stdin.end();
    await this.sink?.ended;
    return status;
  }
}
