import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createKeyedFetch } from "../../../../src/pages/shared/key/keyed-fetch.ts";
import { createPatientFetch } from "../../../../src/pages/shared/key/patient-fetch.ts";
import { createSession } from "../../../../src/pages/shared/key/session.ts";
import { leftOf, whenIs } from "../../../../src/pages/shared/key/words.ts";

const url = "http://127.0.0.1/graphql";
const spent = { costUsd: 0.12, costUsdLimit: 1 };

/** A page of a server that knows these keys. */
function openPage(keys: Record<string, string> = { good: "web" }) {
  const asked: { key: string | null; body: unknown }[] = [];
  const answers: Response[] = [];
  const send = vi.fn(async (_url: unknown, init?: RequestInit) => {
    const key = new Headers(init?.headers).get("authorization")?.replace("Bearer ", "") ?? null;
    const name = key === null ? undefined : keys[key];
    if (name === undefined) {
      return refusal(401, "UNAUTHENTICATED", key === null ? "No key." : "Unknown key.");
    }
    if (String(init?.body).includes("{ caller ")) {
      const caller = { name, points: { limit: 1000, remaining: 900 }, ...spent };
      return Response.json({ data: { caller } });
    }
    asked.push({ key, body: init?.body });
    return answers.shift() ?? Response.json({ data: { limits: null } });
  });
  const session = createSession(url, send as typeof fetch);
  return { keys, asked, answers, send, session, fetch: createKeyedFetch(session, send as never) };
}

function refusal(status: number, code: string, message: string, headers = {}): Response {
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status, headers });
}

const post = (body: BodyInit, more: RequestInit = {}) => ({ method: "POST", body, ...more });
const formOpens = (page: ReturnType<typeof openPage>) =>
  vi.waitFor(() => expect(page.session.state().form).toBe("OPEN"));

