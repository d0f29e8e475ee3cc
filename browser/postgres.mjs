// A throw-away PostgreSQL for the stories: the cluster that the Rust tests start (postgres.sh says how it ends).
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../crates/vestibule/tests/it/postgres.sh", import.meta.url));
const DEBIAN = "/usr/lib/postgresql";

// Debian keeps initdb out of the path; the newest one counts.
const binaries = () => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const folders = versions.sort((a, b) => b - a).map((version) => `${DEBIAN}/${version}/bin`);
  const found = [...folders, ...process.env.PATH.split(":")].find((folder) => existsSync(`${folder}/initdb`));
  if (!found) throw new Error("No PostgreSQL here. Install it: apt-get install postgresql-15");
  return found;
};

export class Postgres {
  static async start() {
    const server = new Postgres();
    Object.assign(server, { binaries: binaries(), made: 0 });
    // PostgreSQL does not run as root; then the user `postgres` of the distribution runs it, who may not be
    // allowed to read this folder: the script goes in as text.
    const root = process.getuid() === 0;
    const shell = ["sh", "-c", readFileSync(SCRIPT, "utf8"), "sh", server.binaries];
    const [command, ...rest] = root ? ["runuser", "-u", "postgres", "--", ...shell] : shell;
    server.shell = spawn(command, rest, { stdio: ["pipe", "pipe", "inherit"] });
    server.ended = new Promise((resolve) => server.shell.once("exit", resolve));
    server.directory = await new Promise((resolve, reject) => {
      server.shell.stdout.setEncoding("utf8").once("data", (said) => resolve(said.trim()));
      server.shell.once("error", reject);
      server.ended.then((code) => reject(new Error(`PostgreSQL did not start: ${code}`)));
    });
    return server;
  }

  // The address of a fresh database.
  database() {
    const name = `stories_${++this.made}`;
    execFileSync(`${this.binaries}/createdb`, ["-h", this.directory, "-p", "5432", "-U", "vestibule", name]);
    return `postgres:///${name}?host=${this.directory}&port=5432&user=vestibule`;
  }

  async stop() {
    this.shell.stdin.end();
    await this.ended;
  }
}
