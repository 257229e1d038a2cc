import { GatewayError } from "../../../models/errors.ts";

/**
 * Reads a URL that a client gave or, with `base`, that a redirect gave. What it may reach is
 * decided later, when its host has addresses.
 *
 * @throws GatewayError BAD_INPUT for what is no URL (FETCH_FAILED in a redirect); FETCH_REFUSED for
 *   schemes other than http and https, and for user names and passwords
 */
export function parseFetchableUrl(text: string, base?: URL): URL {
  const given = base ? `The redirect of ${base.host}` : "The URL";
  const bad = (reason: string): GatewayError =>
    base
      ? new GatewayError("FETCH_FAILED", `${given} ${reason}.`, { retryable: false })
      : new GatewayError("BAD_INPUT", `${given} ${reason}.`);
  const onlyHttp = (scheme: string) =>
    refused(
      `${given} has the scheme "${scheme}"; only http: and https: are fetched. ` +
        "Send the bytes as base64 or as an upload instead.",
    );
  // Longer than any URL, but that is not what is wrong with it.
  if (text.startsWith("data:")) {
    throw onlyHttp("data:");
  }
  if (text.length > maxLength) {
    throw bad(`has ${text.length} characters; at most ${maxLength} are allowed`);
  }
  if (!URL.canParse(text, base?.href)) {
    throw bad("is not a valid URL");
  }
  const url = new URL(text, base);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw onlyHttp(url.protocol);
  }
  if (url.username || url.password) {
    throw refused(`${given} holds a user name or password; these are never sent.`);
  }
  return url;
}

/** As long as most servers accept; signed URLs of object stores need a few thousand. */
const maxLength = 8_192;

const refused = (message: string): GatewayError => new GatewayError("FETCH_REFUSED", message);
