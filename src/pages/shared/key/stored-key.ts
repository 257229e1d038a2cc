/**
 * The visitor's key, as long as the tab is open: for all pages of this server in it, and for no other
 * tab. Where the browser stores nothing, which it says by throwing, a reload asks for it again.
 */
const storedAs = "parallax-key";

export function storedKey(): string | null {
  try {
    return sessionStorage.getItem(storedAs);
  } catch {
    return null;
  }
}

/** @param key null to forget it */
export function storeKey(key: string | null): void {
  try {
    if (key === null) {
      sessionStorage.removeItem(storedAs);
    } else {
      sessionStorage.setItem(storedAs, key);
    }
  } catch {
    // The page itself still has it.
  }
}
