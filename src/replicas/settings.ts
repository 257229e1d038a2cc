import { redisUrl } from "../config/types.ts";
import { integer, secret, setting } from "../../providers/settings.ts";

export const replicaSettings = {
  REDIS_URL: {
    ...secret(
      "Valkey or Redis that replicas share (docs/replicas.md): redis://[user:password@]host:port",
    ),
    type: redisUrl().optional(),
  },
  REDIS_TIMEOUT_MS: setting(
    integer(1, 10_000),
    50,
    "how long a request waits for an answer of REDIS_URL before it goes on without",
  ),
  SHARED_CACHE_TTL_HOURS: setting(
    integer(1, 24 * 365),
    168,
    "how long REDIS_URL keeps an embedding after it was made",
  ),
  REPLICAS: setting(
    integer(1),
    1,
    "gateways behind one load balancer, at least: REDIS_URL finds more; without it, limits are divided by this",
  ),
};
