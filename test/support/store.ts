import { onTestFinished } from "vitest";
import { openStore, type SharedStore } from "../../src/replicas/store.ts";
import type { RedisServer } from "../servers/redis.ts";
import { until } from "./processes.ts";

/** Connections of as many replicas, which end with the running test. */
export async function storesForTest(
  redis: RedisServer,
  replicas: number,
  answerMs?: number,
): Promise<SharedStore[]> {
  const stores = Array.from({ length: replicas }, () => openStore(redis.url, silent, answerMs));
  onTestFinished(async () => void (await Promise.all(stores.map((store) => store.close()))));
  await until(() => stores.every(({ up }) => up));
  return stores;
}

const silent = { info() {}, warn() {}, error() {} };
