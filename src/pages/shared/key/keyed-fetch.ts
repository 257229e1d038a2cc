import { refusalOf } from "./caller.ts";
import type { Session } from "./session.ts";

/**
 * A `fetch` that sends the visitor's key. Where the server wants one, or another one, the request
 * waits until the visitor has given it, and is sent again: whoever asked does not notice, but for the
 * time. Without a key the server's refusal is the answer.
 */
export function createKeyedFetch(
  session: Pick<Session, "state" | "anotherKey" | "hear">,
  send: typeof fetch,
): typeof fetch {
  return async (input, init) => {
    // In the playground, what stands in the editor for headers comes first.
    if (new Headers(init?.headers).has("authorization")) {
      return send(input, init);
    }
    for (;;) {
      const headers = new Headers(init?.headers);
      const { key } = session.state();
      if (key !== null) {
        headers.set("authorization", `Bearer ${key}`);
      }
      const answer = await send(input, { ...init, headers });
      const refusal = await refusalOf(answer);
      if (refusal === null) {
        session.hear(answer, key);
        return answer;
      }
      if (!(await session.anotherKey(key, refusal, init?.signal))) {
        return answer;
      }
    }
  };
}
