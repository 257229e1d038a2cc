import { z } from "zod";
import {
  providerConflicts,
  providerSettings,
  type ProviderSettings,
} from "../../providers/index.ts";
import {
  flag,
  integer,
  list,
  setting,
  type Settings,
  url,
  type ValuesOf,
  withoutCredentials,
} from "../../providers/settings.ts";
import { replicaSettings } from "../replicas/settings.ts";
import { accessConflicts } from "./access-conflicts.ts";
import { readSecrets } from "./secret-files.ts";
import { hosts, origins, pairs, prices } from "./types.ts";

/**
 * Every setting of the server, declared once: `--help`, `.env.example` and the README's table are
 * made from this table. A setting is an environment variable; an empty one counts as unset. What
 * concerns a provider only is declared beside it.
 */
export const settings = {
  PORT: setting(integer(0, 65535), 4000, "port to listen on; 0 takes a free one"),
  HOST: setting(z.string(), "127.0.0.1", "address to listen on; 0.0.0.0 for all"),
  METRICS_PORT: setting(
    integer(0, 65535).optional(),
    undefined,
    "a port of its own for /metrics, which needs no key there; PORT has it when unset",
  ),
  API_KEYS_FILE: setting(
    z.string().optional(),
    undefined,
    "JSON file of the keys that callers need (docs/keys.md); read again when it changes",
  ),
  JWT_ISSUER: setting(
    url().optional(),
    undefined,
    "who signs tokens that callers may send as keys",
  ),
  JWT_AUDIENCE: setting(z.string().optional(), undefined, "for whom these tokens are meant"),
  JWT_JWKS_URL: setting(
    url().optional(),
    undefined,
    "where the issuer's public keys are",
    "`jwks_uri` of the issuer's /.well-known/openid-configuration",
  ),
  ALLOW_ANONYMOUS: setting(
    flag(),
    "false",
    "may anybody call without a key when HOST is no loopback address?",
  ),
  DEFAULT_MODEL: setting(z.string(), "parallax/mini", "model used when a query names none"),
  LOCAL_MODELS: setting(pairs(), "", "your own models: id=directory[,id=directory…]"),
  CLOUD: setting(
    z.enum(["auto", "on", "off"]),
    "auto",
    "may the router choose cloud models? auto: when a cloud provider has credentials, or gcp: true",
  ),
  PRICES: setting(
    prices(),
    "",
    "your list prices in US dollars, per the catalog's unit: embed-v4.0:TEXT=0.1[,…]",
  ),
  ALLOWED_PRIVATE_HOSTS: setting(
    list(),
    "",
    "host or host:port, comma-separated: the only private addresses that URLs may reach",
  ),
  CORS_ORIGIN: setting(
    origins(),
    "",
    "origins that may call; default: pages on localhost; * for all",
  ),
  ALLOWED_HOSTS: setting(
    hosts(),
    "",
    "names that the Host header may carry; * for any",
    "localhost and loopback addresses when HOST is one of them, else any",
  ),
  MAX_INPUTS: setting(integer(1), 1000, "items of one list of images or texts"),
  MAX_LABELS: setting(integer(1), 1000, "labels of one classification"),
  MAX_COST: setting(
    integer(1),
    100_000,
    "inputs of one operation: images + texts, times templates, times models",
  ),
  MAX_TEXT_CHARS: setting(
    integer(1),
    100_000,
    "characters of one text, and of one prompt: a template with its label",
  ),
  MAX_ANSWER_BYTES: setting(integer(1), 50_000_000, "estimated size of one answer"),
  MAX_IMAGE_BYTES: setting(integer(1), 20_000_000, "size of one image file"),
  MAX_IMAGE_PIXELS: setting(integer(1), 50_000_000, "width times height of one image"),
  MAX_VIDEO_BYTES: setting(integer(1), 200_000_000, "size of one video file"),
  MAX_VIDEO_SECONDS: setting(integer(1), 3600, "length of the part of a video that is embedded"),
  MAX_VIDEO_FRAMES: setting(integer(1), 1000, "frames or clips of one video that are embedded"),
  FFMPEG_PATH: setting(
    z.string().optional(),
    undefined,
    "ffmpeg, for models that take video by frames or in clips; the one on the PATH when unset",
  ),
  MAX_BODY_BYTES: setting(integer(1), 32_000_000, "size of one JSON request"),
  MAX_UPLOAD_BYTES: setting(integer(1), 400_000_000, "size of one multipart request"),
  MAX_FILES: setting(integer(1), 100, "files of one multipart request"),
  MAX_MEDIA_MB: setting(
    integer(1),
    1024,
    "bodies and files of all requests together, in memory and on disk",
  ),
  MAX_CONNECTIONS: setting(integer(1), 1000, "connections open at once"),
  QUEUE_LIMIT: setting(integer(1), 4096, "inputs waiting for one model before it is OVERLOADED"),
  CACHE_MB: setting(integer(0), 64, "memory for finished embeddings; 0 keeps none"),
  ...replicaSettings,
  REQUEST_TIMEOUT_MS: setting(integer(1), 30_000, "deadline of one request"),
  SHUTDOWN_TIMEOUT_MS: setting(
    integer(0),
    30_000,
    "how long requests in flight may go on after SIGTERM",
  ),
  FETCH_TIMEOUT_MS: setting(integer(1), 10_000, "deadline of fetching one URL"),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    url().optional(),
    undefined,
    "OpenTelemetry collector to send traces to; OTEL_… settings of its SDK apply",
  ),
  LOG_LEVEL: setting(
    z.enum(["trace", "debug", "info", "warn", "error", "silent"]),
    "info",
    "how much is logged",
  ),
  ...providerSettings,
};

export type Config = ValuesOf<typeof settings>;

/**
 * Reads and checks all settings. Secrets may be in files that other variables name.
 * @throws an Error that lists every wrong value with its name and what was expected
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const table = Object.entries<Settings[string]>(settings);
  const secretNames = table.flatMap(([name, { secret }]) => (secret ? name : []));
  const secrets = readSecrets(secretNames, environment);
  const shape = Object.fromEntries(table.map(([name, { type }]) => [name, type]));
  const given = Object.fromEntries(
    table.map(([name, { fallback }]) => [
      name,
      secrets.values[name] ?? (environment[name] || fallback),
    ]),
  );
  const result = z.object(shape).superRefine(checkTogether).safeParse(given);
  if (result.success && secrets.wrong.length === 0) {
    return result.data as Config;
  }
  const isSecret = new Set(secretNames);
  const problems = [
    ...(result.error?.issues ?? []).map(({ path, message }) => [String(path[0]), message] as const),
    ...secrets.wrong.map(({ setting, message }) => [setting, message] as const),
  ];
  const wrong = problems.map(([name, message]) => {
    const value = withoutCredentials(environment[name] ?? "");
    const is = isSecret.has(name) ? "" : ` is "${value}"`;
    return `${name}${is}: ${withoutCredentials(message)}`;
  });
  throw new Error(`Wrong settings:\n  ${wrong.join("\n  ")}`);
}

/** What is right by itself and wrong beside another setting. */
function checkTogether(config: object, context: z.RefinementCtx): void {
  const conflicts = [
    ...accessConflicts(config as Config),
    ...providerConflicts(config as ProviderSettings),
  ];
  for (const { setting: name, message } of conflicts) {
    context.addIssue({ code: "custom", path: [name], message });
  }
}