describe("the key of a page's visitor", () => {
  let stored: Map<string, string>;
  beforeEach(() => {
    stored = new Map();
    vi.stubGlobal("sessionStorage", {
      getItem: (name: string) => stored.get(name) ?? null,
      setItem: (name: string, value: string) => stored.set(name, value),
      removeItem: (name: string) => stored.delete(name),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("is neither asked for nor looked up on a server without keys", async () => {
    const send = vi.fn(async () => Response.json({ data: {} }));
    const session = createSession(url, send);
    await createKeyedFetch(session, send)(url, post("{}"));
    expect(send).toHaveBeenCalledTimes(1);
    expect(session.state()).toMatchObject({ key: null, asked: false, form: "CLOSED" });
  });

  it("is asked for once, and all that waited for it is sent again as it was", async () => {
    const page = openPage();
    const form = new FormData();
    const answers = [page.fetch(url, post("one")), page.fetch(url, post(form))];
    await formOpens(page);
    await page.session.offer(" Bearer good\n");
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    expect(page.asked).toEqual([
      { key: "good", body: "one" },
      { key: "good", body: form },
    ]);
    expect(page.session.state()).toMatchObject({ form: "CLOSED", caller: { name: "web" } });
    expect([...stored.values()]).toEqual(["good"]);
  });

  it("is kept only when the server takes it; the form says why not", async () => {
    const page = openPage();
    const answer = page.fetch(url, post("one"));
    await formOpens(page);
    await page.session.offer("bad");
    expect(page.session.state()).toMatchObject({
      form: "OPEN",
      refusal: "Unknown key.",
      key: null,
    });
    await page.session.offer("two words");
    expect(page.session.state().refusal).toContain("no key");
    expect(stored.size).toBe(0);
    await page.session.offer("good");
    expect((await answer).status).toBe(200);
  });

  it("is asked for again when the server no longer knows it, and the request goes on", async () => {
    stored.set("parallax-key", "old");
    const page = openPage();
    const answers = [page.fetch(url, post("one")), page.fetch(url, post("two"))];
    await formOpens(page);
    expect(page.session.state()).toMatchObject({ refusal: "Unknown key.", key: null });
    expect(stored.size).toBe(0);
    await page.session.offer("good");
    await Promise.all(answers);
    expect(page.asked.map(({ key }) => key)).toEqual(["good", "good"]);
  });

  it("may be given later: then the server's refusal is the answer, and nobody is asked twice at once", async () => {
    const page = openPage();
    const answer = page.fetch(url, post("one"));
    await formOpens(page);
    page.session.dismiss();
    expect(await (await answer).json()).toMatchObject({ errors: [{ message: "No key." }] });
    expect((await page.fetch(url, post("one"))).status).toBe(401);
    expect(page.session.state()).toMatchObject({ form: "CLOSED", asked: true });
  });

  it("does not keep a request waiting that is given up", async () => {
    const page = openPage();
    const leaving = new AbortController();
    const answer = page.fetch(url, post("one", { signal: leaving.signal }));
    await formOpens(page);
    const reason = new Error("stopped");
    leaving.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it("gives way to an Authorization header of the visitor's own, whatever comes of that", async () => {
    const page = openPage();
    const headers = { Authorization: "Bearer bad" };
    expect((await page.fetch(url, post("one", { headers }))).status).toBe(401);
    expect(page.session.state().form).toBe("CLOSED");
  });

  it("is not asked for when something before the server says 401", async () => {
    const page = openPage();
    page.send.mockResolvedValueOnce(new Response("<h1>Sign in</h1>", { status: 401 }));
    expect((await page.fetch(url, post("one"))).status).toBe(401);
    expect(page.session.state().form).toBe("CLOSED");
  });

  it("is forgotten when the visitor says so", async () => {
    const page = openPage();
    await page.session.offer("good");
    page.session.forget();
    expect(page.session.state()).toMatchObject({ key: null, caller: null });
    expect(stored.size).toBe(0);
  });

  it("knows what is left of its points, and when there are more, from each answer", async () => {
    const page = openPage();
    await page.session.offer("good");
    const headers = {
      "x-ratelimit-limit": "1000",
      "x-ratelimit-remaining": "0",
      "retry-after": "90",
    };
    page.answers.push(refusal(429, "RATE_LIMITED", "Used up.", headers));
    const before = Date.now();
    expect((await page.fetch(url, post("one"))).status).toBe(429);
    const { caller, comeBackAt } = page.session.state();
    expect(caller?.points).toEqual({ limit: 1000, remaining: 0 });
    expect(comeBackAt! - before).toBeGreaterThanOrEqual(90_000);
    // An answer to a request that was on its way does not mean that there are more.
    await page.fetch(url, post("two"));
    expect(page.session.state().comeBackAt).toBe(comeBackAt);
  });

  it("is asked about again after the answers have come, because money is in no header", async () => {
    vi.useFakeTimers();
    try {
      const page = openPage();
      await page.session.offer("good");
      page.keys["good"] = "renamed";
      await page.fetch(url, post("one"));
      await page.fetch(url, post("two"));
      const before = page.send.mock.calls.length;
      await vi.advanceTimersByTimeAsync(5000);
      expect(page.send.mock.calls.length).toBe(before + 1);
      expect(page.session.state().caller?.name).toBe("renamed");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a page that is to wait", () => {
  it("sends again what may be sent in a moment, and no other", async () => {
    vi.useFakeTimers();
    try {
      const soon = () => refusal(429, "RATE_LIMITED", "Two at once.", { "retry-after": "1" });
      const late = () => refusal(429, "RATE_LIMITED", "Used up.", { "retry-after": "60" });
      const send = vi.fn(async () => Response.json({}));
      send.mockResolvedValueOnce(soon()).mockResolvedValueOnce(soon());
      const answer = createPatientFetch(send)(url, post("one"));
      await vi.advanceTimersByTimeAsync(3000);
      expect((await answer).status).toBe(200);
      expect(send).toHaveBeenCalledTimes(3);

      send.mockResolvedValueOnce(late());
      expect((await createPatientFetch(send)(url, post("one"))).status).toBe(429);
      expect(send).toHaveBeenCalledTimes(4);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("what a page says of a key", () => {
  it("is what is left of its limits, where it has any", () => {
    const points = { limit: 1000, remaining: 937 };
    expect(leftOf({ name: "web", points, ...spent })).toEqual([
      "937 of 1,000 points left",
      "$0.12 of $1 today",
    ]);
    const free = { name: "web", points: null, costUsd: 0, costUsdLimit: null };
    expect(leftOf(free)).toEqual([]);
    expect(leftOf({ ...free, costUsd: 0.5 })).toEqual(["$0.50 today"]);
  });

  it("is when there is more of them: soon, or at a time of the day", () => {
    const now = new Date(2026, 10, 28, 15, 0).getTime();
    expect(whenIs(now + 11_400, now)).toBe("in 12 s");
    expect(whenIs(now + 42 * 60_000, now)).toBe("in 42 min, at 15:42");
    expect(whenIs(now + 3 * 3_600_000, now)).toBe("in 3 h, at 18:00");
  });
});
