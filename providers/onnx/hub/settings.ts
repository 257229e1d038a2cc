import { homedir } from "node:os";
import { join } from "node:path";
import { withoutCredentials } from "../../settings.ts";

export interface HubSettings {
  /** Where the hub answers, without a slash at its end. */
  readonly endpoint: string;
  readonly token?: string;
  /** Read at each pull when there is no token: who logs in later need not restart anything. */
  readonly tokenFile?: string;
  /** HF_HOME: what Parallax itself notes lies under `parallax/` in it. */
  readonly home: string;
  /** The cache that every Hugging Face tool shares: `models--org--name/{blobs,refs,snapshots}`. */
  readonly cache: string;
  /** Never use the network. */
  readonly offline: boolean;
}

/**
 * The hub's settings as huggingface_hub reads them (its `constants.py`), so that both find the
 * same files: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE. An
 * empty value counts as none.
 *
 * @throws Error when HF_ENDPOINT is no http(s) URL
 */
export function hubSettings(env: Readonly<Record<string, string | undefined>>): HubSettings {
  const home = expand(
    env["HF_HOME"] || join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "huggingface"),
    env,
  );
  const cache = env["HF_HUB_CACHE"] || env["HUGGINGFACE_HUB_CACHE"] || join(home, "hub");
  const token = (env["HF_TOKEN"] || env["HUGGING_FACE_HUB_TOKEN"])?.trim();
  return {
    endpoint: checkedEndpoint(env["HF_ENDPOINT"] || "https://huggingface.co"),
    ...(token && { token }),
    tokenFile: expand(env["HF_TOKEN_PATH"] || join(home, "token"), env),
    home,
    cache: expand(cache, env),
    offline: isTrue(env["HF_HUB_OFFLINE"] || env["TRANSFORMERS_OFFLINE"]),
  };
}

function checkedEndpoint(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (protocol === "https:" || protocol === "http:") {
    return text.replace(/\/+$/, "");
  }
  throw new Error(
    `HF_ENDPOINT must be an http(s) URL such as https://huggingface.co, not "${withoutCredentials(text)}"`,
  );
}

function isTrue(text: string | undefined): boolean {
  return ["1", "ON", "YES", "TRUE"].includes(text?.toUpperCase() ?? "");
}

/** `~` and `$NAME`, as in Python's expanduser and expandvars. */
function expand(path: string, env: Readonly<Record<string, string | undefined>>): string {
  return path
    .replace(/^~(?=$|[/\\])/, homedir())
    .replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (whole, a?: string, b?: string) => env[a ?? b ?? ""] ?? whole,
    );
}
