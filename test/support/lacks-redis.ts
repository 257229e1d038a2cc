import { spawnSync } from "node:child_process";

/** Why nothing that needs a Redis can run here; undefined where there is one. */
export function lacksRedis(): string | undefined {
  return spawnSync("redis-server", ["--version"]).error
    ? "no redis-server: apt-get install redis-server"
    : undefined;
}
