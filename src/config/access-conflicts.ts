import type { Conflict } from "../../providers/settings.ts";
import type { Config } from "./config.ts";

/** Settings about who may call that are right by themselves and wrong together. */
export function accessConflicts(config: Config): Conflict[] {
  const { API_KEYS_FILE, JWT_ISSUER, JWT_AUDIENCE, ALLOW_ANONYMOUS, PORT, METRICS_PORT } = config;
  const conflicts: Conflict[] = [];
  if (JWT_ISSUER && !JWT_AUDIENCE) {
    const message =
      "it needs JWT_AUDIENCE, else any token of that issuer would open this server as well";
    conflicts.push({ setting: "JWT_ISSUER", message });
  }
  for (const setting of ["JWT_AUDIENCE", "JWT_JWKS_URL"] as const) {
    if (config[setting] && !JWT_ISSUER) {
      conflicts.push({ setting, message: "it needs JWT_ISSUER; without it no token is taken" });
    }
  }
  if (ALLOW_ANONYMOUS && (API_KEYS_FILE ?? JWT_ISSUER)) {
    const other = API_KEYS_FILE ? "API_KEYS_FILE" : "JWT_ISSUER";
    const message = `expected false beside ${other}, where every caller needs a key`;
    conflicts.push({ setting: "ALLOW_ANONYMOUS", message });
  }
  if (METRICS_PORT && METRICS_PORT === PORT) {
    const message = "PORT is the same; leave METRICS_PORT out to have /metrics there";
    conflicts.push({ setting: "METRICS_PORT", message });
  }
  return conflicts;
}
